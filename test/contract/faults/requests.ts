import { Refusal } from '../minimal/refusal.js';
import { altered, around, type Fault, inRequests } from './fault.js';

/** Checks of the site of a request that are too weak; `own` is the origin of the portal. */
const sites: [id: string, does: string, passes: (request: Request, own: string) => boolean][] = [
  ['H2', 'takes changes without Origin', ({ headers }) => !headers.has('Origin')],
  ['H3', 'takes changes of the origin “null”', ({ headers }) => headers.get('Origin') === 'null'],
  ['H4', 'does not look at Sec-Fetch-Site', ({ headers }, own) => headers.get('Origin') === own],
  ['H4b', 'takes changes of other origins of its site', ({ headers }) => headers.get('Sec-Fetch-Site') === 'same-site'],
  ['H4c', 'takes changes that come from no page', ({ headers }) => headers.get('Sec-Fetch-Site') === 'none'],
  ['H5', 'compares the beginning of the Origin', ({ headers }, own) => headers.get('Origin')?.startsWith(own) === true],
  [
    'H5b',
    'compares the end of the Origin',
    ({ headers }, own) => headers.get('Origin')?.endsWith(new URL(own).host) === true,
  ],
  ['H5c', 'compares the host of the Origin alone', ({ headers }, own) => hostname(headers) === new URL(own).hostname],
  [
    'H5d',
    'looks whether the Origin is somewhere in it',
    ({ headers }, own) => headers.get('Origin')?.includes(new URL(own).host) === true,
  ],
  ['H6', 'checks the site of a POST only', ({ method }) => method === 'DELETE'],
  ['H6b', 'checks the site of a DELETE only', ({ method }) => method === 'POST'],
  ['H6c', 'takes changes of any site', () => true],
  ['H6d', 'takes the Referer for the Origin', ({ headers }, own) => headers.get('Referer')?.startsWith(own) === true],
];

function hostname(headers: Headers): string | undefined {
  const origin = headers.get('Origin') ?? '';
  return URL.canParse(origin) ? new URL(origin).hostname : undefined;
}

/** Content types that are taken for JSON. */
const types: [id: string, does: string, takes: (type: string | null) => boolean][] = [
  ['H18', 'takes text/plain for JSON', (type) => type === 'text/plain'],
  ['H18b', 'takes a body without a type for JSON', (type) => type === null || type === ''],
  [
    'H18c',
    'takes a type that only begins with application/json',
    (type) => type?.startsWith('application/json') === true,
  ],
  ['H18d', 'takes a form for JSON', (type) => type === 'application/x-www-form-urlencoded'],
  ['H18e', 'takes a type that has json somewhere in it', (type) => type?.includes('json') === true],
  ['H18f', 'takes a multipart body for JSON', (type) => type?.startsWith('multipart/') === true],
];

const overrides: [id: string, does: string, method: (request: Request) => string | null][] = [
  ['H30', 'believes X-HTTP-Method-Override', ({ headers }) => headers.get('X-HTTP-Method-Override')],
  ['H30b', 'believes X-HTTP-Method', ({ headers }) => headers.get('X-HTTP-Method')],
  ['H30c', 'believes X-Method-Override', ({ headers }) => headers.get('X-Method-Override')],
  ['H29', 'believes ?_method', ({ url }) => new URL(url).searchParams.get('_method')],
];

/** What a request must be before anything else is looked at. */
export const requestFaults: Fault[] = [
  ...sites.map(
    ([id, does, passes]): Fault => ({
      id,
      does,
      seed(backend) {
        const own = new URL(backend.settings.redirectUri).origin;
        const sound = backend.checkSite.bind(backend);
        backend.checkSite = (request) => {
          if (!passes(request, own)) sound(request);
        };
      },
    }),
  ),
  ...types.map(
    ([id, does, takes]): Fault => ({
      id,
      does,
      seed(backend) {
        const sound = backend.checkContentType.bind(backend);
        backend.checkContentType = (request) => {
          if (!takes(request.headers.get('Content-Type'))) sound(request);
        };
      },
    }),
  ),
  ...overrides.map(
    ([id, does, methodOf]): Fault => ({
      id,
      does,
      seed: (backend) =>
        inRequests(backend, async (request) => {
          const method = methodOf(request);
          if (method === null) return request;
          const own = { Origin: new URL(backend.settings.redirectUri).origin, 'Sec-Fetch-Site': 'same-origin' };
          return altered(request, own, { method });
        }),
    }),
  ),
  {
    id: 'H50',
    does: 'asks for a session before it looks at method, site and type',
    seed: (backend) =>
      around(backend, async (request, next) => {
        if (request.headers.has('X-Test-Session')) return next(request);
        return backend.problem(new Refusal(401, 'not-signed-in'), request, undefined);
      }),
  },
  {
    id: 'H51',
    does: 'reads a body before it asks for a session',
    seed(backend) {
      const sound = backend.readText.bind(backend);
      backend.readText = async (request) => {
        const text = await sound(request);
        backend.parse(text, request);
        return text;
      };
    },
  },
  {
    id: 'H52',
    does: 'looks at If-Match before it looks at the nonce',
    seed(backend) {
      const sound = backend.post.bind(backend);
      backend.post = async (caller, body, ifMatch) => {
        if (body['code'] !== undefined && !backend.findReplay(caller, body)) backend.checkLink(ifMatch, caller);
        return sound(caller, body, ifMatch);
      };
    },
  },
  {
    id: 'H53',
    does: 'fails at a body of two thousand brackets',
    seed(backend) {
      const sound = backend.parse.bind(backend);
      backend.parse = (text, request) => {
        if (text.startsWith('[[[[')) throw new RangeError('Maximum call stack size exceeded');
        return sound(text, request);
      };
    },
  },
  {
    id: 'H55',
    does: 'fails at half a letter',
    seed(backend) {
      const sound = backend.isValid.bind(backend);
      backend.isValid = (body) => {
        encodeURIComponent(String(Object.values(body ?? {})));
        return sound(body);
      };
    },
  },
  {
    id: 'H54',
    does: 'cancels a choice for whatever stands at cancel',
    seed(backend) {
      const sound = backend.isValid.bind(backend);
      backend.isValid = (body) =>
        sound(body?.['cancel'] === undefined ? body : { ...body, cancel: Boolean(body['cancel']) as never });
    },
  },
];
