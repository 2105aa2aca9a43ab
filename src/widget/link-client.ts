import type { LinkResource, Organization, PostBody, Problem } from '../protocol.js';
import { fromProblem, isBackendErrorCode, LinkError } from './errors.js';
import { delayBefore, untilAborted, wait } from './waiting.js';

/** A link resource with the version that `If-Match` names. */
export interface Answer {
  resource: LinkResource;
  etag: string | null;
}

interface Call {
  /** Aborts the request; the call then rejects with the signal's reason. */
  signal: AbortSignal;
  /** Goes to the backend as `X-Correlation-Id`. */
  correlationId: string;
}

interface Change extends Call {
  etag: string | null;
}

// Time limits in milliseconds. A POST waits for Entra and Dynamics behind the backend.
const postLimit = 30_000;
const otherLimit = 10_000;

/** How long the backend answers a repeated POST as it did the first time (contract, POST), in milliseconds. */
export const replayWindow = 10 * 60_000;

/** Speaks the backend contract. Every failure is a `LinkError`, but for the caller's own abort. */
export class LinkClient {
  constructor(
    private readonly endpoint: string,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  async get(call: Call): Promise<Answer> {
    return resourceOf(await this.#send('GET', call, otherLimit));
  }

  /** Resolves to `undefined` when the backend had nothing more to say: a choice was called off (204). */
  async post(body: PostBody, change: Change): Promise<Answer | undefined> {
    const response = await this.#send('POST', change, postLimit, JSON.stringify(body));
    if (response.status === 204) return undefined;
    const answer = resourceOf(response);
    if (answer.resource.status !== 'linked') throw invalid(response);
    return answer;
  }

  /**
   * Repeats the identical POST until its answer is definite: one that was lost may have linked.
   *
   * @param onRepeat called before each repetition
   * @throws LinkError the definite failure, or the last one when there was none in ten minutes: then the backend does
   *   not remember the attempt any more
   */
  async postUntilDefinite(body: PostBody, change: Change, onRepeat: () => void): Promise<Answer | undefined> {
    const end = Date.now() + replayWindow;
    for (let repetition = 0; ; repetition++) {
      try {
        return await this.post(body, change);
      } catch (error) {
        change.signal.throwIfAborted();
        if (!(error instanceof LinkError) || !isIndefinite(error, repetition)) throw error;
        const delay = delayBefore(repetition, error.details.retryAfter);
        if (Date.now() + delay > end) throw error;
        onRepeat();
        await wait(delay, change.signal);
      }
    }
  }

  async delete(change: Change): Promise<void> {
    await this.#send('DELETE', change, otherLimit);
  }

  async #send(method: string, call: Call & { etag?: string | null }, limit: number, body?: string): Promise<Received> {
    const headers: Record<string, string> = {
      Accept: 'application/json, application/problem+json',
      'X-Requested-With': 'XMLHttpRequest',
      'X-Correlation-Id': call.correlationId,
    };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (call.etag) headers['If-Match'] = call.etag;

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
    throw errorOf(received);
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

/** True when the request may have been carried out, or will be. */
function isIndefinite({ code }: LinkError, repetition: number): boolean {
  switch (code) {
    case 'backend-unreachable':
    case 'in-progress':
    case 'too-many-requests':
      return true;
    // Half an answer can be bad luck; the same thing three times is another server.
    case 'backend-invalid':
      return repetition < 2;
    default:
      return false;
  }
}

interface Received {
  type: ResponseType;
  status: number;
  headers: Headers;
  text: string;
  correlationId: string;
}

function resourceOf(received: Received): Answer {
  const resource = parse(received.text);
  if (!isLinkResource(resource)) throw invalid(received);
  return { resource, etag: received.headers.get('ETag') };
}

/** A problem of the contract as it is; else the most that status and type tell. */
function errorOf(received: Received): LinkError {
  const { status, correlationId } = received;
  const problem = isHtml(received) ? undefined : parse(received.text);
  const retryAfter = secondsOf(received.headers.get('Retry-After'));
  if (isProblem(problem))
    return fromProblem({ ...problem, correlationId: problem.correlationId ?? correlationId }, retryAfter);
  const details = { correlationId, retryAfter };
  if (status === 401 || (isHtml(received) && (status < 300 || status === 403)))
    return new LinkError('not-signed-in', 'The endpoint answered with a login', details);
  if (status === 429) return new LinkError('too-many-requests', 'The endpoint answered 429', details);
  if (status >= 500) return new LinkError('backend-unreachable', `The endpoint answered ${status}`, details);
  return invalid(received);
}

function invalid({ status, correlationId }: Received): LinkError {
  return new LinkError('backend-invalid', `The answer (status ${status}) is not of the link contract`, {
    correlationId,
  });
}

function isHtml({ headers }: Received): boolean {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers.get('Content-Type') ?? '');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `Retry-After` in seconds, from either of its forms (RFC 9110, 10.2.3). */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

function isProblem(value: unknown): value is Problem {
  return isObject(value) && isBackendErrorCode(value['code']);
}

function isLinkResource(value: unknown): value is LinkResource {
  if (!isObject(value) || typeof value['nonce'] !== 'string' || typeof value['canChange'] !== 'boolean') return false;
  const { pending } = value;
  if (
    pending !== undefined &&
    !(isObject(pending) && areStrings(pending, 'choice') && areOrganizations(pending['organizations']))
  )
    return false;
  if (value['status'] === 'unlinked') return true;
  return (
    value['status'] === 'linked' &&
    areStrings(value, 'linkId', 'linkedAt', 'health') &&
    !Number.isNaN(Date.parse(value['linkedAt'] as string)) &&
    areStrings(value['account'], 'username', 'name', 'tenantId') &&
    areStrings(value['organization'], 'name', 'url')
  );
}

function areOrganizations(value: unknown): value is Organization[] {
  return Array.isArray(value) && value.every((organization) => areStrings(organization, 'name', 'url'));
}

function areStrings(value: unknown, ...names: string[]): boolean {
  return isObject(value) && names.every((name) => typeof value[name] === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
