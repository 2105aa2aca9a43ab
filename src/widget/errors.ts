import type { SignInReason } from '../entra-error-codes.js';
import type { BackendErrorCode, PendingChoice } from '../protocol.js';

/** Codes of the browser's side, beside those that the backend reports. */
export type WidgetErrorCode =
  | 'configuration'
  | 'popup-blocked'
  | 'storage-blocked'
  | 'cancelled'
  | 'consent-declined'
  | 'admin-consent-required'
  | 'sign-in-failed'
  | 'sign-in-timeout'
  | 'callback-silent'
  | 'framed'
  | 'attempt-elsewhere'
  | 'backend-unreachable'
  | 'backend-invalid';

/** Every `code` that `error` and `vcc-dynamics-error` carry. */
export type LinkErrorCode = BackendErrorCode | WidgetErrorCode;

/** Chooses a wording of its own for the same code. */
export type ErrorReason =
  | SignInReason
  /** The portal's session works for another VCC account than the page shows. */
  | 'account'
  | 'not-loaded'
  /** Something between page and backend does not let this method through; GET it does. */
  | 'refused'
  /** Something between page and backend answers, GET too. */
  | 'in-between'
  /** Cancelled after the backend may have acted. */
  | 'posted'
  /** The window was asked for too long after the click. */
  | 'late'
  | 'firefox'
  | 'safari'
  /** The portal's own sign-in is in the way. */
  | 'portal'
  | CallbackFault;

/** What is wrong with the callback page. */
export type CallbackFault =
  /** Microsoft's answer came to it, and it did not hand it over. */
  | 'answered'
  /** A page of the portal answers in its place: a fallback route, or a login. */
  | 'portal-page'
  | 'missing';

/** The one error of the widget. Its message is for developers; the panel shows the text of its `code`. */
export class WidgetError extends Error {
  override readonly name = 'WidgetError';

  constructor(
    readonly code: LinkErrorCode,
    message: string,
    readonly details: {
      cause?: unknown;
      reason?: ErrorReason | undefined;
      /** The attempt's, for support. */
      correlationId?: string | undefined;
      missingPrivileges?: string[] | undefined;
      /** With `organization-choice-required` and `user-differs`. */
      pending?: PendingChoice | undefined;
      /**
       * The request that something in between answered, its status (undefined where the browser does not tell), and whether the
       * backend then answered GET.
       */
      answered?: { method: string; status: number | undefined; besideGet: boolean } | undefined;
      /** Path of the callback page. */
      path?: string | undefined;
      /** Seconds, from `Retry-After`. */
      retryAfter?: number | undefined;
    } = {},
  ) {
    super(message, details);
  }

  get correlationId(): string | undefined {
    return this.details.correlationId;
  }
}
