import type { LinkErrorCode } from './errors.js';

/**
 * Every text of the panel. `{name}` is filled in.
 *
 * A host overrides any of them with the element's property `messages`.
 */
export interface Messages {
  // The product's own terms: the same in every language.
  heading: string;
  credentials: string;
  link: string;
  unlink: string;
  linked: string;
  unlinked: string;

  loading: string;
  /** While the code that explains it is not there. */
  unavailable: string;
  statusLabel: string;
  linkedDate: string;
  user: string;
  environment: string;
  linkedBy: string;
  /** Which user to take, and what it means. */
  whichUser: string;
  lookOnly: string;

  linkAgain: string;
  takeOver: string;
  cancel: string;
  tryAgain: string;
  showWindow: string;
  copyDetails: string;
  copied: string;
  /** Over the text that the browser did not let us copy. */
  copyYourself: string;
  contactSupport: string;
  openInTab: string;
  copyConsentLink: string;

  linking: string;
  opening: string;
  inWindow: string;
  whereIsWindow: string;
  didYouFinish: string;
  checking: string;
  stillChecking: string;
  choose: string;
  chooseHint: string;
  unlinking: string;

  unlinkQuestion: string;
  /** What stops. */
  unlinkStops: string;
  /** What remains. */
  unlinkRemains: string;
  keepLink: string;

  expired: string;
  restricted: string;
  missing: string;
  needsAttention: string;

  errors: Record<LinkErrorCode | DetailedErrorCode, string>;
}

/** Errors with a wording of their own for the same code, chosen by `LinkError.reason`. */
export type DetailedErrorCode =
  | 'backend-unreachable/not-loaded'
  | 'cancelled/posted'
  | 'attempt-elsewhere/portal'
  | 'popup-blocked/late'
  | 'popup-blocked/firefox'
  | 'popup-blocked/safari'
  | 'sign-in-failed/more-proof'
  | 'sign-in-failed/policy'
  | 'sign-in-failed/not-assigned'
  | 'sign-in-failed/disabled';

/** What a host may hand over: any of the texts. */
export type MessageOverrides = Partial<Omit<Messages, 'errors'>> & { errors?: Partial<Messages['errors']> };

/** English as the portal writes it. */
export const english: Omit<Messages, 'errors'> = {
  heading: 'MS Dynamics Authorisation',
  credentials: 'MS Dynamics account credentials',
  link: 'Link',
  unlink: 'Unlink',
  linked: 'Linked',
  unlinked: 'Unlinked',

  loading: 'Loading the link…',
  unavailable: 'The portal does not answer.',
  statusLabel: 'Status',
  linkedDate: 'Linked date',
  user: 'Dynamics 365 user',
  environment: 'Environment',
  linkedBy: 'Linked by',
  whichUser:
    'Link a Dynamics 365 user who may find, create and update records, best one kept for the contact centre: every call will act as that user.',
  lookOnly: 'You can see this link, but only an administrator with the right to change it can link or unlink.',

  linkAgain: 'Link again',
  takeOver: 'Continue here instead',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  showWindow: 'Show the window',
  copyDetails: 'Copy support report',
  copied: 'Copied',
  copyYourself: 'The browser did not allow copying. Copy this text:',
  contactSupport: 'Contact support',
  openInTab: 'Open this page in its own tab',
  copyConsentLink: 'Copy the link for your Microsoft administrator',

  linking: 'Linking',
  opening: 'Opening the sign-in window…',
  inWindow:
    'Sign in to Dynamics 365 in the window that opened, and accept the permissions. The window closes by itself.',
  whereIsWindow: 'If you can’t see the sign-in window, look behind this one or in your other tabs, or try again.',
  didYouFinish: 'Did you finish signing in? If you closed the window, try again.',
  checking: 'Checking the Dynamics 365 user…',
  stillChecking: 'The answer is taking longer than usual. We keep asking; nothing is lost.',
  choose: 'Choose an environment',
  chooseHint:
    'This user can use several Dynamics 365 environments. Calls will find, create and update records in the one you choose.',
  unlinking: 'Unlinking…',

  unlinkQuestion: 'Unlink {name}?',
  unlinkStops:
    'Calls will no longer find, create or update records in Dynamics 365, from now on and for the whole VCC account.',
  unlinkRemains:
    'Records stay as they are. The permission given to Vonage stays in Microsoft Entra until your Microsoft administrator removes it.',
  keepLink: 'Keep the link',

  expired: 'Microsoft no longer accepts this link, so calls can’t reach Dynamics 365. Link again with the same user.',
  restricted:
    'Dynamics 365 no longer lets this user do what calls need. Ask your Dynamics 365 administrator to restore the user’s licence and security role, or link again with another user.',
  missing: 'Missing: {privileges}.',
  needsAttention: 'This link needs attention. Link again; if that doesn’t help, contact support.',
};

/** Puts values in the place of their `{name}`. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}
