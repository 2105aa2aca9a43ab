import type { LinkBackend } from '../../src/backend.js';
import { redirectUri } from '../support/test-portal.js';

type Fetch = (request: Request) => Promise<Response>;

/** A mistake that a backend may make, put around one without mistakes. */
export interface Fault {
  name: string;
  /** The scenario that must find it. */
  foundBy: string;
  seed(backend: LinkBackend): Fetch;
}

/** Returns the request with other headers and another body. */
function altered(request: Request, headers: Record<string, string>, body?: string): Request {
  const changed = new Headers(request.headers);
  for (const [name, value] of Object.entries(headers)) changed.set(name, value);
  return new Request(request.url, { method: request.method, headers: changed, ...(body !== undefined && { body }) });
}

function refusal(status: number, code: string): Response {
  const body = { title: 'No', status, code, correlationId: 'seeded' };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
}

/** A fault in the answers to POST: `text` is the body, and `body` its members where it is an object. */
const post =
  (change: (backend: LinkBackend, request: Request, body: Record<string, string>, text: string) => Promise<Response>) =>
  (backend: LinkBackend): Fetch =>
  async (request) => {
    if (request.method !== 'POST') return backend.fetch(request);
    const text = await request.text();
    return change(backend, altered(request, {}, text), text.startsWith('{"') ? JSON.parse(text) : {}, text);
  };

/** A fault in the bodies of answers. */
const withBody =
  (change: (body: Record<string, unknown>) => object) =>
  (backend: LinkBackend): Fetch =>
  async (request) => {
    const response = await backend.fetch(request);
    const text = await response.text();
    const body = text ? JSON.stringify(change(JSON.parse(text))) : null;
    return new Response(body, { status: response.status, headers: response.headers });
  };

/** A fault in how the entity tag of a page is compared with that of now: the sound backend gets another one to see. */
const withIfMatch =
  (change: (shown: string, current: string) => string) =>
  (backend: LinkBackend): Fetch =>
  async (request) => {
    const shown = request.headers.get('If-Match');
    if (shown === null) return backend.fetch(request);
    const session = { 'X-Test-Session': request.headers.get('X-Test-Session') ?? '' };
    const { headers } = await backend.fetch(new Request(request.url, { headers: session }));
    const text = request.body ? await request.text() : undefined;
    return backend.fetch(altered(request, { 'If-Match': change(shown, headers.get('ETag') ?? '') }, text));
  };

function part(tag: string, index: 0 | 1): string {
  return tag.replaceAll('"', '').split('.')[index] ?? '';
}

