import { delayBefore } from './backoff.js';
import type { LinkError } from './errors.js';
import { linkIdOf } from './link-id.js';
import { type Complaint, complaintOf, type Known, type State } from './state.js';

/**
 * What went wrong stays on the panel, unless the answer disproves it or the link is another by now.
 *
 * @param forgetError the host, or the administrator, asked anew
 */
export function complaintToKeep(state: State, known: Known, forgetError: boolean): Complaint {
  const { error, retry } = complaintOf(state);
  if (!error || !('known' in state)) return {};
  // A host that asks anew after a login must not lose the sign-in that waits for it.
  if (retry?.attempt.known.etag === known.etag) return { error, retry };
  if (retry) {
    retry.attempt.forgetCode();
    return {};
  }
  const isOver = forgetError || isAboutReach(error) || linkIdOf(state.known) !== linkIdOf(known);
  return isOver ? {} : { error };
}

/** True for what a good answer of the backend disproves. */
function isAboutReach({ code, details }: LinkError): boolean {
  if (details.reason === 'not-loaded') return false;
  return ['not-signed-in', 'backend-unreachable', 'backend-invalid', 'too-many-requests'].includes(code);
}

/** True when Link means: end the attempt that is under way elsewhere. */
export function isTakeOver(error: LinkError | undefined): boolean {
  return error?.code === 'attempt-elsewhere' && error.details.reason !== 'portal';
}

/**
 * Milliseconds until the backend is asked again; undefined where that is of no use before somebody has acted.
 *
 * @param failedAsks how often it was asked in vain before
 */
export function delayAfter(trouble: LinkError | undefined, failedAsks: number): number | undefined {
  if (trouble?.code === 'not-signed-in' || trouble?.code === 'not-entitled') return undefined;
  return delayBefore(failedAsks, trouble?.details.retryAfter);
}

/** Failures after which the code is still good: *Try again* posts it again. */
export const keepsCode: readonly string[] = [
  'not-signed-in',
  'identity-provider-unavailable',
  'dynamics-unavailable',
  'backend-unreachable',
  'in-progress',
  'too-many-requests',
  'internal',
  'backend-invalid',
];

/** True when the change that failed so may have been made all the same. */
export function leavesOpen({ code }: LinkError): boolean {
  return [
    'cancelled',
    'backend-unreachable',
    'backend-invalid',
    'in-progress',
    'too-many-requests',
    'internal',
  ].includes(code);
}
