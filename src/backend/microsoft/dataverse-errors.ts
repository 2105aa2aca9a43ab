import { LinkError, type LinkErrorCode, type RestrictionReason } from '../errors.js';
import { plainText } from '../plain-text.js';
import { wasNotSent } from './failed-fetch.js';

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
  '0x80040217': 'not-found',
  // Duplicate detection rules, and keys that are taken.
  '0x80040333': 'duplicate',
  '0x80040237': 'duplicate',
  '0x80060891': 'duplicate',
  '0x80060892': 'duplicate',
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
  429: 'throttled',
};

/** Translates an error answer of Dynamics 365. */
export function dataverseError(answer: {
  status: number;
  dataverseCode?: string | undefined;
  retryAfter?: string | null | undefined;
  /** True for a create or update. */
  isChange: boolean;
}): LinkError {
  const dataverseCode = answer.dataverseCode?.toLowerCase() ?? '';
  const known = Object.hasOwn(codeByDataverseCode, dataverseCode) ? codeByDataverseCode[dataverseCode] : undefined;
  const code = known ?? codeByStatus[answer.status] ?? 'dynamics-unavailable';
  const reason = reasonByDataverseCode[dataverseCode];
  // At least a second, so that a `Retry-After: 0` does not lead to requests without a pause.
  const retryAfter = /^\d{1,6}$/.test(answer.retryAfter ?? '') ? Math.max(1, Number(answer.retryAfter)) : undefined;
  return new LinkError(code, plainText(`Dynamics 365 answered ${answer.status} ${dataverseCode}`), {
    ...(retryAfter !== undefined && { retryAfter }),
    ...(reason && { reason }),
    // A number says what became of the request, whatever status it came with.
    ...(answer.isChange && answer.status >= 500 && !known && { outcomeUnknown: true }),
  });
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
