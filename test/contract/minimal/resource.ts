import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { type Grant, Microsoft, type MicrosoftSettings, type Organization } from './microsoft.js';
import { Refusal } from './refusal.js';

export interface MinimalSettings extends MicrosoftSettings {
  redirectUri: string;
  authority: string;
  hosts: readonly RegExp[];
}

export interface Caller {
  vccAccountId: string;
  userId: string;
  canChange: boolean;
}

export type Body = Record<string, string>;

export interface Link {
  linkId: string;
  linkedAt: string;
  user: string;
  account: { username: string; name: string; tenantId: string };
  organization: { name: string; url: string };
}

/** One row for each nonce that was posted: it makes a POST single, repeatable and resumable. */
export interface Row {
  caller: Caller;
  body: Body;
  replaces: string | undefined;
  grant?: Grant | undefined;
  answer?: { linkId: string } | { refusal: Refusal };
  running?: Promise<void> | undefined;
  choice?: string | undefined;
  offered?: Organization[];
  chosen?: string;
  isAbandoned?: boolean;
  /** Of a fault. */
  isStuck?: boolean;
}

/** What a request must be, and what is shown of an account, in memory. */
export abstract class LinkResource {
  readonly links = new Map<string, Link>();
  readonly nonces = new Map<string, { owner: string; expires: number }>();
  readonly microsoft: Microsoft;
  rows: Row[] = [];

  constructor(readonly settings: MinimalSettings) {
    this.microsoft = new Microsoft(settings);
  }

  isSameCaller(row: Row, caller: Caller): boolean {
    return this.ownerOf(row.caller) === this.ownerOf(caller);
  }

  // --- who asks, and from where

  checkMethod(method: string): void {
    if (!['GET', 'POST', 'DELETE'].includes(method)) throw new Refusal(405, 'invalid-request');
  }

  checkSite(request: Request): void {
    const site = request.headers.get('Sec-Fetch-Site') ?? 'same-origin';
    const origin = request.headers.get('Origin');
    if (origin !== new URL(this.settings.redirectUri).origin || site !== 'same-origin') {
      throw new Refusal(403, 'invalid-request');
    }
  }

  checkContentType(request: Request): void {
    const type = request.headers.get('Content-Type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') throw new Refusal(415, 'invalid-request');
  }

  async readText(request: Request): Promise<string> {
    const text = await request.text();
    if (text.length > 16_384) throw new Refusal(413, 'invalid-request');
    return text;
  }

  callerOf(request: Request): Caller {
    const session = request.headers.get('X-Test-Session');
    if (session === null) throw new Refusal(401, 'not-signed-in');
    return JSON.parse(session);
  }

  checkMayChange({ canChange }: Caller): void {
    if (!canChange) throw new Refusal(403, 'not-entitled');
  }

  parse(text: string, request: Request): Body {
    let body: Body;
    try {
      body = JSON.parse(text);
    } catch {
      throw new Refusal(400, 'invalid-request');
    }
    if (!this.isValid(body)) throw new Refusal(400, 'invalid-request');
    if (body['redirectUri'] !== undefined) this.checkRedirectOrigin(body['redirectUri'], request);
    return body;
  }

  isValid(body: Body): boolean {
    const isText = (value: unknown, longest: number) =>
      typeof value === 'string' && value !== '' && value.length <= longest;
    const isUrl = (value: unknown) => isText(value, 2048) && URL.canParse(String(value));
    if (typeof body !== 'object' || body === null || Array.isArray(body)) return false;
    if ('choice' in body) {
      return (
        isText(body['choice'], 64) &&
        ('cancel' in body ? (body['cancel'] as unknown) === true : isText(body['organizationUrl'], 2048))
      );
    }
    return (
      isText(body['code'], 8192) &&
      isText(body['codeVerifier'], 128) &&
      /^[\w.~-]{43,128}$/.test(String(body['codeVerifier'])) &&
      isText(body['nonce'], 512) &&
      isUrl(body['redirectUri']) &&
      isUrl(body['authority']) &&
      (body['organizationUrl'] === undefined || isUrl(body['organizationUrl']))
    );
  }

  checkRedirectOrigin(redirectUri: string, request: Request): void {
    if (new URL(redirectUri).origin !== request.headers.get('Origin')) throw new Refusal(400, 'invalid-request');
  }

  // --- what is shown

  accountTag({ vccAccountId }: Pick<Caller, 'vccAccountId'>): string {
    return createHash('sha256').update(vccAccountId).digest('hex').slice(0, 16);
  }

  etag(caller: Caller): string {
    return `"${this.accountTag(caller)}.${this.links.get(caller.vccAccountId)?.linkId ?? 'none'}"`;
  }

  issueNonce(caller: Caller): string {
    const nonce = randomBytes(24).toString('base64url');
    this.nonces.set(nonce, { owner: this.ownerOf(caller), expires: Date.now() + 7_200_000 });
    return nonce;
  }

  ownerOf({ vccAccountId, userId }: Caller): string {
    return JSON.stringify([vccAccountId, userId]);
  }

  resource(caller: Caller): Record<string, unknown> {
    const link = this.links.get(caller.vccAccountId);
    const pending = this.pendingOf(caller);
    const { user: _, ...shown } = link ?? { user: '' };
    return {
      ...(link ? { status: 'linked', ...shown, health: 'active' } : { status: 'unlinked' }),
      nonce: this.issueNonce(caller),
      canChange: caller.canChange,
      accountTag: this.accountTag(caller),
      ...(pending && { pending: { choice: pending.choice, organizations: this.offer(pending) } }),
    };
  }

  show(caller: Caller, status: number): Response {
    const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ETag: this.etag(caller) };
    return new Response(JSON.stringify(this.resource(caller)), { status, headers });
  }

  problem({ status, code, members }: Refusal, request: Request, caller: Caller | undefined): Response {
    const correlationId = request.headers.get('X-Correlation-Id') ?? randomUUID();
    const body = { title: code, status, code, correlationId, ...members };
    return new Response(JSON.stringify({ ...body, ...(caller && { accountTag: this.accountTag(caller) }) }), {
      status,
      headers: {
        'Content-Type': 'application/problem+json',
        'Cache-Control': 'no-store',
        ...(status === 503 && { 'Retry-After': '1' }),
      },
    });
  }

  noContent(): Response {
    return new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
  }

  // --- If-Match

  readIfMatch(ifMatch: string | undefined): { account: string; link: string } {
    const bare = ifMatch?.replace(/^W\//, '').replaceAll('"', '') ?? '';
    const [, account, link] = /^(\w+)\.(\w+)(?:[-;][^,]*)?$/.exec(bare) ?? [];
    if (account === undefined || link === undefined) throw new Refusal(400, 'invalid-request');
    return { account, link };
  }

  checkAccount(ifMatch: string | undefined, caller: Caller): void {
    if (this.readIfMatch(ifMatch).account !== this.accountTag(caller)) throw new Refusal(412, 'changed');
  }

  checkLink(ifMatch: string | undefined, caller: Caller): void {
    this.checkAccount(ifMatch, caller);
    const current = this.links.get(caller.vccAccountId)?.linkId ?? 'none';
    if (this.readIfMatch(ifMatch).link !== current) throw new Refusal(412, 'changed');
  }

  pendingOf(caller: Caller): Row | undefined {
    return this.rows.find((row) => row.choice !== undefined && this.isSameCaller(row, caller) && !row.answer);
  }

  offer({ offered = [] }: Row): { name: string; url: string }[] {
    return offered.map(({ name, url }) => ({ name, url }));
  }
}
