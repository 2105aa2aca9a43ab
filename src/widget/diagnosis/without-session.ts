import type { BackendErrorCode } from '../../protocol.js';
import { requestOf } from '../link/client.js';
import { timeLimit } from './probe.js';
import { problemOf, type Sender, senderOf } from './sender.js';

/** Undefined when there was none. `code` is that of a problem of the backend's. */
export type AnswerWithoutSession = { status: number; from: Sender; code: BackendErrorCode | undefined } | undefined;

/** Matches no link, so that a backend that acts without a session finds nothing to change either. */
const ifMatch = '"diagnosis.none"';

/** Sends it by the browser's own fetch: the host's may add a session. */
export async function askWithoutSession(
  endpoint: string,
  method: 'GET' | 'POST' | 'DELETE',
): Promise<AnswerWithoutSession> {
  const headers = { ...(method !== 'GET' && { 'If-Match': ifMatch }) };
  const content =
    method === 'POST'
      ? { method, headers: { ...headers, 'Content-Type': 'application/json' }, body: '{}' }
      : { method, headers };
  try {
    const response = await fetch(endpoint, {
      ...requestOf(crypto.randomUUID(), content),
      credentials: 'omit',
      // A login that redirects is an answer too.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimit),
    });
    const text = await response.text();
    const from = senderOf(response, text);
    return { status: response.status, from, code: from === 'problem' ? problemOf(text) : undefined };
  } catch {
    return undefined;
  }
}
