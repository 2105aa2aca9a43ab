import { unlessAborted } from '../../abort.js';
import { WidgetError } from '../errors.js';
import type { Settings } from '../settings.js';
import type { AccountPin } from './account-pin.js';
import { readResource } from './resource.js';
import type { Known } from './state.js';

export interface Call {
  /** Aborts the request; the call then rejects with the signal's reason. */
  signal: AbortSignal;
  /** Goes to the backend as `X-Correlation-Id`. */
  correlationId: string;
  /** The VCC account that the request is for, where it is known: an answer of another one is `changed`. */
  accountTag?: string | undefined;
}

interface Content {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Received {
  response: Response;
  text: string;
}

export interface FailedCall {
  correlationId: string;
  method: string;
  endpoint: string;
  /** The answer that was no good; undefined when there was none. */
  received: Received | undefined;
  /** The rejection of fetch. */
  cause: unknown;
  /** Asks for the link, without following redirects. */
  look(): Promise<Received>;
}

/** Tells what a call failed with. */
export type ReadFailure = (failed: FailedCall) => Promise<WidgetError>;

/** Every request to the endpoint (backend contract). */
export function requestOf(correlationId: string, { headers, ...content }: Content = {}): RequestInit {
  return {
    headers: {
      Accept: 'application/json, application/problem+json',
      'X-Requested-With': 'XMLHttpRequest',
      'X-Correlation-Id': correlationId,
      ...headers,
    },
    credentials: 'same-origin',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    ...content,
  };
}

/** Speaks the backend contract. Every failure is a `WidgetError`, but for the caller's own abort. */
export class LinkClient {
  constructor(
    private readonly settings: Pick<Settings, 'endpoint' | 'fetch' | 'accountTag'>,
    private readonly account: AccountPin,
    private readonly readFailure: ReadFailure,
  ) {}

  get(call: Call): Promise<Known> {
    return this.send(call, knownFrom);
  }

  /**
   * @param read returns undefined for an answer that is no good
   * @param limit milliseconds
   */
  async send<Good>(
    { signal, correlationId, accountTag = this.settings.accountTag }: Call,
    read: (received: Received) => Good | undefined,
    content?: Content,
    limit = 10_000,
  ): Promise<Good> {
    const request = requestOf(correlationId, content);
    let received: Received | undefined;
    let cause: unknown;
    try {
      received = await this.#receive(request, signal, limit);
    } catch (thrown) {
      signal.throwIfAborted();
      cause = thrown;
    }
    const fault = received && this.account.check(received, accountTag);
    if (fault === 'another')
      throw new WidgetError('changed', 'The session works for another account', { correlationId, reason: 'account' });
    const good = received?.response.ok && !fault ? read(received) : undefined;
    if (good !== undefined) return good;
    const look = () => this.#receive({ ...requestOf(correlationId), redirect: 'manual' }, signal, limit);
    const { endpoint } = this.settings;
    throw await this.readFailure({ correlationId, method: content?.method ?? 'GET', endpoint, received, cause, look });
  }

  /** Applies the limit itself: a host's own fetch may not know signals. */
  async #receive(request: RequestInit, signal: AbortSignal, limit: number): Promise<Received> {
    const { endpoint, fetch } = this.settings;
    const either = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
    const response = await unlessAborted(fetch(endpoint, { ...request, signal: either }), either);
    return { response, text: await unlessAborted(response.text(), either) };
  }
}

/**
 * Returns undefined when the answer is not of the contract. Without an entity tag a change could hit another link than is
 * shown.
 */
export function knownFrom({ response, text }: Received): Known | undefined {
  const resource = readResource(text);
  const etag = response.headers.get('ETag');
  return resource && etag !== null ? { resource, etag, askedAt: Date.now() } : undefined;
}
