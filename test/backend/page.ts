import type { EntraStandIn } from '../../demo/stand-ins/entra.js';
import { signIn } from '../../demo/stand-ins/sign-in.js';
import { linkResource, problem } from '../../src/backend/http/contract-schemas.js';
import type { Authorize } from '../../src/backend.js';
import type { LinkedResource, LinkRequest, LinkResource, Problem } from '../../src/protocol.js';

export const portalOrigin = 'http://localhost:4000';
export const redirectUri = `${portalOrigin}/popup-callback.html`;
export const clientSecret = 'the-secret-of-the-stand-in';
export const clientId = '5d9c0e6e-8d6f-4f2e-9a57-7c1f4b0f3f10';

export interface Answer {
  status: number;
  headers: Headers;
  /** The answer's JSON as a success has it. */
  body: LinkResource;
  /** The answer's JSON as a failure has it. */
  problem: Problem;
}

/** What an element in a signed-in administrator's page would do. */
export interface Page {
  vccAccountId: string;
  get(): Promise<Answer>;
  /** Sends what it is given; `If-Match` and `Origin` are right unless told otherwise. */
  post(body: unknown, headers?: Record<string, string | undefined>): Promise<Answer>;
  delete(headers?: Record<string, string | undefined>): Promise<Answer>;
  /** Signs in with a fresh nonce of this page and makes the POST's body, without posting it. */
  signIn(username: string, overrides?: Partial<LinkRequest>): Promise<LinkRequest>;
  /** Signs in and posts, as a page that has just asked for the state. */
  link(username: string, overrides?: Partial<LinkRequest>): Promise<Answer>;
}

/** The session is what the test's header says. */
export const authorizeTestSession: Authorize = async (request) => {
  const session = request.headers.get('X-Test-Session');
  if (session === null) return 'not-signed-in';
  return session === 'not-entitled' ? session : JSON.parse(session);
};

/** A page at a site: what answers its requests, and the Entra that its users sign in at. */
export function createPage(
  site: { entra: EntraStandIn; fetch(request: Request): Promise<Response>; secrets?: Set<string> },
  session: { vccAccountId: string; userId: string; userName: string; canChange: boolean },
): Page {
  async function send(method: string, headers: Record<string, string | undefined>, body?: unknown): Promise<Answer> {
    const request = new Request(`${portalOrigin}/api/dynamics-link`, {
      method,
      headers: Object.entries({ 'X-Test-Session': JSON.stringify(session), ...headers }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await site.fetch(request);
    const text = await response.text();
    const json = text ? JSON.parse(text) : undefined;
    // Every answer of every test has the form that the contract's OpenAPI document says.
    if (json !== undefined) (response.ok ? linkResource : problem).parse(json);
    return { status: response.status, headers: response.headers, body: json, problem: json };
  }

  const page: Page = {
    vccAccountId: session.vccAccountId,
    get: () => send('GET', {}),
    async post(body, headers = {}) {
      const ifMatch = 'If-Match' in headers ? headers['If-Match'] : await etag();
      const usual = { Origin: portalOrigin, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
      return send('POST', { ...usual, ...headers, 'If-Match': ifMatch }, body);
    },
    async delete(headers = {}) {
      const ifMatch = 'If-Match' in headers ? headers['If-Match'] : await etag();
      const usual = { Origin: portalOrigin, 'Sec-Fetch-Site': 'same-origin' };
      return send('DELETE', { ...usual, ...headers, 'If-Match': ifMatch });
    },
    async signIn(username, overrides = {}) {
      const { nonce } = (await page.get()).body;
      const { code, codeVerifier } = await signIn({ entra: site.entra, username, nonce, redirectUri, clientId });
      site.secrets?.add(code).add(codeVerifier);
      return { code, codeVerifier, nonce, redirectUri, authority: site.entra.authority, ...overrides };
    },
    link: async (username, overrides) => page.post(await page.signIn(username, overrides)),
  };
  return page;

  async function etag(): Promise<string> {
    return (await page.get()).headers.get('ETag') ?? '';
  }
}

/** Narrows, and fails the test when there is no link. */
export function linked(resource: LinkResource): LinkedResource {
  if (resource.status !== 'linked') throw new Error('the account is not linked');
  return resource;
}
