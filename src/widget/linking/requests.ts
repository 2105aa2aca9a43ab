import type { PostBody } from '../../protocol.js';
import { WidgetError } from '../errors.js';
import { type Call, knownFrom, type LinkClient, type Received } from '../link/client.js';
import type { Known } from '../link/state.js';
import { isRefused, pauseBefore, repeats } from './failure-rules.js';

/** A request that changes the link. */
export interface Change extends Call {
  etag: string;
}

/** Milliseconds: behind the backend a POST waits for Entra and Dynamics 365. */
const postLimit = 30_000;

/** Milliseconds that a server may ask to wait before the administrator is told. */
const longestWait = 30_000;

/** One malformed answer may be an accident; so many in a row come from another server. */
const mostInvalidAnswers = 3;

/**
 * Repeats the identical POST until its answer is definite: one that was lost may have linked.
 *
 * @param until milliseconds since the epoch; later the backend does not remember the attempt
 * @param onRepeat called before each repetition
 * @returns null when the backend had nothing more to say: a choice was called off (204)
 * @throws WidgetError the definite failure, or the last one when there was none until then
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
      return await post(client, body, change);
    } catch (error) {
      change.signal.throwIfAborted();
      if (!(error instanceof WidgetError)) throw error;
      // Where GET does not get through either, the backend is being restarted, maybe.
      const isInvalid = error.code === 'backend-invalid' && error.details.answered?.besideGet !== false;
      invalidAnswers = isInvalid ? invalidAnswers + 1 : 0;
      const pause = pauseBefore(repetition, error);
      // Nobody watches a panel that waits for minutes: Try again posts the same code.
      if (error.code === 'too-many-requests' && pause > longestWait) throw error;
      if (!repeats(error) || isRefused(error) || invalidAnswers === mostInvalidAnswers || Date.now() + pause > until)
        throw error;
      onRepeat();
      await wait(pause, change.signal);
    }
  }
}

/** Resolves when the backend has answered 204. @throws WidgetError */
export async function deleteLink(client: LinkClient, { etag, ...call }: Change): Promise<void> {
  const headers = { 'If-Match': etag };
  const send = () =>
    client.send(call, ({ response }) => response.status === 204 || undefined, { method: 'DELETE', headers });
  // A network that has just changed loses one request, what stands in the way takes them all: it can be sent twice.
  await send().catch((error: unknown) => (hasGotLost(error) ? send() : Promise.reject(error)));
}

/** It had no answer, though GET then had one. */
function hasGotLost(error: unknown): boolean {
  const answered = error instanceof WidgetError ? error.details.answered : undefined;
  return answered?.besideGet === true && answered.status === undefined;
}

/** Resolves once the backend has asked Dynamics 365, or did so less than a minute ago. @throws WidgetError */
export function checkLink(client: LinkClient, call: Call): Promise<Known> {
  const headers = { 'Content-Type': 'application/json' };
  return client.send(call, knownFrom, { method: 'POST', headers, body: JSON.stringify({ check: true }) }, postLimit);
}

function post(client: LinkClient, body: PostBody, { etag, ...call }: Change): Promise<Known | null> {
  const headers = { 'Content-Type': 'application/json', 'If-Match': etag };
  return client.send(call, madeBy, { method: 'POST', headers, body: JSON.stringify(body) }, postLimit);
}

function madeBy(received: Received): Known | null | undefined {
  if (received.response.status === 204) return null;
  const known = knownFrom(received);
  return known?.resource.status === 'linked' ? known : undefined;
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
