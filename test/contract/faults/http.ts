import { randomUUID } from 'node:crypto';
import { Refusal } from '../minimal/refusal.js';
import { altered, answered, around, type Fault, inAnswers, inHeaders, inProblems, inRequests } from './fault.js';

const members: [id: string, does: string, change: (body: Record<string, unknown>) => object][] = [
  ['H10', 'leaves code out of problems', (body) => ({ ...body, code: undefined })],
  ['H11', 'makes up a code', (body) => ({ ...body, code: 'bad-request' })],
  ['H12', 'leaves correlationId out of problems', (body) => ({ ...body, correlationId: undefined })],
  ['H13', 'makes up the correlationId of a request that has one', (body) => ({ ...body, correlationId: randomUUID() })],
  ['H15', 'leaves title out of problems', (body) => ({ ...body, title: undefined })],
  ['H17', 'leaves accountTag out of problems', (body) => ({ ...body, accountTag: undefined })],
  [
    'H39',
    'gives another status in the body than the answer has',
    (body) => ({ ...body, status: 400 + Number(body['status'] === 400) }),
  ],
];

const resources: [id: string, does: string, change: (body: Record<string, unknown>) => object][] = [
  [
    'H20',
    'gives no nonce while linked',
    (body) => (body['status'] === 'linked' ? { ...body, nonce: undefined } : body),
  ],
  ['H21', 'leaves canChange out', (body) => ({ ...body, canChange: undefined })],
  ['H21b', 'writes canChange as text', (body) => ({ ...body, canChange: String(body['canChange']) })],
  ['H17b', 'leaves accountTag out of the link resource', (body) => ({ ...body, accountTag: undefined })],
  [
    'H17c',
    'has another accountTag for each link',
    (body) => ({ ...body, accountTag: body['linkId'] ?? body['accountTag'] }),
  ],
  ['H47', 'gives null for what it does not know', (body) => ({ ...body, healthReason: null })],
];

