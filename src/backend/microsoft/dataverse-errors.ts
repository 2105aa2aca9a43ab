import { LinkError, type LinkErrorCode, type RestrictionReason } from '../errors.js';
import { plainText } from '../plain-text.js';
import { wasNotSent } from './failed-fetch.js';
import { retryAfterOf } from './retry-after.js';

/**
 * The Dataverse error codes that we tell apart; all others follow from the HTTP status.
 * Source: learn.microsoft.com, Dataverse "Web service error codes".
 */
const codeByDataverseCode: Record<string, LinkErrorCode> = {
  '0x80072560': 'restricted',
  '0x80040225': 'restricted',
  '0x8004d24b': 'restricted',
  '0x80042f09': 'missing-privilege', // no roles
  '0x80040220': 'missing-privilege',
  '0x80048306': 'missing-privilege', // no access to that record
  '0x80040231': 'missing-privilege', // of the record's owner to be
  '0x80040276': 'missing-privilege', // nobody may create such records
  // Column security: create, read, update.
  '0x8004f502': 'missing-privilege',
  '0x8004f504': 'missing-privilege',
  '0x8004f507': 'missing-privilege',
  '0x80040217': 'not-found',
  '0x80060891': 'not-found', // no record has that alternate key
  // Duplicate detection rules, and keys that are taken.
  '0x80040333': 'duplicate',
  '0x80040237': 'duplicate',
  '0x80060892': 'duplicate',
  '0x80060882': 'changed',
  // IP firewall (control-app-access-environment and ip-firewall), app access control, administration mode.
  '0x80095ffe': 'environment-blocked',
  '0x80095ffc': 'environment-blocked',
  '0x80095ffd': 'environment-blocked',
  '0x8004a104': 'environment-blocked',
  '0x8004a113': 'environment-blocked',
};

const reasonByDataverseCode: Record<string, RestrictionReason> = {
  '0x80072560': 'not-a-member',
  '0x80040225': 'user-disabled',
  '0x8004d24b': 'no-licence',
};

const codeByStatus: Record<number, LinkErrorCode> = {
  400: 'invalid-request',
  401: 'token-refused',
  // Without a number that we know it may be anybody's, a proxy's too. It says nothing of privileges.
  403: 'environment-blocked',
  404: 'not-found',
  412: 'changed',
  // Too long a request (compose-http-requests-handle-errors), or too long a URL for something in between.
  413: 'invalid-request',
  414: 'invalid-request',
  429: 'throttled',
};

/** What only Dynamics 365 knows: the page of something in between does not say it. */
const aboutRecords = [400, 404, 412];

/** Translates an error answer of Dynamics 365. */
export function dataverseError(
  { status, headers }: Pick<Response, 'status' | 'headers'>,
  { method, number = '' }: { method: 'GET' | 'POST' | 'PATCH'; number?: string | undefined },
): LinkError {
  const dataverseCode = number.toLowerCase();
  const known = Object.hasOwn(codeByDataverseCode, dataverseCode) ? codeByDataverseCode[dataverseCode] : undefined;
  const isPage = /^text\/html\b/i.test(headers.get('Content-Type') ?? '');
  const code = known ?? (isPage && aboutRecords.includes(status) ? undefined : codeOfStatus(status, method));
  const reason = reasonByDataverseCode[dataverseCode];
  return new LinkError(code ?? 'dynamics-unavailable', plainText(`Dynamics 365 answered ${status} ${dataverseCode}`), {
    ...retryAfterOf(headers),
    ...(reason && { reason }),
    // A number says what became of the request, whatever status it came with.
    ...(method !== 'GET' && status >= 500 && !known && { outcomeUnknown: true }),
  });
}

/** The number is often empty (perform-conditional-operations, compose-http-requests-handle-errors). */
function codeOfStatus(status: number, method: string): LinkErrorCode | undefined {
  // A create sends no condition that could fail, so it is the other error that comes with this status.
  return status === 412 && method === 'POST' ? 'duplicate' : codeByStatus[status];
}

/** Translates the error of a call that got no answer, or one of the wrong form. */
export function dynamicsUnavailable(cause: unknown, { isChange }: { isChange: boolean }): LinkError {
  if (cause instanceof LinkError) return cause;
  const isUnreachable = wasNotSent(cause);
  return new LinkError('dynamics-unavailable', 'Dynamics 365 did not answer properly', {
    ...(isUnreachable && { isUnreachable }),
    ...(isChange && !isUnreachable && { outcomeUnknown: true }),
    cause,
  });
}
