import { linkResource, problem as problemSchema } from '../../src/backend/http/contract-schemas.js';
import type { BackendErrorCode, Problem } from '../../src/protocol.js';
import { backendStatusByCode, type LinkedResource, type LinkRequest, type LinkResource } from '../../src/protocol.js';
import { signIn } from './sign-in.js';

/** A link resource, and the application with which users sign in for it. */
export interface Endpoint {
  /** URL of the link resource. */
  url: string;
  fetch(request: Request): Promise<Response>;
  clientId: string;
  redirectUri: string;
  /** As the backend has it configured. */
  authority: string;
  /** Of the Entra stand-in that the backend trusts. */
  metadata: { authorization_endpoint: string };
}

/** Changes of the headers that a client sends; undefined leaves one out. */
export type HeaderChanges = Record<string, string | undefined>;

/** Sends what an element in a signed-in administrator's page sends, and checks what the contract says of every answer. */
export interface EndpointClient {
  send(method: string, headers?: HeaderChanges, body?: string): Promise<Answer>;
  get(): Promise<Answer>;
  /** Posts a text as it is and anything else as JSON. `If-Match` and `Origin` are right unless they are changed. */
  post(body: unknown, headers?: HeaderChanges): Promise<Answer>;
  delete(headers?: HeaderChanges): Promise<Answer>;
  /** Signs a user of the stand-in in with a fresh nonce. Returns the body of the POST, which is not sent. */
  signIn(username: string, changes?: Partial<LinkRequest>): Promise<LinkRequest>;
  /** Signs in and posts. */
  link(username: string, changes?: Partial<LinkRequest>): Promise<Answer>;
}

/** The backend does not do what the contract says; the message says what it did. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';

  constructor(
    message: string,
    /** Number of what the contract requires, where it is not that of the check which was running. */
    readonly requirement?: string,
  ) {
    super(message);
  }
}

/** An answer of the link resource whose form is that of the contract. */
export class Answer {
  readonly #method: string;
  readonly status: number;
  readonly headers: Headers;
  readonly #resource: LinkResource | undefined;
  readonly #problem: Problem | undefined;

  constructor(
    method: string,
    { status, headers }: Response,
    { resource, problem }: { resource?: LinkResource; problem?: Problem },
  ) {
    this.#method = method;
    this.status = status;
    this.headers = headers;
    this.#resource = resource;
    this.#problem = problem;
  }

  /** The link resource. @throws ContractViolation when the answer has none */
  get body(): LinkResource {
    return this.#resource ?? this.#fail('the link resource');
  }

  /** The problem details. @throws ContractViolation when the answer has none */
  get problem(): Problem {
    return this.#problem ?? this.#fail('a problem');
  }

  /** The problem's code; undefined for a success. */
  get code(): BackendErrorCode | undefined {
    return this.#problem?.code;
  }

  /** The entity tag. @throws ContractViolation when the answer has none */
  get etag(): string {
    return this.headers.get('ETag') ?? this.#fail('an ETag');
  }

  toJSON(): object {
    return { status: this.status, body: this.#resource ?? this.#problem };
  }

  #fail(expected: string): never {
    const code = this.#problem ? ` (${this.#problem.code})` : '';
    throw new ContractViolation(`${this.#method} answered ${this.status}${code} instead of ${expected}`);
  }
}

/**
 * Creates a client for one administrator.
 *
 * @param session headers that make a request one of this administrator
 * @param onSignIn gets the body of each POST that a sign-in makes
 */
