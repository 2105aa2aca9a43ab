import { setMaxListeners } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { unlessAborted } from '../../abort.js';
import { wasClosed } from './failed-fetch.js';

/** Bytes. The longest of Microsoft's answers but records is a user's list of environments, with some hundred bytes each. */
const usualLimit = 1_000_000;

export interface LimitedRequest {
  method?: string | undefined;
  headers?: Record<string, string> | undefined;
  body?: string | undefined;
  /** Ends the request, whatever it is doing: the time limit of the whole exchange. */
  signal: AbortSignal;
  /** Bytes that the answer may have, before and after decompression. 1,000,000 by default. */
  limit?: number | undefined;
}

/**
 * Sends a request to Microsoft and resolves to the whole answer.
 *
 * @throws AnswerTooLong; the signal's reason; an error of undici or of zlib; an Error for a redirect, which is never
 *   followed, since tokens and authorization codes are sent
 */
export type LimitedFetch = (url: string, request: LimitedRequest) => Promise<Response>;

/** The answer has more bytes than were asked for. */
export class AnswerTooLong extends Error {}

export interface Connections {
  fetch: LimitedFetch;
  /** Closes the connections, each when the request that is under way on it has ended. */
  close(): void;
}

/**
 * Opens the way to Microsoft: kept connections, through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` name
 * (in either case) if there is one.
 *
 * Not by `fetch`: that decompresses an answer as fast as it arrives, however slowly it is read, and so has no upper limit
 * of memory.
 */
export function openConnections(): Connections {
  const dispatcher = new EnvHttpProxyAgent();
  return {
    fetch: (url, init) => limitedFetch(dispatcher, url, init).catch((error) => onceMore(error, url, init)),
    close: () => void dispatcher.close(),
  };
}

/** Sends a question again, once and on a new connection, whose connection broke. A change may have been made by then. */
async function onceMore(error: unknown, url: string, init: LimitedRequest): Promise<Response> {
  const { method = 'GET', signal } = init;
  if (method !== 'GET' || signal.aborted || !wasClosed(error)) throw error;
  const fresh = new EnvHttpProxyAgent();
  try {
    return await limitedFetch(fresh, url, init);
  } finally {
    void fresh.close();
  }
}

async function limitedFetch(
  dispatcher: Dispatcher,
  url: string,
  { method = 'GET', headers = {}, body, signal, limit = usualLimit }: LimitedRequest,
): Promise<Response> {
  // A time limit may be that of many requests at once. Node would take their listeners for a leak.
  setMaxListeners(0, signal);
  const sending = request(url, {
    dispatcher,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers, 'accept-encoding': 'gzip' },
    body: body ?? null,
    signal,
  });
  // undici looks at the signal only once it has a connection.
  sending.catch(() => undefined);
  const answer = await unlessAborted(sending, signal);
  return toResponse(answer, await readAll(answer, limit, signal));
}

async function readAll(
  { body, headers }: Dispatcher.ResponseData,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  const collect = async (source: AsyncIterable<Uint8Array>) => {
    for await (const chunk of source) chunks.push(chunk);
  };
  // Also when it fails, the pipeline ends the connection: nothing more is read from the network.
  const encoding = String(headers['content-encoding'] ?? '').toLowerCase();
  if (encoding === 'gzip') await pipeline(body, upTo(limit), createGunzip(), upTo(limit), collect, { signal });
  else if (encoding === '' || encoding === 'identity') await pipeline(body, upTo(limit), collect, { signal });
  else {
    body.on('error', () => undefined).destroy();
    throw new Error('the answer has a content encoding that was not asked for');
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function upTo(limit: number): (source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array> {
  return async function* (source) {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (size > limit) throw new AnswerTooLong(`the answer has more than ${limit} bytes`);
      yield chunk;
    }
  };
}

function toResponse({ statusCode, headers }: Dispatcher.ResponseData, bytes: Uint8Array<ArrayBuffer>): Response {
  if (statusCode >= 300 && statusCode < 400) throw new Error(`the answer is a redirect (${statusCode})`);
  const kept = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    // The body is decompressed, so what describes its transfer is no longer true.
    if (/^(content-encoding|content-length|transfer-encoding)$/.test(name)) continue;
    for (const one of [value ?? []].flat()) kept.append(name, one);
  }
  const mayHaveBody = statusCode !== 204 && statusCode !== 205;
  return new Response(mayHaveBody ? bytes : null, { status: statusCode, headers: kept });
}
