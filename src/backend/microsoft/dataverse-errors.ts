import { LinkError, type LinkErrorCode, type RestrictionReason } from '../errors.js';
import { plainText } from '../plain-text.js';
import { wasNotSent } from './failed-fetch.js';

/**
 * The Dataverse error codes that we tell apart; all others follow from the HTTP status.
 * Source: learn.microsoft.com, Dataverse "Web service error codes".
 */
const codeByDataverseCode: Record<string, 'restricted' | 'missing-privilege' | 'not-found' | 'duplicate'> = {
  '0x80072560': 'restricted',
  '0x80040225': 'restricted',
  '0x8004d24b': 'restricted',
  '0x80042f09': 'missing-privilege', // no roles
  '0x80040220': 'missing-privilege',
  '0x80048306': 'missing-privilege', // no access to that record
  '0x80040217': 'not-found',
  '0x80040333': 'duplicate',
};

const reasonByDataverseCode: Record<string, RestrictionReason> = {
  '0x80072560': 'not-a-member',
  '0x80040225': 'user-disabled',
  '0x8004d24b': 'no-licence',
};

const codeByStatus: Record<number, LinkErrorCode> = {
  400: 'invalid-request',
  401: 'token-refused',
  403: 'missing-privilege',
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
  const code = codeByDataverseCode[dataverseCode] ?? codeByStatus[answer.status] ?? 'dynamics-unavailable';
  const reason = reasonByDataverseCode[dataverseCode];
  // At least a second, so that a `Retry-After: 0` does not lead to requests without a pause.
  const retryAfter = /^\d{1,6}$/.test(answer.retryAfter ?? '') ? Math.max(1, Number(answer.retryAfter)) : undefined;
  return new LinkError(code, plainText(`Dynamics 365 answered ${answer.status} ${dataverseCode}`), {
    ...(retryAfter !== undefined && { retryAfter }),
    ...(reason && { reason }),
    ...(answer.isChange && answer.status >= 500 && { outcomeUnknown: true }),
  });
}

/** Translates the error of a call that got no answer, or one of the wrong form. */
export function dynamicsUnavailable(cause: unknown, { isChange }: { isChange: boolean }): LinkError {
  if (cause instanceof LinkError) return cause;
  return new LinkError('dynamics-unavailable', 'Dynamics 365 did not answer properly', {
    ...(isChange && !wasNotSent(cause) && { outcomeUnknown: true }),
    cause,
  });
}
