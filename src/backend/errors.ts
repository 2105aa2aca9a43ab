import { type BackendErrorCode, backendStatusByCode, type HealthReason, type PendingChoice } from '../protocol.js';
import { plainText } from './plain-text.js';

/** The codes of a data connector call or a check of the link, besides those of the link endpoint. */
export type DataConnectorErrorCode =
  | 'not-linked'
  | 'expired'
  | 'restricted'
  | 'missing-privilege'
  | 'not-found'
  | 'duplicate'
  | 'throttled';

/** `token-refused` (Dataverse answered 401) stays inside: a fresh token is tried, or it becomes another code. */
type InternalErrorCode = 'token-refused';

export type LinkErrorCode = BackendErrorCode | DataConnectorErrorCode | InternalErrorCode;

/** The reason for `restricted`. */
export type RestrictionReason = Extract<
  HealthReason,
  'user-disabled' | 'no-licence' | 'not-a-member' | 'tenant-refused' | 'key-missing'
>;

export interface LinkErrorDetails {
  /** HTTP status of the answer, if not the code's usual one. */
  status?: number;
  /** Seconds. */
  retryAfter?: number;
  /** With `insufficient-privileges`, such as `prvCreateContact`. */
  missingPrivileges?: string[];
  /** With `restricted`, if it is known. */
  reason?: RestrictionReason;
  /** With `organization-choice-required` and `user-differs`. */
  pending?: PendingChoice;
  /** With `expired`: why Entra refuses the grant. All but `revoked` may pass without a new sign-in. */
  healthReason?: HealthReason;
  /** Entra's correlation ID. */
  upstreamCorrelationId?: string;
  /** With `configuration`: Entra does not accept the client secret or certificate, so that another one may do. */
  isCredentialRefused?: boolean;
  /** With `dynamics-unavailable`: no connection was made to the environment's host. */
  isUnreachable?: boolean;
  /** True when no answer came back although the request may have arrived. */
  outcomeUnknown?: boolean;
  cause?: unknown;
}

/** Every failure of this backend. `message` is for operators and never holds an authorization code, a token or a secret. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly code: LinkErrorCode;
  readonly details: Omit<LinkErrorDetails, 'cause'>;

  constructor(code: LinkErrorCode, message: string, details: LinkErrorDetails = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = rest;
  }

  /** For logs in JSON, where an Error would lose its message and cause. */
  toJSON(): object {
    const { name, code, message, details } = this;
    return { name, code, message, details, ...causeOf(this, 5) };
  }
}

/** Returns the causes of an error, which may go round in a circle, down to this depth. */
function causeOf({ cause }: Error, depth: number): { cause?: object } {
  if (!(cause instanceof Error) || depth === 0) return {};
  const { name, message } = cause;
  return {
    cause: {
      name,
      ...('code' in cause && { code: plainText(String(cause.code)) }),
      // A parser's message quotes what it could not parse, which may be part of a token.
      ...(!(cause instanceof SyntaxError) && { message: plainText(message) }),
      ...causeOf(cause, depth - 1),
    },
  };
}

/** Returns a `LinkError` as it is, and anything else that was thrown as `internal`. */
export function toLinkError(error: unknown): LinkError {
  return error instanceof LinkError ? error : new LinkError('internal', 'unexpected failure', { cause: error });
}

/** Tells the codes that the link endpoint may answer with from those of the data connector. */
export function isBackendCode(code: string): code is BackendErrorCode {
  return Object.hasOwn(backendStatusByCode, code);
}
