import { type BackendErrorCode, backendStatusByCode, type Organization, type Problem } from '../protocol.js';
import { describeMissing } from './microsoft/privileges.js';

/** What a data connector call, or the check of a link, can fail with besides the codes of the link endpoint. */
export type DataConnectorErrorCode =
  | 'not-linked'
  | 'expired'
  | 'restricted'
  | 'missing-privilege'
  | 'not-found'
  | 'duplicate'
  | 'throttled';

/** Why a user is `restricted`. */
export type RestrictionReason = 'user-disabled' | 'no-licence' | 'not-a-member';

export interface LinkErrorDetails {
  /** HTTP status of the answer, where it is not the code's usual one. */
  status?: number;
  /** Seconds. */
  retryAfter?: number;
  missingPrivileges?: string[];
  /** With `restricted`, where Dynamics 365 said why. */
  reason?: RestrictionReason;
  choice?: string;
  organizations?: Organization[];
  /** Entra's correlation ID. */
  upstreamCorrelationId?: string;
  /** True when no answer came back although the request may have arrived. */
  outcomeUnknown?: boolean;
  cause?: unknown;
}

/** Every failure of this backend. `message` is for operators and never holds a code, a token or a secret. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly code: BackendErrorCode | DataConnectorErrorCode;
  readonly details: Omit<LinkErrorDetails, 'cause'>;

  constructor(code: BackendErrorCode | DataConnectorErrorCode, message: string, details: LinkErrorDetails = {}) {
    const { cause, ...rest } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = rest;
  }
}

/** Anything that was thrown, as a `LinkError`; what we did not foresee becomes `internal`. */
export function toLinkError(error: unknown): LinkError {
  return error instanceof LinkError ? error : new LinkError('internal', 'unexpected failure', { cause: error });
}

const titles: Record<BackendErrorCode, string> = {
  'invalid-request': 'The request is not valid',
  'code-rejected': 'The authorization code was not accepted',
  'not-signed-in': 'No portal session',
  'not-entitled': 'This account or user may not do this',
  'insufficient-privileges': 'The Dynamics 365 user lacks privileges',
  'wrong-account': 'This Microsoft account cannot be linked',
  'consent-declined': 'The permissions were not accepted',
  'admin-consent-required': 'A Microsoft administrator has to consent',
  'sign-in-failed': 'The sign-in was not accepted',
  'session-changed': 'The sign-in does not belong to this session',
  'already-linked-elsewhere': 'The Dynamics 365 user is linked to another VCC account',
  'organization-choice-required': 'The user has several Dynamics 365 environments',
  'choice-expired': 'The choice of environments has expired',
  changed: 'The link or the account has changed',
  'no-organization': 'The user has no Dynamics 365 environment',
  'too-many-requests': 'Too many requests',
  'in-progress': 'The same request is still running',
  configuration: 'The integration is not configured correctly',
  internal: 'Internal error',
  'identity-provider-unavailable': 'Microsoft Entra ID could not be reached',
  'dynamics-unavailable': 'Dynamics 365 could not be reached',
};

/** The answer for an error: problem details (RFC 9457), without the message, which is for operators. */
export function problemResponse(error: LinkError, correlationId: string): Response {
  const code = isBackendCode(error.code) ? error.code : 'internal';
  const { status = backendStatusByCode[code], retryAfter, missingPrivileges, choice, organizations } = error.details;
  const { upstreamCorrelationId } = error.details;
  const problem: Problem = {
    title: titles[code],
    status,
    code,
    correlationId,
    ...(upstreamCorrelationId && { upstreamCorrelationId }),
    ...(missingPrivileges && { missingPrivileges, detail: describeMissing(missingPrivileges) }),
    ...(choice && organizations && { choice, organizations }),
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
    },
  });
}

export function isBackendCode(code: string): code is BackendErrorCode {
  return Object.hasOwn(backendStatusByCode, code);
}