export const httpFaults: Fault[] = [
  ...members.map(([id, does, change]): Fault => ({ id, does, seed: (backend) => inProblems(backend, change) })),
  ...resources.map(
    ([id, does, change]): Fault => ({
      id,
      does,
      seed: (backend) => inAnswers(backend, (body, { status }) => (status < 300 ? change(body) : body)),
    }),
  ),
  {
    id: 'H7',
    does: 'takes a redirect URI of another origin than the page’s',
    seed(backend) {
      backend.checkRedirectOrigin = () => undefined;
      const sound = backend.checkRegistration.bind(backend);
      backend.checkRegistration = (body) => {
        const { redirectUri } = backend.settings;
        sound({
          ...body,
          redirectUri: new URL(body['redirectUri'] ?? '').pathname === new URL(redirectUri).pathname ? redirectUri : '',
        });
      };
    },
  },
  {
    id: 'H9',
    does: 'sends problems as application/json',
    seed: (backend) =>
      inHeaders(backend, ({ response }) => (response.status < 400 ? {} : { 'Content-Type': 'application/json' })),
  },
  {
    id: 'H34',
    does: 'sends 200 and 201 as text/html',
    seed: (backend) =>
      inHeaders(backend, ({ response }) =>
        response.status === 200 || response.status === 201 ? { 'Content-Type': 'text/html' } : {},
      ),
  },
  {
    id: 'H34b',
    does: 'sends 200 and 201 without a type',
    seed: (backend) =>
      inHeaders(backend, ({ response }) => (response.status < 204 ? { 'Content-Type': undefined } : {})),
  },
  {
    id: 'H14',
    does: 'sends no Cache-Control',
    seed: (backend) => inHeaders(backend, () => ({ 'Cache-Control': undefined })),
  },
  {
    id: 'H14b',
    does: 'sends no-cache in place of no-store',
    seed: (backend) => inHeaders(backend, () => ({ 'Cache-Control': 'no-cache, private' })),
  },
  {
    id: 'H14c',
    does: 'keeps its successes out of caches, and not its problems',
    seed: (backend) =>
      inHeaders(backend, ({ response }) => (response.status < 400 ? {} : { 'Cache-Control': undefined })),
  },
  {
    id: 'H16',
    does: 'lets every origin read its answers, with credentials',
    seed: (backend) =>
      inHeaders(backend, ({ request }) => ({
        'Access-Control-Allow-Origin': request.headers.get('Origin') ?? undefined,
        'Access-Control-Allow-Credentials': 'true',
      })),
  },
  {
    id: 'H16b',
    does: 'lets every origin read its answers to GET',
    seed: (backend) =>
      inHeaders(backend, ({ request }) => (request.method === 'GET' ? { 'Access-Control-Allow-Origin': '*' } : {})),
  },
  {
    id: 'H16c',
    does: 'lets every origin send what it wants (preflight)',
    seed: (backend) =>
      around(backend, async (request, next) => {
        if (request.method !== 'OPTIONS') return next(request);
        const origin = request.headers.get('Origin') ?? '*';
        const headers = { 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Methods': 'POST, DELETE' };
        return new Response(null, { status: 204, headers: { ...headers, 'Cache-Control': 'no-store' } });
      }),
  },
  {
    id: 'H22',
    does: 'handles PUT like POST',
    seed: (backend) =>
      inRequests(backend, async (request) =>
        request.method === 'PUT' ? altered(request, {}, { method: 'POST' }) : request,
      ),
  },
  {
    id: 'H22b',
    does: 'handles PATCH like GET',
    seed: (backend) =>
      inRequests(backend, async (request) =>
        request.method === 'PATCH' ? altered(request, {}, { method: 'GET' }) : request,
      ),
  },
  {
    id: 'H23',
    does: 'answers a method that it does not have 404',
    seed(backend) {
      const sound = backend.checkMethod.bind(backend);
      backend.checkMethod = (method) => {
        try {
          sound(method);
        } catch {
          throw new Refusal(404, 'invalid-request');
        }
      };
    },
  },
  {
    id: 'H24',
    does: 'refuses a body with members that it does not know',
    seed(backend) {
      const known = [
        'code',
        'codeVerifier',
        'nonce',
        'redirectUri',
        'authority',
        'organizationUrl',
        'choice',
        'cancel',
      ];
      const sound = backend.isValid.bind(backend);
      backend.isValid = (body) => sound(body) && Object.keys(body).every((name) => known.includes(name));
    },
  },
  {
    id: 'H25',
    does: 'takes bodies of any size',
    seed(backend) {
      backend.readText = (request) => request.text();
    },
  },
  {
    id: 'H25b',
    does: 'calls a body that is too large an internal error',
    seed(backend) {
      const sound = backend.readText.bind(backend);
      backend.readText = (request) => sound(request).catch(() => Promise.reject(new Refusal(500, 'internal')));
    },
  },
  {
    id: 'H26',
    does: 'takes a verifier of any length and characters',
    seed(backend) {
      const sound = backend.isValid.bind(backend);
      backend.isValid = (body) =>
        sound(typeof body?.['codeVerifier'] === 'string' ? { ...body, codeVerifier: 'x'.repeat(43) } : body);
    },
  },
  {
    id: 'H26b',
    does: 'makes text of a code that is a number, a list or an object',
    seed(backend) {
      const sound = backend.isValid.bind(backend);
      backend.isValid = (body) => sound(body?.['code'] ? { ...body, code: String(body['code']) || 'x' } : body);
    },
  },
  {
    id: 'H26c',
    does: 'fails at a body without all members',
    seed(backend) {
      const sound = backend.isValid.bind(backend);
      backend.isValid = (body) => {
        if (!sound(body)) throw new TypeError('undefined is not a function');
        return true;
      };
    },
  },
  {
    id: 'H28',
    does: 'unlinks with GET ?unlink',
    seed: (backend) =>
      around(backend, async (request, next) => {
        if (
          request.method === 'GET' &&
          request.headers.has('X-Test-Session') &&
          /unlink|delete/i.test(new URL(request.url).search)
        ) {
          backend.deleteLink(backend.callerOf(request));
        }
        return next(request);
      }),
  },
  {
    id: 'H28b',
    does: 'unlinks with HEAD',
    seed: (backend) =>
      around(backend, async (request, next) => {
        if (request.method !== 'HEAD') return next(request);
        backend.deleteLink(backend.callerOf(request));
        return backend.noContent();
      }),
  },
  {
    id: 'H38',
    does: 'refuses application/json with a charset',
    seed: (backend) =>
      inRequests(backend, async (request) =>
        request.headers.get('Content-Type')?.includes(';') ? altered(request, { 'Content-Type': 'x/y' }) : request,
      ),
  },
  {
    id: 'H38b',
    does: 'refuses Application/JSON for its case',
    seed(backend) {
      const sound = backend.checkContentType.bind(backend);
      backend.checkContentType = (request) => {
        if (/[A-Z]/.test(request.headers.get('Content-Type') ?? '')) throw new Refusal(415, 'invalid-request');
        sound(request);
      };
    },
  },
  {
    id: 'H35',
    does: 'answers what it did not expect with a web page',
    seed: (backend) =>
      around(backend, async (request, next) => {
        const response = await next(request);
        return response.status === 400
          ? answered(response, { 'Content-Type': 'text/html' }, { text: '<h1>Bad Request</h1>' })
          : response;
      }),
  },
];
