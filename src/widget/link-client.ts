import type { LinkResource, PostBody } from '../protocol.js';
import { readResource } from './answers.js';
import { LinkError } from './errors.js';
import { loadMore } from './load-more.js';
import { untilAborted } from './waiting.js';

/** A link resource with the version that `If-Match` names. */
export interface Answer {
  resource: LinkResource;
  etag: string;
}

interface Call {
  /** Aborts the request; the call then rejects with the signal's reason. */
  signal: AbortSignal;
  /** Goes to the backend as `X-Correlation-Id`. */
  correlationId: string;
}

export interface Change extends Call {
  etag: string;
}

// Time limits in milliseconds. A POST waits for Entra and Dynamics behind the backend.
const postLimit = 30_000;
const otherLimit = 10_000;

/** Speaks the backend contract. Every failure is a `LinkError`, but for the caller's own abort. */
export class LinkClient {
  constructor(
    private readonly endpoint: string,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  async get(call: Call): Promise<Answer> {
    return answerOf(await this.#send('GET', call, otherLimit));
  }

  /** Resolves to `undefined` when the backend had nothing more to say: a choice was called off (204). */
  async post(body: PostBody, change: Change): Promise<Answer | undefined> {
    const received = await this.#send('POST', change, postLimit, JSON.stringify(body));
    if (received.status === 204) return undefined;
    const answer = answerOf(received);
    if (answer.resource.status !== 'linked') throw invalid(received);
    return answer;
  }

  async delete(change: Change): Promise<void> {
    await this.#send('DELETE', change, otherLimit);
  }

  async #send(method: string, call: Call & { etag?: string }, limit: number, body?: string): Promise<Received> {
    const headers: Record<string, string> = {
      Accept: 'application/json, application/problem+json',
      'X-Requested-With': 'XMLHttpRequest',
      'X-Correlation-Id': call.correlationId,
    };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (call.etag !== undefined) headers['If-Match'] = call.etag;
    const init: RequestInit = {
      method,
      headers,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      ...(body !== undefined && { body }),
    };
    let received: Received;
    try {
      received = await this.#receive(init, call, limit);
    } catch (cause) {
      call.signal.throwIfAborted();
      throw await this.#explain(cause, call, init);
    }
    if (received.status >= 200 && received.status < 300 && !isHtml(received)) return received;
    throw await this.#errorOf(received);
  }

  async #errorOf(received: Received): Promise<LinkError> {
    // Without the code that tells failures apart nothing more can be told than that.
    const more = await loadMore().catch(() => undefined);
    return more ? more.errorOf(received) : new LinkError('backend-unreachable', 'The endpoint refused', received);
  }

  /** A host's own fetch may not know about signals, so that the limit holds without its help. */
  async #receive(init: RequestInit, { signal, correlationId }: Call, limit: number): Promise<Received> {
    const { fetch } = this;
    const timeUp = new AbortController();
    const timer = setTimeout(() => timeUp.abort(new DOMException('The time limit is over', 'TimeoutError')), limit);
    const either = AbortSignal.any([signal, timeUp.signal]);
    try {
      const response = await untilAborted(fetch(this.endpoint, { ...init, signal: either }), either);
      const text = await untilAborted(response.text(), either);
      return { status: response.status, type: response.type, headers: response.headers, text, correlationId };
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * fetch rejects alike for a refused redirect and for no network. A redirect means that the portal's login took the
   * request, and that wants another message: so look once more, without following.
   */
  async #explain(cause: unknown, call: Call, init: RequestInit): Promise<LinkError> {
    const details = { cause, correlationId: call.correlationId };
    const unreachable = new LinkError('backend-unreachable', 'The endpoint did not answer', details);
    if (!(cause instanceof TypeError)) return unreachable;
    try {
      const { body: _, ...question } = init;
      const { type } = await this.#receive({ ...question, method: 'GET', redirect: 'manual' }, call, otherLimit);
      return type === 'opaqueredirect'
        ? new LinkError('not-signed-in', 'The endpoint redirects', details)
        : unreachable;
    } catch {
      call.signal.throwIfAborted();
      return unreachable;
    }
  }
}

export interface Received {
  type: ResponseType;
  status: number;
  headers: Headers;
  text: string;
  correlationId: string;
}

function answerOf(received: Received): Answer {
  const resource = readResource(received.text);
  const etag = received.headers.get('ETag');
  // Without an entity tag a change could hit another link than the one that is shown.
  if (!resource || etag === null) throw invalid(received);
  return { resource, etag };
}

export function invalid({ status, correlationId }: Received): LinkError {
  return new LinkError('backend-invalid', `The answer (status ${status}) is not of the link contract`, {
    correlationId,
  });
}

export function isHtml({ headers }: Received): boolean {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers.get('Content-Type') ?? '');
}
