import type { PostBody } from '../protocol.js';
import { delayBefore } from './backoff.js';
import { type Change, postChange } from './change-requests.js';
import { LinkError } from './errors.js';
import type { LinkClient } from './link-client.js';
import type { Known } from './state.js';

/** Half an answer can be bad luck; so many in a row are another server. */
const mostInvalidAnswers = 3;

/**
 * Repeats the identical POST until its answer is definite: one that was lost may have linked.
 *
 * @param until milliseconds since the epoch; later the backend does not remember the attempt
 * @param onRepeat called before each repetition
 * @throws LinkError the definite failure, or the last one when there was none until then
 */
export async function postUntilDefinite(
  client: LinkClient,
  body: PostBody,
  change: Change,
  until: number,
  onRepeat: () => void,
): Promise<Known | null> {
  let invalidAnswers = 0;
  for (let repetition = 0; ; repetition++) {
    try {
      return await postChange(client, body, change);
    } catch (error) {
      change.signal.throwIfAborted();
      if (!(error instanceof LinkError)) throw error;
      invalidAnswers = error.code === 'backend-invalid' ? invalidAnswers + 1 : 0;
      const delay = delayBefore(repetition, error.details.retryAfter);
      if (!isIndefinite(error) || invalidAnswers === mostInvalidAnswers || Date.now() + delay > until) throw error;
      onRepeat();
      await wait(delay, change.signal);
    }
  }
}

/** True when the request may have been carried out, or will be. */
function isIndefinite({ code }: LinkError): boolean {
  return ['backend-unreachable', 'backend-invalid', 'in-progress', 'too-many-requests'].includes(code);
}

/** Waits; less when the browser comes back online. Rejects with the signal's reason. */
function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => () => {
      clearTimeout(timer);
      removeEventListener('online', onTime);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const onTime = end(resolve);
    const onAbort = end(() => reject(signal.reason));
    const timer = setTimeout(onTime, ms);
    if (signal.aborted) onAbort();
    addEventListener('online', onTime);
    signal.addEventListener('abort', onAbort);
  });
}
