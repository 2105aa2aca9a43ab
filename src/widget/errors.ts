import type { SignInReason } from '../aadsts.js';
import { type BackendErrorCode, backendStatusByCode, type Organization, type Problem } from '../protocol.js';

/** What can go wrong on the browser's side, beside what the backend reports. */
export type WidgetErrorCode =
  | 'configuration'
  | 'popup-blocked'
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

/** The one error of the widget. Its message is for developers; the panel shows the text of its `code`. */
export class LinkError extends Error {
  override readonly name = 'LinkError';

  constructor(
    readonly code: LinkErrorCode,
    message: string,
    readonly details: {
      cause?: unknown;
      /** Chooses a wording of its own for the same code. */
      reason?: SignInReason | 'not-loaded' | 'posted' | undefined;
      /** The attempt's, for support. */
      correlationId?: string | undefined;
      missingPrivileges?: string[] | undefined;
      choice?: string | undefined;
      organizations?: Organization[] | undefined;
      /** Seconds, from `Retry-After`. */
      retryAfter?: number | undefined;
    } = {},
  ) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
  }

  get correlationId(): string | undefined {
    return this.details.correlationId;
  }
}

/** True when the change that failed so may have been made all the same. */
export function leavesOpen({ code }: LinkError): boolean {
  return ['cancelled', 'backend-unreachable', 'backend-invalid', 'in-progress', 'too-many-requests'].includes(code);
}

export function isBackendErrorCode(code: unknown): code is BackendErrorCode {
  return typeof code === 'string' && Object.hasOwn(backendStatusByCode, code);
}

/** Whatever was thrown, as a `LinkError`: anything else is a fault of ours. */
export function asLinkError(thrown: unknown, correlationId?: string): LinkError {
  return thrown instanceof LinkError
    ? thrown
    : new LinkError('internal', 'Unexpected failure in the element', { cause: thrown, correlationId });
}

export function fromProblem(problem: Problem, retryAfter: number | undefined): LinkError {
  const { code, correlationId, missingPrivileges, choice, organizations } = problem;
  return new LinkError(code, `The backend answered ${code}`, {
    correlationId,
    missingPrivileges,
    choice,
    organizations,
    retryAfter,
  });
}
