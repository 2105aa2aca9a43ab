import { signIn } from '../../demo/stand-ins/sign-in.js';
import { problem as problemSchema, linkResource as resourceSchema } from '../../src/backend/http/contract-schemas.js';
import { backendStatusByCode, type LinkRequest, type LinkResource, type Problem } from '../../src/protocol.js';

/** What is checked, and how to get in. */
export interface Target {
  /** URL of the link resource. */
  url: string;
  /** Headers that make a request one of an administrator of one VCC account, and of another. */
  first: Record<string, string>;
  second: Record<string, string>;
  clientId: string;
  redirectUri: string;
  /** As the backend has it configured. */
  authority: string;
  /** Of the Entra stand-in that the backend trusts. */
  metadata: { authorization_endpoint: string };
  fetch: (request: Request) => Promise<Response>;
}

/** The backend does not do what the contract says. The message says what, in plain words. */
export class Violation extends Error {}

export interface Reply {
  status: number;
  headers: Headers;
  resource: LinkResource | undefined;
  problem: Problem | undefined;
}

type HeaderChanges = Record<string, string | undefined>;

/** An element in the page of one of the administrators. It checks what holds for every answer. */
export interface Visitor {
  send(method: string, headers?: HeaderChanges, body?: string): Promise<Reply>;
  get(): Promise<Reply & { resource: LinkResource; etag: string }>;
  /** `If-Match` is right unless told otherwise. */
  post(body: object, headers?: HeaderChanges): Promise<Reply>;
  unlink(headers?: HeaderChanges): Promise<Reply>;
  signIn(username: string, changes?: Partial<LinkRequest>): Promise<LinkRequest>;
}

export function createVisitor(target: Target, session: Record<string, string>): Visitor {
  const { origin } = new URL(target.redirectUri);

  const visitor: Visitor = {
    async send(method, headers = {}, body) {
      const all = Object.entries({ Accept: 'application/json, application/problem+json', ...session, ...headers });
      const request = new Request(target.url, {
        method,
        headers: all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
        ...(body !== undefined && { body }),
        redirect: 'manual',
      });
      const response = await target.fetch(request).catch((error: Error) => {
        throw new Violation(`${method} got no answer: ${(error.cause as Error | undefined)?.message ?? error.message}`);
      });
      return readReply(method, response);
    },

    async get() {
      const reply = await visitor.send('GET');
      expectStatus(reply, 200, 'GET');
      const etag = reply.headers.get('ETag');
      if (!etag || !reply.resource) throw new Violation('GET has no ETag or no body');
      return { ...reply, resource: reply.resource, etag };
    },

    async post(body, headers = {}) {
      const ifMatch = 'If-Match' in headers ? headers['If-Match'] : (await visitor.get()).etag;
      const usual = { Origin: origin, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
      return visitor.send('POST', { ...usual, ...headers, 'If-Match': ifMatch }, JSON.stringify(body));
    },

    async unlink(headers = {}) {
      const ifMatch = 'If-Match' in headers ? headers['If-Match'] : (await visitor.get()).etag;
      return visitor.send('DELETE', {
        Origin: origin,
        'Sec-Fetch-Site': 'same-origin',
        ...headers,
        'If-Match': ifMatch,
      });
    },

    async signIn(username, changes = {}) {
      const { nonce } = (await visitor.get()).resource;
      const { clientId, redirectUri, authority, metadata } = target;
      const { code, codeVerifier } = await signIn({ entra: { metadata }, username, nonce, redirectUri, clientId });
      return { code, codeVerifier, nonce, redirectUri, authority, ...changes };
    },
  };
  return visitor;
}

export function expectStatus(reply: Reply, status: number, what: string): void {
  if (reply.status === status) return;
  const code = reply.problem ? ` (${reply.problem.code})` : '';
  throw new Violation(`${what} answered ${reply.status}${code} instead of ${status}`);
}

export function expectProblem(reply: Reply, status: number, code: Problem['code'], what: string): Problem {
  if (reply.status === status && reply.problem?.code === code) return reply.problem;
  const answered = `${reply.status} ${reply.problem?.code ?? 'without a problem'}`;
  throw new Violation(`${what} answered ${answered} instead of ${status} ${code}`);
}

async function readReply(method: string, response: Response): Promise<Reply> {
  const { status, headers } = response;
  const text = await response.text();
  const say = (what: string) => new Violation(`${method} answered ${status} ${what}`);

  if (!headers.get('Cache-Control')?.includes('no-store')) throw say('without Cache-Control: no-store');
  if (headers.has('Access-Control-Allow-Origin')) throw say('with a CORS header');
  if (status === 204) return { status, headers, resource: undefined, problem: undefined };

  const json = parseJson(text);
  if (status < 300) {
    const { data: resource, error } = resourceSchema.safeParse(json);
    if (error) throw say(`with a body that is not the link resource: ${error.message}`);
    return { status, headers, resource: resource as LinkResource, problem: undefined };
  }
  if (!headers.get('Content-Type')?.startsWith('application/problem+json'))
    throw say('not as application/problem+json');
  const { data: problem, error } = problemSchema.safeParse(json);
  if (error) throw say(`with a body that is not a problem of the contract: ${error.message}`);
  const statuses = problem.code === 'invalid-request' ? [400, 403, 405, 413, 415] : [backendStatusByCode[problem.code]];
  if (problem.status !== status || !statuses.includes(status)) throw say(`with the code ${problem.code}`);
  if ((status === 429 || status === 503) && !headers.has('Retry-After')) throw say('without Retry-After');
  if (/\bat .+:\d+:\d+/.test(text)) throw say('with a stack trace');
  return { status, headers, resource: undefined, problem: problem as Problem };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
