import type { MinimalBackend } from '../minimal/backend.js';

/** A mistake that a backend may make, put into the minimal one. */
export interface Fault {
  /** Its letter is that of the group; the ids are stable, and have gaps. */
  id: string;
  /** Continues "a backend that". */
  does: string;
  seed(backend: MinimalBackend): void;
}

/** A mistake that no request of somebody outside shows. */
export interface UnseenFault {
  id: string;
  does: string;
  /** Why it can't be seen. */
  why: string;
}

/** Each letter with what the group is about, and the requirements that its faults break as a rule. */
export const groups: Record<string, { title: string; requirements: RegExp }> = {
  R: { title: 'replays', requirements: /^R-(?:REPLAY|CRASH)/ },
  N: { title: 'nonces', requirements: /^R-NONCE/ },
  E: { title: 'entity tags', requirements: /^R-ETAG/ },
  D: { title: 'unlinking', requirements: /^R-DELETE/ },
  P: { title: 'linking', requirements: /^R-(?:POST|GET|PRIV|ENV)/ },
  T: { title: 'id_token', requirements: /^R-ID/ },
  U: { title: 'upstream', requirements: /^R-UP/ },
  C: { title: 'choices', requirements: /^R-CHOICE/ },
  H: { title: 'http', requirements: /^R-(?:HTTP|BODY|SITE)/ },
  S: { title: 'sessions', requirements: /^R-(?:SESSION|TAG)/ },
  L: { title: 'leaks', requirements: /^R-LEAK/ },
};

type Next = (request: Request) => Promise<Response>;

/** Puts a fault around all that a backend answers. */
export function around(backend: MinimalBackend, work: (request: Request, next: Next) => Promise<Response>): void {
  const next = backend.fetch.bind(backend);
  backend.fetch = (request) => work(request, next);
}

/** Returns the request with other headers (undefined takes one away), method or body. */
export async function altered(
  request: Request,
  headers: Record<string, string | undefined>,
  { method = request.method, text }: { method?: string; text?: string } = {},
): Promise<Request> {
  const changed = new Headers(request.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
  }
  const body = text ?? (await request.clone().text());
  return new Request(request.url, { method, headers: changed, ...(method !== 'GET' && body && { body }) });
}

/** Returns the answer with other headers (undefined takes one away), status or body. */
export async function answered(
  response: Response,
  headers: Record<string, string | undefined>,
  { status = response.status, text }: { status?: number; text?: string } = {},
): Promise<Response> {
  const changed = new Headers(response.headers);
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) changed.delete(name);
    else changed.set(name, value);
  }
  const body = text ?? (await response.text());
  return new Response(status === 204 ? null : body, { status, headers: changed });
}

/** Changes the JSON of answers. */
export function inAnswers(
  backend: MinimalBackend,
  change: (body: Record<string, unknown>, of: { request: Request; status: number }) => object,
): void {
  around(backend, async (request, next) => {
    const asked = request.clone();
    const response = await next(request);
    const text = await response.text();
    if (text === '') return answered(response, {}, { text: '' });
    const body = change(JSON.parse(text), { request: asked, status: response.status });
    return answered(response, {}, { text: JSON.stringify(body) });
  });
}

/** Changes the JSON of problems. */
export function inProblems(backend: MinimalBackend, change: (body: Record<string, unknown>) => object): void {
  inAnswers(backend, (body, { status }) => (status >= 400 ? change(body) : body));
}

/** Changes the headers of answers. */
export function inHeaders(
  backend: MinimalBackend,
  headers: (of: { request: Request; response: Response }) => Record<string, string | undefined>,
): void {
  around(backend, async (request, next) => {
    const response = await next(request);
    return answered(response, headers({ request, response }));
  });
}

/** Changes requests before they are looked at. */
export function inRequests(backend: MinimalBackend, change: (request: Request) => Promise<Request>): void {
  around(backend, async (request, next) => next(await change(request)));
}
