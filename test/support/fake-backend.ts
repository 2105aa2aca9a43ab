import { HttpResponse, http, type RequestHandler } from 'msw';
import { type SetupWorker, setupWorker } from 'msw/browser';
import type { BackendErrorCode, LinkedResource, LinkResource } from '../../src/protocol.js';
import { backendStatusByCode } from '../../src/protocol.js';

export const endpoint = `${location.origin}/api/dynamics-link`;

export const link: Omit<LinkedResource, 'nonce' | 'canChange'> = {
  status: 'linked',
  linkId: 'link-1',
  linkedAt: '2026-11-24T10:15:00Z',
  linkedBy: 'ada.winter@northwind.example',
  account: { username: 'alex@contoso.example', name: 'Alex Morgan', tenantId: '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10' },
  organization: { name: 'Contoso', url: 'https://contoso.crm11.dynamics.com' },
  health: 'active',
};

export const organizations = [
  { name: 'Contoso', url: 'https://contoso.crm11.dynamics.com' },
  { name: 'Fabrikam', url: 'https://fabrikam.crm4.dynamics.com' },
];

export interface SentRequest {
  method: string;
  headers: Headers;
  body: Record<string, unknown> | undefined;
}

type Answer = (request: SentRequest) => Response | Promise<Response>;

/** The link endpoint, faked in the page's network: for what a real backend can't be made to do on demand. */
export class FakeBackend {
  requests: SentRequest[] = [];
  resource: Omit<LinkResource, 'nonce'> = { status: 'unlinked', canChange: true };
  /** The VCC account of the portal session. */
  account = 'account';
  /** A backend of version 0.1 names no account. */
  namesAccount = true;
  /** Answers to come, by method, instead of the usual ones. The last one stays. */
  readonly #next: Record<string, Answer[]> = {};
  #nonces = 0;
  /** Answers requests without a session; undefined as the backend does. */
  withoutSession: ((method: string) => Response | undefined) | undefined;
  readonly #worker: SetupWorker;

  constructor() {
    this.#worker = setupWorker(this.#handler());
  }

  async start(): Promise<void> {
    await this.#worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
  }

  reset(): void {
    this.requests = [];
    this.resource = { status: 'unlinked', canChange: true };
    this.account = 'account';
    this.namesAccount = true;
    this.withoutSession = undefined;
    for (const method of Object.keys(this.#next)) delete this.#next[method];
    this.#worker.resetHandlers();
  }

  /** Adds a handler of msw for something else than the endpoint, until `reset`. */
  use(...handlers: RequestHandler[]): void {
    this.#worker.use(...handlers);
  }

  linked(changes: Partial<LinkedResource> = {}): void {
    this.resource = { ...link, canChange: true, ...changes };
  }

  /** The next requests of this method are answered so, in this order. */
  answer(method: 'GET' | 'POST' | 'DELETE', ...answers: Answer[]): void {
    this.#next[method] = [...(this.#next[method] ?? []), ...answers];
  }

  sent(method: string): SentRequest[] {
    return this.requests.filter((request) => request.method === method);
  }

  /** The usual answer to GET. */
  readonly current = (): Response => HttpResponse.json(this.body(), { headers: { ETag: this.etag } });

  body(): object {
    const nonce = `nonce-${++this.#nonces}`;
    return { ...this.resource, nonce, ...(this.namesAccount && { accountTag: this.account }) };
  }

  get etag(): string {
    return `"${this.account}.${'linkId' in this.resource ? this.resource.linkId : 'none'}"`;
  }

  /** Links, as an answer to POST. */
  readonly makeLink = (changes: Partial<LinkedResource> = {}): Response => {
    this.linked(changes);
    return HttpResponse.json(this.body(), { status: 201, headers: { ETag: this.etag } });
  };

  #handler(): RequestHandler {
    return http.all(endpoint, async ({ request }) => {
      const text = await request.clone().text();
      const sent: SentRequest = {
        method: request.method,
        headers: request.headers,
        body: text ? JSON.parse(text) : undefined,
      };
      this.requests.push(sent);
      // As `diagnose()` asks: there is no session.
      if (request.credentials === 'omit') return this.withoutSession?.(request.method) ?? problem('not-signed-in');
      const answer = this.#next[request.method]?.shift();
      if (answer) return answer(sent);
      switch (request.method) {
        case 'POST':
          return this.makeLink();
        case 'DELETE':
          this.resource = { status: 'unlinked', canChange: true };
          return new HttpResponse(null, { status: 204 });
        default:
          return this.current();
      }
    });
  }
}

/** An answer of the contract's kind for errors. */
export function problem(code: BackendErrorCode, more: object = {}, headers: Record<string, string> = {}): Response {
  const status = backendStatusByCode[code];
  return new HttpResponse(
    JSON.stringify({ title: code, status, code, correlationId: 'correlation-of-the-backend', ...more }),
    { status, headers: { 'Content-Type': 'application/problem+json', ...headers } },
  );
}
