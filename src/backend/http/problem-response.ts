import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { type BackendErrorCode, backendStatusByCode, type Problem } from '../../protocol.js';
import { isBackendCode, type LinkError } from '../errors.js';

const titles: Record<BackendErrorCode, string> = {
  'invalid-request': 'The request is not valid',
  'code-rejected': 'The authorization code was not accepted',
  'not-signed-in': 'No portal session',
  'not-entitled': 'This account or user may not do this',
  'insufficient-privileges': 'The Dynamics 365 user lacks privileges',
  'environment-blocked': 'The Dynamics 365 environment does not let Vonage in',
  'wrong-account': 'This Microsoft account cannot be linked',
  'consent-declined': 'The permissions were not accepted',
  'admin-consent-required': 'A Microsoft administrator has to consent',
  'sign-in-failed': 'The sign-in was not accepted',
  'session-changed': 'The sign-in does not belong to this session',
  'already-linked-elsewhere': 'The Dynamics 365 user is linked to another VCC account',
  'organization-choice-required': 'The user has several Dynamics 365 environments',
  'user-differs': 'Another user than the linked one has signed in',
  'choice-expired': 'The choice has expired',
  changed: 'The link or the account has changed',
  'no-organization': 'The user has no Dynamics 365 environment',
  'too-many-requests': 'Too many requests',
  'in-progress': 'The same request is still running',
  configuration: 'The integration is not configured correctly',
  internal: 'Internal error',
  'identity-provider-unavailable': 'Microsoft Entra ID could not be reached',
  'dynamics-unavailable': 'Dynamics 365 could not be reached',
};

/**
 * Answers with an error as problem details (RFC 9457); its message is left out, since it is for operators.
 *
 * @param accountTag of the session's account, once that is known
 */
export function problemResponse(
  context: Context,
  error: LinkError,
  correlationId: string,
  accountTag?: string,
): Response {
  const code = isBackendCode(error.code) ? error.code : 'internal';
  const { status = backendStatusByCode[code], retryAfter, missingPrivileges, pending } = error.details;
  const { upstreamCorrelationId } = error.details;
  const problem: Problem = {
    title: titles[code],
    status,
    code,
    correlationId,
    ...(accountTag !== undefined && { accountTag }),
    ...(upstreamCorrelationId && { upstreamCorrelationId }),
    ...(missingPrivileges && { missingPrivileges, detail: describeMissing(missingPrivileges) }),
    ...pending,
  };
  return context.body(JSON.stringify(problem), status as ContentfulStatusCode, {
    'Content-Type': 'application/problem+json',
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  });
}

/** Names privileges as the security role editor does, which has a row for each table and a column for each action. */
function describeMissing(privileges: readonly string[]): string {
  const cells = privileges.map((privilege) => {
    const [, action, table] = /^prv(Read|Create|Write)(.+)$/.exec(privilege) ?? [];
    return action && table ? `${action} on ${table}` : privilege;
  });
  return `No security role gives the Dynamics 365 user: ${cells.join(', ')}.`;
}
