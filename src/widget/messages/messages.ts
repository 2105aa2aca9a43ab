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

  loading: string;
  /** While the chunk that tells more is not there. */
  unavailable: string;
  linkedDate: string;
  user: string;
  environment: string;
  linkedBy: string;
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
  anotherUser?: string;
  userDiffers?: string;
  userDiffersHint?: string;
  replaceUser?: string;
  healthReasons?: Partial<DetailedTexts['healthReasons']>;
}

/** Sentences that few panels need, loaded when one may. A language without them has its general ones. */
export interface DetailedTexts {
  /** In place of `whereIsWindow` while the window can be shown. */
  windowIsBehind: string;
  /** Links another user in place of one whose link no longer works. */
  anotherUser: string;
  /** Before the linked user is replaced. */
  userDiffers: string;
  /** `{from}` is the linked user, `{to}` who has signed in. */
  userDiffersHint: string;
  replaceUser: string;
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
  'heading' | 'credentials' | 'link' | 'unlink' | 'linked' | 'unlinked' | 'errors'
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
  | 'lookOnly'
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
  whichUser:
    'Link a Dynamics 365 user who may find, create and update records, best one kept for calls: they will act as that user.',
  lookOnly: 'Only an administrator with the right to do so can change this link.',
  linkAgain: 'Link again',
  cancel: 'Cancel',
  tryAgain: 'Try again',
  linking: 'Linking',
  opening: 'Opening the sign-in window…',
};
