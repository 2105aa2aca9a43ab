import { readResource } from './answers.js';
import { LinkError } from './errors.js';
import { loadMore } from './load-more.js';
import type { Known } from './state.js';
import { untilAborted } from './until-aborted.js';

export interface Call {
  /** Aborts the request; the call then rejects with the signal's reason. */
  signal: AbortSignal;
  /** Goes to the backend as `X-Correlation-Id`. */
  correlationId: string;
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

/** Speaks the backend contract. Every failure is a `LinkError`, but for the caller's own abort. */
export class LinkClient {
  constructor(
    private readonly endpoint: string,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  get(call: Call): Promise<Known> {
    return this.send(call, knownFrom);
  }

  /**
   * @param read undefined for what is no good answer: then it is looked at for what went wrong
   * @param limit milliseconds
   */
  async send<Good>(
    call: Call,
    read: (received: Received) => Good | undefined,
    { headers, ...content }: Content = {},
    limit = 10_000,
  ): Promise<Good> {
    const request: RequestInit = {
      headers: {
        Accept: 'application/json, application/problem+json',
        'X-Requested-With': 'XMLHttpRequest',
        'X-Correlation-Id': call.correlationId,
        ...headers,
      },
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      ...content,
    };
    let received: Received | undefined;
    let cause: unknown;
    try {
      received = await this.receive(request, call.signal, limit);
    } catch (thrown) {
      call.signal.throwIfAborted();
      cause = thrown;
    }
    const good = received?.response.ok ? read(received) : undefined;
    if (good !== undefined) return good;
    const more = await loadMore().catch(() => undefined);
    const details = { cause, correlationId: call.correlationId };
    // Without the code that tells failures apart nothing more can be told than that.
    if (!more) throw new LinkError('backend-unreachable', 'No good answer', details);
    if (received) throw more.errorOf(received, call.correlationId);
    throw await more.errorWithoutAnswer(details, () =>
      this.receive({ ...request, method: 'GET', body: null, redirect: 'manual' }, call.signal, limit),
    );
  }

  /** A host's own fetch may not know about signals, so that the limit holds without its help. */
  private async receive(request: RequestInit, signal: AbortSignal, limit: number): Promise<Received> {
    const { fetch } = this;
    const either = AbortSignal.any([signal, AbortSignal.timeout(limit)]);
    const response = await untilAborted(fetch(this.endpoint, { ...request, signal: either }), either);
    return { response, text: await untilAborted(response.text(), either) };
  }
}

/** Undefined when it is not of the contract. Without an entity tag a change could hit another link than is shown. */
export function knownFrom({ response, text }: Received): Known | undefined {
  const resource = readResource(text);
  const etag = response.headers.get('ETag');
  return resource && etag !== null ? { resource, etag, askedAt: Date.now() } : undefined;
}