export function createEndpointClient(
  endpoint: Endpoint,
  session: Record<string, string>,
  onSignIn: (request: LinkRequest) => void = () => undefined,
): EndpointClient {
  const { url, clientId, redirectUri, authority, metadata } = endpoint;
  const ownPage = { Origin: new URL(redirectUri).origin, 'Sec-Fetch-Site': 'same-origin' };

  const client: EndpointClient = {
    async send(method, headers = {}, body) {
      const all = Object.entries({ Accept: 'application/json, application/problem+json', ...session, ...headers });
      const request = new Request(url, {
        method,
        headers: all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
        ...(body !== undefined && { body }),
        redirect: 'manual',
      });
      return readAnswer(method, await endpoint.fetch(request));
    },

    get: () => client.send('GET'),

    async post(body, headers = {}) {
      const usual = { ...ownPage, 'Content-Type': 'application/json' };
      const all = { ...usual, ...headers, ...(await ifMatch(headers)) };
      const answer = await client.send('POST', all, typeof body === 'string' ? body : JSON.stringify(body));
      const isCheck = typeof body === 'object' && body !== null && 'check' in body;
      if (answer.status < 300 && (answer.status === 200) !== isCheck) {
        const what = `POST answered ${answer.status}, which is for a check alone, or not for one`;
        throw new ContractViolation(what, 'R-HTTP-4');
      }
      return answer;
    },

    delete: async (headers = {}) => client.send('DELETE', { ...ownPage, ...headers, ...(await ifMatch(headers)) }),

    async signIn(username, changes = {}) {
      const { nonce } = (await client.get()).body;
      const { code, codeVerifier } = await signIn({ entra: { metadata }, username, nonce, redirectUri, clientId });
      const request = { code, codeVerifier, nonce, redirectUri, authority, ...changes };
      onSignIn(request);
      return request;
    },

    link: async (username, changes) => client.post(await client.signIn(username, changes)),
  };
  return client;

  async function ifMatch(headers: HeaderChanges): Promise<HeaderChanges> {
    return { 'If-Match': 'If-Match' in headers ? headers['If-Match'] : (await client.get()).etag };
  }
}

/** Narrows a link resource. @throws ContractViolation when the account is not linked */
export function linked(resource: LinkResource, what = 'the answer'): LinkedResource {
  if (resource.status !== 'linked') throw new ContractViolation(`${what} does not say linked`);
  return resource;
}

const successes: Record<string, number[]> = { GET: [200], POST: [200, 201, 204], DELETE: [204] };

async function readAnswer(method: string, response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  const violation = (what: string, requirement: string) =>
    new ContractViolation(`${method} answered ${status} ${what}`, requirement);

  if (!headers.get('Cache-Control')?.includes('no-store'))
    throw violation('without Cache-Control: no-store', 'R-HTTP-1');
  if (headers.has('Access-Control-Allow-Origin')) throw violation('with a CORS header', 'R-HTTP-2');
  if (status < 300) {
    if (!successes[method]?.includes(status)) throw violation('which is no success of the contract', 'R-HTTP-4');
    if (status === 204) return new Answer(method, response, {});
    if (!/^application\/json\s*(;|$)/i.test(headers.get('Content-Type') ?? '')) {
      throw violation(`as ${headers.get('Content-Type') ?? 'no type'} instead of application/json`, 'R-HTTP-4');
    }
    const { data: resource, error } = linkResource.safeParse(parseJson(text));
    if (error) throw violation(`with a body that is not the link resource: ${error.message}`, 'R-HTTP-4');
    return new Answer(method, response, { resource: resource as LinkResource });
  }
  return new Answer(method, response, { problem: readProblem(response, text, violation) });
}

function readProblem(
  { status, headers }: Response,
  text: string,
  violation: (what: string, requirement: string) => Error,
): Problem {
  if (!headers.get('Content-Type')?.startsWith('application/problem+json')) {
    throw violation('not as application/problem+json', 'R-HTTP-3');
  }
  const { data: problem, error } = problemSchema.safeParse(parseJson(text));
  if (error) throw violation(`with a body that is not a problem of the contract: ${error.message}`, 'R-HTTP-3');
  const statuses = problem.code === 'invalid-request' ? [400, 403, 405, 413, 415] : [backendStatusByCode[problem.code]];
  if (problem.status !== status || !statuses.includes(status))
    throw violation(`with the code ${problem.code}`, 'R-HTTP-3');
  if ((status === 429 || status === 503) && !headers.has('Retry-After'))
    throw violation('without Retry-After', 'R-REPLAY-2');
  if (/\bat .+:\d+:\d+/.test(text)) throw violation('with a stack trace', 'R-LEAK-2');
  return problem as Problem;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
