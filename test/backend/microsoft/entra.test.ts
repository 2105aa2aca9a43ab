import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { HttpResponse, http } from 'msw';
import type { LinkRequest } from '../../../src/protocol.js';
import { interceptRequests } from '../intercepted-requests.js';
import { clientId, clientSecret, type Page, redirectUri, startTestBackend, type TestBackend } from '../test-backend.js';

const tenant = '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10';

/** The answers are signed here as Entra would, since a real server never gives them. */
describe('the redemption of a code', async () => {
  const signing = await generateKeyPair('RS256');
  const foreign = await generateKeyPair('RS256');
  const entra = interceptRequests();
  let setup: TestBackend;
  let page: Page;
  let request: LinkRequest;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    const publicKey = { ...(await exportJWK(signing.publicKey)), kid: 'signing', alg: 'RS256', use: 'sig' };
    entra.use(
      http.get(setup.entra.metadata.jwks_uri, () => HttpResponse.json({ keys: [publicKey] })),
      // A user without environments: `no-organization` then means that the sign-in was accepted.
      http.get(setup.dataverse.discoveryUrl, () => HttpResponse.json({ value: [] })),
    );
    await newPage();
  });
  after(() => setup.close());

  const tokenEndpoint = () => setup.entra.metadata.token_endpoint;

  async function newPage(): Promise<void> {
    page = setup.page();
    const { nonce } = (await page.get()).body;
    request = {
      code: randomBytes(32).toString('base64url'),
      codeVerifier: randomBytes(32).toString('base64url'),
      nonce,
      redirectUri,
      authority: setup.entra.authority,
    };
  }

  /** Answers the next redemption with an id_token that is valid except for these claims; undefined leaves one out. */
  async function answerWith(changes: JWTPayload, key = signing): Promise<void> {
    const now = Math.floor(Date.now() / 1000);
    const claims: JWTPayload = {
      iss: `${setup.entra.origin}/${tenant}/v2.0`,
      aud: clientId,
      sub: 'pairwise',
      tid: tenant,
      oid: randomUUID(),
      preferred_username: 'user@contoso.example',
      name: 'A User',
      nonce: request.nonce,
      iat: now,
      exp: now + 3600,
      ...changes,
    };
    const idToken = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'signing' }).sign(key.privateKey);
    entra.use(
      http.post(tokenEndpoint(), () =>
        HttpResponse.json({
          token_type: 'Bearer',
          access_token: 'access',
          refresh_token: 'refresh',
          expires_in: 3600,
          id_token: idToken,
        }),
      ),
    );
  }

  it('accepts an id_token that is right', async () => {
    await answerWith({});
    assert.equal((await page.post(request)).problem.code, 'no-organization');
  });

  const wrong: [what: string, changes: JWTPayload, code: string][] = [
    ['for another application', { aud: randomUUID() }, 'sign-in-failed'],
    ['of another issuer', { iss: 'https://login.evil.example/v2.0' }, 'sign-in-failed'],
    ["of another tenant's issuer", { tid: randomUUID() }, 'sign-in-failed'],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 3600 }, 'sign-in-failed'],
    ['without a tenant', { tid: undefined }, 'sign-in-failed'],
    ['without an object ID', { oid: undefined }, 'sign-in-failed'],
    ['without a nonce', { nonce: undefined }, 'sign-in-failed'],
    ['with the nonce of another sign-in', { nonce: 'another' }, 'session-changed'],
  ];
  for (const [what, changes, code] of wrong) {
    it(`refuses an id_token ${what}`, async () => {
      await answerWith(changes);
      const { problem } = await page.post(request);
      assert.equal(problem.code, code);
      assert.equal((await page.get()).body.status, 'unlinked');
    });
  }

  it('refuses an id_token for us that another application asked for', async () => {
    for (const azp of [randomUUID(), '', 17]) {
      await newPage();
      await answerWith({ azp } as JWTPayload);
      assert.equal((await page.post(request)).problem.code, 'sign-in-failed', String(azp));
    }
    await newPage();
    await answerWith({ azp: clientId } as JWTPayload);
    assert.equal((await page.post(request)).problem.code, 'no-organization');
  });

  it('refuses an id_token that is not signed as Entra signs, whatever its header says', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = () => ({
      iss: `${setup.entra.origin}/${tenant}/v2.0`,
      aud: clientId,
      sub: 'pairwise',
      tid: tenant,
      oid: randomUUID(),
      nonce: request.nonce,
      iat: Math.floor(Date.now() / 1000),
      exp: Math.floor(Date.now() / 1000) + 3600,
    });
    const tokens: (() => Promise<string>)[] = [
      async () => `${part({ alg: 'none' })}.${part(claims())}.`,
      async () => `${part({ alg: 'None', kid: 'signing' })}.${part(claims())}.AAAA`,
      // Signed with what is public, and with what we share with Entra.
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'HS256', kid: 'signing' })
          .sign(new TextEncoder().encode(JSON.stringify(await exportJWK(signing.publicKey)))),
      async () =>
        new SignJWT(claims()).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(clientSecret)),
      // A key of the token's own.
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(foreign.publicKey) })
          .sign(foreign.privateKey),
      async () =>
        new SignJWT(claims())
          .setProtectedHeader({ alg: 'RS256', kid: 'signing', crit: ['unknown'], unknown: true } as never)
          .sign(signing.privateKey, { crit: { unknown: true } }),
    ];
    for (const [index, make] of tokens.entries()) {
      await newPage();
      const token = await make();
      entra.use(
        http.post(tokenEndpoint(), () =>
          HttpResponse.json({
            token_type: 'Bearer',
            access_token: 'access',
            refresh_token: 'refresh',
            expires_in: 3600,
            id_token: token,
          }),
        ),
      );
      const { problem } = await page.post(request);
      assert.ok(
        ['sign-in-failed', 'identity-provider-unavailable'].includes(problem.code),
        `token ${index}: ${problem.code}`,
      );
      assert.equal((await page.get()).body.status, 'unlinked');
    }
  });

  it('refuses an id_token that somebody else signed', async () => {
    await answerWith({}, foreign);
    assert.equal((await page.post(request)).problem.code, 'sign-in-failed');
  });

  it('refuses a personal account', async () => {
    const tid = '9188040d-6c67-4c5b-b112-36a304b66dad';
    await answerWith({ tid, iss: `${setup.entra.origin}/${tid}/v2.0` });
    assert.equal((await page.post(request)).problem.code, 'wrong-account');
  });

  it('refuses a tenant that is not configured, and knows one however it is spelled', async () => {
    const { authority, metadata } = setup.entra;
    for (const [allowed, code] of [
      [randomUUID(), 'wrong-account'],
      [tenant.toUpperCase(), 'no-organization'],
    ] as const) {
      const registrations = [{ redirectUri, authority, metadata, tenants: [allowed] }];
      await setup.restart({ entra: { clientId, credentials: [{ secret: clientSecret }], registrations } });
      await newPage();
      await answerWith({});
      assert.equal((await page.post(request)).problem.code, code);
    }
    await setup.restart({
      entra: {
        clientId,
        credentials: [{ secret: clientSecret }],
        registrations: [{ redirectUri, authority, metadata }],
      },
    });
  });

  const explained: [what: string, error: string, number: number, sentence: string][] = [
    ['the client secret is wrong', 'invalid_client', 7000215, 'Invalid client secret provided.'],
    [
      'the redirect URI is not registered',
      'invalid_request',
      50011,
      `The redirect URI '${redirectUri}' does not match.`,
    ],
  ];
  for (const [what, error, number, sentence] of explained) {
    it(`says in every log why it failed when ${what}`, async () => {
      const error_description = `AADSTS${number}: ${sentence} Trace ID: 1 Correlation ID: 2 Timestamp: 3`;
      entra.use(
        http.post(tokenEndpoint(), () =>
          HttpResponse.json({ error, error_codes: [number], error_description }, { status: 401 }),
        ),
      );
      await page.post(request);
      const logged = JSON.parse(JSON.stringify(setup.events.at(-1)));
      assert.equal(logged.error.message, `Entra refused the code: ${error} ${number}: ${sentence}`);
      assert.equal(logged.error.code, 'configuration');
    });
  }

  it('lets nothing that Entra says break a line of a log, hide in it, fill it, or repeat a secret', async () => {
    const hostile = `AADSTS1: one\r\n2026-11-26 linked by admin\u2028\u0085\u001b[31m \u202egnihton\u202c\u200b\0 ${request.code} ${request.codeVerifier} ${clientSecret} `;
    entra.use(
      http.post(tokenEndpoint(), () =>
        HttpResponse.json(
          {
            error: `invalid_grant\n${'x'.repeat(90)}`,
            error_codes: [1],
            error_description: hostile + 'long '.repeat(9000),
          },
          { status: 400 },
        ),
      ),
    );
    await page.post(request);
    const { error } = setup.events.at(-1) as unknown as { error: Error };
    for (const text of [error.message, JSON.parse(JSON.stringify(error)).message]) {
      assert.doesNotMatch(text, /[\p{C}\p{Zl}\p{Zp}]/u);
      assert.match(
        text,
        /^Entra refused the code: invalid_grant … 1: one 2026-11-26 linked by admin \[31m gnihton … … … long /,
      );
      assert.ok(text.length < 500);
    }
    assert.doesNotMatch(JSON.stringify(error), /\\[nru]/);
  });

  it('sends what was authorised, for the resource of the backend, as a confidential client', async () => {
    let sent: Request | undefined;
    let form = new URLSearchParams();
    entra.use(
      http.post(tokenEndpoint(), async ({ request: received }) => {
        sent = received;
        form = new URLSearchParams(await received.clone().text());
        return HttpResponse.json({ error: 'invalid_grant', error_codes: [70008] }, { status: 400 });
      }),
    );
    await page.post({ ...request, scope: 'https://graph.microsoft.com/.default' });
    const discoveryOrigin = new URL(setup.dataverse.discoveryUrl).origin;
    assert.deepEqual(Object.fromEntries(form), {
      grant_type: 'authorization_code',
      client_id: clientId,
      client_secret: clientSecret,
      code: request.code,
      code_verifier: request.codeVerifier,
      redirect_uri: redirectUri,
      scope: `openid profile offline_access ${discoveryOrigin}/user_impersonation`,
    });
    assert.equal(sent?.headers.get('Origin'), null);
  });

  const refusals: [number, string, string, number][] = [
    [70008, 'invalid_grant', 'code-rejected', 400],
    [54005, 'invalid_grant', 'code-rejected', 400],
    [501481, 'invalid_grant', 'code-rejected', 400],
    [65004, 'access_denied', 'consent-declined', 403],
    [65001, 'invalid_grant', 'consent-declined', 403],
    [90094, 'invalid_grant', 'admin-consent-required', 403],
    [50076, 'interaction_required', 'sign-in-failed', 403],
    [53003, 'invalid_grant', 'sign-in-failed', 403],
    [50020, 'invalid_grant', 'wrong-account', 403],
    [500011, 'invalid_resource', 'no-organization', 422],
    [7000215, 'invalid_client', 'configuration', 500],
    [9002327, 'invalid_request', 'configuration', 500],
    [700005, 'invalid_grant', 'configuration', 500],
    [99999999, 'invalid_grant', 'code-rejected', 400],
    [99999999, 'something_new', 'sign-in-failed', 403],
  ];
  it("translates Entra's refusals, keeps its correlation ID, and says nothing of its description", async () => {
    for (const [number, error, code, status] of refusals) {
      await newPage();
      const body = {
        error,
        error_description: `AADSTS${number}: hush`,
        error_codes: [number],
        correlation_id: 'entras-own-id',
      };
      entra.use(http.post(tokenEndpoint(), () => HttpResponse.json(body, { status: 400 })));
      const answer = await page.post(request);
      assert.deepEqual([answer.problem.code, answer.status], [code, status], `AADSTS${number}`);
      assert.equal(answer.problem.upstreamCorrelationId, 'entras-own-id');
      assert.ok(!JSON.stringify(answer.problem).includes('hush'));
    }
  });

  it('reads the number from the description where there is no list', async () => {
    const body = { error: 'invalid_grant', error_description: 'AADSTS65001: consent' };
    entra.use(http.post(tokenEndpoint(), () => HttpResponse.json(body, { status: 400 })));
    assert.equal((await page.post(request)).problem.code, 'consent-declined');
  });

  it('keeps tokens of a malformed answer out of what operators see', async () => {
    const malformed = { access_token: 'hush-hush', token_type: 1, refresh_token: 'hush-hush' };
    entra.use(http.post(tokenEndpoint(), () => HttpResponse.json(malformed)));
    setup.events.length = 0;
    assert.ok((await page.post(request)).status >= 400);
    const [event] = setup.events;
    assert.ok(event?.type === 'refused');
    for (let error: unknown = event.error; error instanceof Error; error = error.cause) {
      assert.ok(!JSON.stringify(error, Object.getOwnPropertyNames(error)).includes('hush-hush'));
    }
  });

  it('follows no redirect with a code in hand', async () => {
    const elsewhere: string[] = [];
    entra.use(
      http.post(tokenEndpoint(), () => HttpResponse.redirect('https://evil.example/token', 307)),
      http.all('https://evil.example/*', ({ request: received }) => {
        elsewhere.push(received.url);
        return HttpResponse.json({});
      }),
    );
    assert.equal((await page.post(request)).problem.code, 'identity-provider-unavailable');
    assert.deepEqual(elsewhere, []);
  });

  it('asks the authority for its OpenID configuration where none is given', async () => {
    const authority = 'https://login.microsoftonline.us/organizations';
    let asked = 0;
    entra.use(
      http.get(`${authority}/v2.0/.well-known/openid-configuration`, () => {
        asked++;
        return HttpResponse.json({
          issuer: 'https://login.microsoftonline.us/{tenantid}/v2.0',
          token_endpoint: 'https://login.microsoftonline.us/organizations/oauth2/v2.0/token',
          jwks_uri: setup.entra.metadata.jwks_uri.replace('http:', 'https:'),
        });
      }),
      http.post('https://login.microsoftonline.us/organizations/oauth2/v2.0/token', () =>
        HttpResponse.json({ error: 'invalid_grant', error_codes: [54005] }, { status: 400 }),
      ),
    );
    await setup.restart({
      entra: { clientId, credentials: [{ secret: clientSecret }], registrations: [{ redirectUri, authority }] },
    });
    assert.equal((await page.post({ ...request, authority: `${authority}/` })).problem.code, 'code-rejected');
    await newPage();
    assert.equal((await page.post({ ...request, authority })).problem.code, 'code-rejected');
    assert.equal(asked, 1);
  });
});
