import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type Exchange, errorsOf, pathOf, type Shape, shapeOf } from './shapes.js';

export interface Recording {
  stop(): void;
}

/** What undici tells of a request (undici, docs/api/DiagnosticsChannel). */
interface Message {
  request: { origin: string | URL; path: string; method: string };
  response?: { statusCode: number; headers: Buffer[] };
  chunk?: Chunk;
}

type Chunk = Uint8Array | string;

interface Seen {
  sent: Chunk[];
  received: Chunk[];
  status: number;
  headers: Map<string, string>;
}

/**
 * Writes the shape of every exchange of this process with Microsoft to a file, a line of JSON for each shape that is new.
 * Listens to undici, so that the product knows nothing of it.
 *
 * @param serviceOf returns which service an origin is; undefined for one that is not recorded
 */
export function startRecording(file: string, serviceOf: ServiceOf = microsoftsService): Recording {
  const written = new Set<string>();
  return observe(serviceOf, (exchange) => {
    const line = JSON.stringify(exchange);
    if (written.has(line)) return;
    written.add(line);
    appendFileSync(file, `${line}\n`);
  });
}

export type ServiceOf = (origin: string) => Exchange['service'] | undefined;

/** Calls `onExchange` with the shape of every exchange. */
export function observe(serviceOf: ServiceOf, onExchange: (exchange: Exchange) => void): Recording {
  const underWay = new WeakMap<object, Seen>();
  const of = (message: unknown) => {
    const { request } = message as Message;
    const seen: Seen = underWay.get(request) ?? { sent: [], received: [], status: 0, headers: new Map() };
    underWay.set(request, seen);
    return seen;
  };
  const listeners: Record<string, (message: unknown) => void> = {
    'undici:request:bodyChunkSent': (message) => void of(message).sent.push((message as Message).chunk ?? ''),
    'undici:request:headers': (message) => {
      const { statusCode = 0, headers = [] } = (message as Message).response ?? {};
      Object.assign(of(message), { status: statusCode, headers: readHeaders(headers) });
    },
    'undici:request:bodyChunkReceived': (message) => void of(message).received.push((message as Message).chunk ?? ''),
    'undici:request:trailers': (message) => {
      const { origin, method, path } = (message as Message).request;
      const service = method === 'CONNECT' ? undefined : serviceOf(String(origin));
      if (service) onExchange(describe(service, method, path, of(message)));
    },
  };
  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener);
  return {
    stop: () => {
      for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener);
    },
  };
}

function microsoftsService(origin: string): Exchange['service'] | undefined {
  const { hostname } = new URL(origin);
  if (/^login\./.test(hostname)) return 'entra';
  if (/^globaldisco\./.test(hostname)) return 'discovery';
  return /\.(dynamics|microsoftdynamics|appsplatform)\./.test(hostname) ? 'dataverse' : undefined;
}

function readHeaders(raw: Buffer[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let index = 0; index + 1 < raw.length; index += 2) {
    headers.set(String(raw[index]).toLowerCase(), String(raw[index + 1]));
  }
  return headers;
}

function describe(service: Exchange['service'], method: string, target: string, seen: Seen): Exchange {
  const { pathname, searchParams } = new URL(target, 'https://host.invalid');
  const body = read(seen);
  const isRecord = service === 'dataverse';
  return {
    service,
    method,
    path: pathOf(pathname),
    query: [...searchParams.keys()].sort(),
    sent: readSent(text(seen.sent), isRecord),
    status: seen.status,
    headers: [...seen.headers.keys()].sort(),
    body: body === undefined ? 'empty' : body.isJson ? shapeOf(body.value, isRecord) : 'text',
    errors: body?.isJson ? errorsOf(body.value) : [],
  };
}

function read({ received, headers }: Seen): { isJson: boolean; value: unknown } | undefined {
  const bytes = bytesOf(received);
  const isPacked = headers.get('content-encoding') === 'gzip' && bytes.length > 0;
  const content = (isPacked ? gunzipSync(bytes) : bytes).toString('utf8');
  return content === '' ? undefined : parse(content);
}

function readSent(body: string, isRecord: boolean): Shape {
  if (body === '') return 'absent';
  const { isJson, value } = parse(body);
  return shapeOf(isJson ? value : Object.fromEntries(new URLSearchParams(body)), isRecord);
}

function parse(content: string): { isJson: boolean; value: unknown } {
  try {
    return { isJson: true, value: JSON.parse(content) };
  } catch {
    return { isJson: false, value: undefined };
  }
}

function text(chunks: Chunk[]): string {
  return bytesOf(chunks).toString('utf8');
}

function bytesOf(chunks: Chunk[]): Buffer {
  return Buffer.concat(chunks.map((chunk) => (typeof chunk === 'string' ? Buffer.from(chunk) : chunk)));
}
