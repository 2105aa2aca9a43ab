import { type BackendErrorCode, backendStatusByCode, type Organization } from '../protocol.js';

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
export type RestrictionReason = 'user-disabled' | 'no-licence' | 'not-a-member';

export interface LinkErrorDetails {
  /** HTTP status of the answer, if not the code's usual one. */
  status?: number;
  /** Seconds. */
  retryAfter?: number;
  /** With `insufficient-privileges`, such as `prvCreateContact`. */
  missingPrivileges?: string[];
  /** With `restricted`, if Dynamics 365 gave one. */
  reason?: RestrictionReason;
  /** With `organization-choice-required`. */
  choice?: string;
  organizations?: Organization[];
  /** Entra's correlation ID. */
  upstreamCorrelationId?: string;
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
}

/** Returns a `LinkError` as it is, and anything else that was thrown as `internal`. */
export function toLinkError(error: unknown): LinkError {
  return error instanceof LinkError ? error : new LinkError('internal', 'unexpected failure', { cause: error });
}

/** Tells the codes that the link endpoint may answer with from those of the data connector. */
export function isBackendCode(code: string): code is BackendErrorCode {
  return Object.hasOwn(backendStatusByCode, code);
}