export const faults: readonly Fault[] = [
  {
    name: 'does not know a POST again',
    foundBy: 'gives the identical POST the same answer',
    seed(backend) {
      const codes = new Set<string>();
      return post((sound, request, { code }) => {
        const isKnown = code !== undefined && codes.has(code);
        if (code !== undefined) codes.add(code);
        return isKnown ? Promise.resolve(refusal(400, 'code-rejected')) : sound.fetch(request);
      })(backend);
    },
  },
  {
    name: 'fails the second of two identical POSTs at once',
    foundBy: 'makes one link of two identical POSTs at once',
    seed(backend) {
      const running = new Set<string>();
      return post(async (sound, request, { code = '' }) => {
        if (running.has(code)) return refusal(500, 'internal');
        running.add(code);
        return sound.fetch(request).finally(() => running.delete(code));
      })(backend);
    },
  },
  {
    name: 'calls a wrong verifier an internal error',
    foundBy: 'refuses a wrong verifier, and the right one afterwards',
    seed: post(async (sound, request) => {
      const response = await sound.fetch(request);
      return response.status === 400 ? refusal(500, 'internal') : response;
    }),
  },
  {
    name: 'goes by the nonce instead of the session',
    foundBy: 'refuses a nonce of another session, made up, or used',
    seed(backend) {
      const owners = new Map<string, { session: string; etag: string }>();
      return async (request) => {
        const session = request.headers.get('X-Test-Session') ?? '';
        if (request.method === 'GET') {
          const response = await backend.fetch(request);
          const { nonce } = await response.clone().json();
          owners.set(nonce, { session, etag: response.headers.get('ETag') ?? '' });
          return response;
        }
        if (request.method !== 'POST') return backend.fetch(request);
        const text = await request.text();
        const owner = owners.get(JSON.parse(text).nonce);
        const headers = owner ? { 'X-Test-Session': owner.session, 'If-Match': owner.etag } : {};
        return backend.fetch(altered(request, headers, text));
      };
    },
  },
  {
    name: 'takes any redirect URI',
    foundBy: 'takes the registered redirect URI and authority only',
    seed: post((sound, request, body) =>
      sound.fetch(altered(request, {}, JSON.stringify({ ...body, ...(body['code'] && { redirectUri }) }))),
    ),
  },
  {
    name: 'does not look at If-Match',
    foundBy: 'changes nothing from a page that is not up to date',
    seed: (backend) => async (request) => {
      if (request.method === 'GET') return backend.fetch(request);
      const session = { 'X-Test-Session': request.headers.get('X-Test-Session') ?? '' };
      const current = await backend.fetch(new Request(request.url, { headers: session }));
      const text = request.body ? await request.text() : undefined;
      return backend.fetch(altered(request, { 'If-Match': current.headers.get('ETag') ?? '' }, text));
    },
  },
  {
    name: 'gives a Dynamics user to whoever comes last',
    foundBy: 'links a Dynamics user to one account only',
    seed: post(async (sound, request, _, text) => {
      const response = await sound.fetch(altered(request, {}, text));
      if (response.status !== 409) return response;
      const session = { 'X-Test-Session': request.headers.get('X-Test-Session') ?? '' };
      const own = await sound.fetch(new Request(request.url, { headers: session }));
      const link = {
        status: 'linked',
        linkId: 'second',
        linkedAt: new Date().toISOString(),
        account: { username: 'alex', name: '', tenantId: 'tenant' },
        organization: { name: 'Contoso', url: 'https://contoso.crm11.dynamics.com' },
        health: 'active',
      };
      return Response.json({ ...(await own.json()), ...link }, { status: 201, headers: own.headers });
    }),
  },
  {
    name: 'knows no link that it has deleted',
    foundBy: 'unlinks twice',
    seed(backend) {
      const deleted = new Set<string>();
      return async (request) => {
        const key = `${request.headers.get('X-Test-Session')} ${request.headers.get('If-Match')}`;
        if (request.method !== 'DELETE') return backend.fetch(request);
        if (deleted.has(key)) return refusal(412, 'changed');
        deleted.add(key);
        return backend.fetch(request);
      };
    },
  },
  {
    name: 'takes a form for JSON',
    foundBy: 'refuses bodies that are not what it asked for',
    seed: post((sound, request, _, text) =>
      sound.fetch(altered(request, { 'Content-Type': 'application/json' }, text)),
    ),
  },
  {
    name: 'answers what it did not expect with a page and a stack trace',
    foundBy: 'refuses bodies that are not what it asked for',
    seed: post(async (sound, request, _, text) => {
      try {
        JSON.parse(text);
        return await sound.fetch(request);
      } catch (error) {
        const { stack } = error as Error;
        const headers = { 'Content-Type': 'text/html', 'Cache-Control': 'no-store' };
        return new Response(stack ?? '', { status: 500, headers });
      }
    }),
  },
  {
    name: 'lets other sites in',
    foundBy: 'refuses other sites and other methods',
    seed: (backend) => async (request) => {
      const text = request.body ? await request.text() : undefined;
      const origin = { Origin: new URL(redirectUri).origin, 'Sec-Fetch-Site': 'same-origin' };
      return backend.fetch(request.method === 'GET' ? request : altered(request, origin, text));
    },
  },
  {
    name: 'loses the old link when a new one is refused',
    foundBy: 'replaces a link, and keeps the old one when the new one is refused',
    seed: post(async (sound, request) => {
      const headers = request.headers;
      const response = await sound.fetch(request);
      if (response.status === 403) await sound.fetch(new Request(request.url, { method: 'DELETE', headers }));
      return response;
    }),
  },
  {
    name: 'names the account in its successes only',
    foundBy: 'names the account in every answer of a known session',
    seed: withBody((body) =>
      body['status'] === 'linked' || body['status'] === 'unlinked' ? body : { ...body, accountTag: undefined },
    ),
  },
  {
    name: 'makes the account tag of the nonce',
    foundBy: 'names the account in every answer of a known session',
    seed: withBody((body) => ({
      ...body,
      ...(body['accountTag'] !== undefined && { accountTag: String(body['nonce']).replaceAll('-', '_') }),
    })),
  },
  {
    name: 'answers a POST with the ETag from before',
    foundBy: 'names the account in every answer of a known session',
    seed: post(async (sound, request) => {
      const stale = request.headers.get('If-Match') ?? '';
      const response = await sound.fetch(request);
      const headers = new Headers(response.headers);
      if (response.status === 201) headers.set('ETag', stale);
      return new Response(response.body, { status: response.status, headers });
    }),
  },
  {
    name: 'compares the part of the link alone',
    foundBy: 'changes nothing of the account that a session was switched to',
    seed: withIfMatch((shown, current) => `"${part(current, 0)}.${part(shown, 1)}"`),
  },
  {
    name: 'compares the part of the account alone',
    foundBy: 'changes nothing from a page that is not up to date',
    seed: withIfMatch((shown, current) => `"${part(shown, 0)}.${part(current, 1)}"`),
  },
  {
    name: 'compares entity tags character by character',
    foundBy: 'knows its ETag again after what compressing proxies do to it, and takes no other',
    seed: withIfMatch((shown, current) =>
      shown === current || !shown.includes(part(current, 0)) ? shown : '"other.none"',
    ),
  },
  {
    name: 'takes any tag for a star',
    foundBy: 'knows its ETag again after what compressing proxies do to it, and takes no other',
    seed: withIfMatch((shown, current) => (shown === '*' ? current : shown)),
  },
];
