import type { HealthReason } from '../../protocol.js';
import type { CallbackFault, LinkErrorCode } from '../errors.js';

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
  linkAgain: string;
  /** Another user in place of one whose link no longer works. */
  anotherUser: string;

  loading: string;
  /** While the chunk that tells more is not there. */
  unavailable: string;
  linkedDate: string;
  user: string;
  environment: string;
  linkedBy: string;
  whichUser: string;
  lookOnly: string;

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
  reload: string;
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
  unlinkStops: string;
  unlinkRemains: string;
  keepLink: string;

  expired: string;
  restricted: string;
  missing: string;
  /** What a user may not do, as the editor of security roles calls it; with `{table}`. */
  readOn: string;
  createOn: string;
  writeOn: string;
  deleteOn: string;
  appendOn: string;
  appendToOn: string;
  assignOn: string;
  shareOn: string;
  needsAttention: string;

  errors: Record<ToldErrorCode | DetailedErrorCode, string> & Partial<DetailedTexts['errors']>;
  // The rest is loaded when it may be needed, as all `DetailedTexts` are.
  windowIsBehind?: string;
  userDiffers?: string;
  userDiffersHint?: string;
  replaceUser?: string;
  actionNeeded?: string;
  askedFor?: string;
  askedToSignIn?: string;
  askedToStay?: string;
  askedToAct?: string;
  userMay?: string;
  checkedOn?: string;
  checkAgain?: string;
  chooseWithin?: string;
  healthReasons?: Partial<DetailedTexts['healthReasons']>;
}

/** Sentences that few panels need, loaded when one may. A language without them has its general ones. */
export interface DetailedTexts {
  /** In place of `whereIsWindow` while the window can be shown. */
  windowIsBehind: string;
  /** Before the linked user is replaced. */
  userDiffers: string;
  /** `{from}` is the linked user, `{to}` who has signed in. */
  userDiffersHint: string;
  replaceUser: string;
  /** Title of what is to be done about a link that no longer works. */
  actionNeeded: string;
  /** Before Link: the sentence, and the list that opens below it. */
  askedFor: string;
  askedToSignIn: string;
  askedToStay: string;
  askedToAct: string;
  /** After Link: what the linked user may do, as the check found it. */
  userMay: string;
  /** With `{date}`. */
  checkedOn: string;
  checkAgain: string;
  chooseWithin: string;
  /** English has `storage-blocked` among its general sentences: it stands where no other is there. */
  errors: Record<SpecialErrorCode, string> & { 'storage-blocked'?: string };
  /** In place of `expired` and `restricted` where the reason is known. */
  healthReasons: Record<HealthReason, string>;
}

/**
 * Errors with a sentence among the detailed ones. `{path}` is that of the callback page; `{request}` the method that something
 * between page and backend has answered, with the status where it is known, such as `POST (403)`.
 */
type SpecialErrorCode = `callback-silent/${CallbackFault}` | 'backend-invalid/refused' | 'backend-invalid/in-between';

/** The texts that every language has in one file. */
export type CoreMessages = Omit<Messages, keyof DetailedTexts> & {
  errors: Record<ToldErrorCode | DetailedErrorCode, string>;
};

/** The product's own terms stay as they are in every language. */
export type Translation = Omit<
  CoreMessages,
  'heading' | 'credentials' | 'link' | 'unlink' | 'linked' | 'unlinked' | 'linkAgain' | 'anotherUser' | 'errors'
> & { errors: Omit<CoreMessages['errors'], 'storage-blocked'> };

/** The texts that come with the element itself, since showing a link needs them. */
export type EagerMessage =
  | 'heading'
  | 'credentials'
  | 'link'
  | 'unlink'
  | 'linked'
  | 'unlinked'
  | 'loading'
  | 'unavailable'
  | 'linkedDate'
  | 'user'
  | 'environment'
  | 'linkedBy'
  | 'whichUser'
  | 'linkAgain'
  | 'cancel'
  | 'tryAgain'
  | 'linking'
  | 'opening';

/** The others are questions: the panel asks them. */
export type ToldErrorCode = Exclude<LinkErrorCode, 'organization-choice-required' | 'user-differs'>;

/** Errors with a wording of their own for the same code, chosen by `WidgetError.details.reason`. */
export type DetailedErrorCode =
  | 'backend-unreachable/not-loaded'
  | 'cancelled/posted'
  | 'changed/account'
  | 'attempt-elsewhere/portal'
  | 'popup-blocked/late'
  | 'popup-blocked/firefox'
  | 'popup-blocked/safari'
  | 'sign-in-failed/more-proof'
  | 'sign-in-failed/policy'
  | 'sign-in-failed/not-assigned'
  | 'sign-in-failed/disabled';

/** Any of the texts: what a host hands over, or a language that is near to another one. */
export type MessageOverrides = Partial<Omit<Messages, 'errors'>> & {
  errors?: Partial<Messages['errors']>;
};

/** English as the portal writes it, as far as a link is shown. The rest is in `en-GB.ts`. */
export const english: Pick<Messages, EagerMessage> = {
  heading: 'MS Dynamics Authorisation',
  credentials: 'MS Dynamics account credentials',
  link: 'Link',
  unlink: 'Unlink',
  linked: 'Linked',
  unlinked: 'Unlinked',
  loading: 'Loading the link…',
  unavailable: 'The portal does not answer.',
  linkedDate: 'Linked date',
  user: 'Dynamics 365 user',
  environment: 'Environment',
  linkedBy: 'Linked by',
  whichUser: 'Calls act as the user you link. Link one made for calls, with rights to find, create and update records.',
  linkAgain: 'Link again',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  linking: 'Linking',
  opening: 'Opening the sign-in window…',
};

/** A host in plain JavaScript may hand over `undefined` for a text that it has not got. */
export function definedOf<T extends object>(overrides: T | undefined): T {
  return Object.fromEntries(Object.entries(overrides ?? {}).filter(([, text]) => typeof text === 'string')) as T;
}
