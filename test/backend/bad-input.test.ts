import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createLinkBackend, type LinkBackendOptions, LinkError } from '../../src/backend.js';
import type { LinkRequest } from '../../src/protocol.js';
import { type Page, portalOrigin, redirectUri, startWorld, type World } from './world.js';

describe('bad input', () => {
  let world: World;
  let page: Page;
  let request: LinkRequest;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(async () => {
    await world.reset();
    page = world.page();
    request = await page.signIn('alex');
    world.entra.requests.length = 0;
  });
  after(() => world.close());

  async function isRefused(
    expected: { status: number; code: string },
    body: unknown,
    headers?: Record<string, string | undefined>,
  ) {
    const answer = await page.post(body, headers);
    assert.equal(answer.status, expected.status);
    assert.equal(answer.headers.get('Content-Type'), 'application/problem+json');
    assert.equal(answer.headers.get('Cache-Control'), 'no-store');
    assert.equal(answer.problem.code, expected.code);
    assert.equal(answer.problem.status, expected.status);
    assert.match(answer.problem.correlationId, /^[\w-]+$/);
    assert.equal((await page.get()).body.status, 'unlinked', 'nothing is stored');
    assert.deepEqual(world.entra.requests, [], 'Entra is not called');
    assert.deepEqual(world.dynamics.requests, [], 'Dynamics 365 is not called');
  }

  it('is refused as another content type', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', undefined]) {
      await isRefused({ status: 415, code: 'invalid-request' }, request, { 'Content-Type': type });
    }
  });

  it('is refused when it is not JSON, or not an object', async () => {
    for (const body of ['{', '""', 'null', '[]', '{}']) {
      await isRefused({ status: 400, code: 'invalid-request' }, body);
    }
  });

  it('is refused when a field is missing or of the wrong kind', async () => {
    for (const field of ['code', 'codeVerifier', 'nonce', 'redirectUri', 'authority'] as const) {
      await isRefused({ status: 400, code: 'invalid-request' }, { ...request, [field]: undefined });
      await isRefused({ status: 400, code: 'invalid-request' }, { ...request, [field]: 1 });
    }
    await isRefused({ status: 400, code: 'invalid-request' }, { ...request, codeVerifier: 'too short' });
  });

  it('is refused when it is too large, with or without a length', async () => {
    await isRefused({ status: 413, code: 'invalid-request' }, { ...request, code: 'x'.repeat(17_000) });
    await isRefused(
      { status: 413, code: 'invalid-request' },
      { ...request, code: 'x'.repeat(17_000) },
      {
        'Content-Length': '100000',
      },
    );
  });

  it('is refused with an unknown redirect URI or authority', async () => {
    for (const change of [
      { redirectUri: `${portalOrigin}/other.html` },
      { redirectUri: `${redirectUri}?x=1` },
      { redirectUri: 'https://evil.example/popup-callback.html' },
      { redirectUri: '/popup-callback.html' },
      { authority: 'https://login.microsoftonline.com/common' },
      { authority: 'https://login.evil.example/organizations' },
    ]) {
      await isRefused({ status: 400, code: 'invalid-request' }, { ...request, ...change });
    }
  });

  it("is refused with an environment outside Dynamics 365's hosts", async () => {
    for (const organizationUrl of [
      'https://evil.example',
      'http://127.0.0.1:1',
      'http://169.254.169.254',
      `${world.dynamics.organizations[0]?.url}/path`,
      `${world.dynamics.organizations[0]?.url}?query`,
      `${world.dynamics.organizations[0]?.url}`.replace('http://', 'http://user@'),
      `${world.dynamics.organizations[0]?.url}`.replace('127.0.0.1', '127.0.0.1.evil.example'),
      'file:///etc/passwd',
    ]) {
      await isRefused({ status: 400, code: 'invalid-request' }, { ...request, organizationUrl });
    }
  });

  it('is refused without If-Match', async () => {
    await isRefused({ status: 400, code: 'invalid-request' }, request, { 'If-Match': undefined });
    assert.equal((await page.delete({ 'If-Match': undefined })).status, 400);
  });

  it('does not use up the nonce', async () => {
    await page.post({ ...request, authority: 'https://login.microsoftonline.com/common' });
    assert.equal((await page.post(request)).status, 201);
  });

  it('is refused as another method', async () => {
    for (const method of ['PUT', 'PATCH']) {
      const response = await world.backend.fetch(new Request(`${portalOrigin}/api/dynamics-link`, { method }));
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('Allow'), 'GET, POST, DELETE');
      assert.equal((await response.json()).code, 'invalid-request');
    }
  });

  it('ignores members that it does not know', async () => {
    assert.equal((await page.post({ ...request, scope: 'https://graph.microsoft.com/.default' })).status, 201);
  });

  it('repeats a sound correlation ID and replaces an unsound one', async () => {
    const sound = '2f0c6c1e-51f2-4d4c-8f57-0d1c5f8b6a11';
    assert.equal((await page.post('{}', { 'X-Correlation-Id': sound })).problem.correlationId, sound);
    const unsound = await page.post('{}', { 'X-Correlation-Id': '<script>' });
    assert.match(unsound.problem.correlationId, /^[\da-f-]{36}$/);
  });

  it('of the options is refused at the start, without naming a secret', async () => {
    const good: LinkBackendOptions = {
      authorize: async () => 'not-signed-in',
      entra: {
        clientId: 'id',
        clientSecret: 'hush',
        registrations: [{ redirectUri, authority: 'https://login.example/x' }],
      },
      database: { directory: '/nonexistent/never-opened' },
      keys: [{ id: 'one', secret: new Uint8Array(32) }],
    };
    const [registration] = good.entra.registrations;
    assert.ok(registration);
    const bad: Partial<LinkBackendOptions>[] = [
      { keys: [] },
      { keys: [{ id: 'one', secret: new Uint8Array(16) }] },
      { keys: [...good.keys, ...good.keys] },
      { entra: { ...good.entra, registrations: [] } },
      { entra: { ...good.entra, registrations: [{ ...registration, redirectUri: 'http://portal.example/x' }] } },
      { entra: { ...good.entra, registrations: [{ ...registration, redirectUri: `${redirectUri}#x` }] } },
      { entra: { clientId: 'id', registrations: good.entra.registrations } },
      {
        entra: {
          clientId: 'id',
          certificate: { privateKey: 'hush', thumbprint: 'x' },
          registrations: good.entra.registrations,
        },
      },
      { dynamics: { discoveryUrl: 'http://disco.example' } },
      { authorize: undefined as never },
      { entra: { ...good.entra, registrations: [{ ...registration, tenant: ['mistyped'] } as never] } },
      { ratelimit: { perUser: 1 } } as never,
    ];
    for (const change of bad) {
      await assert.rejects(createLinkBackend({ ...good, ...change }), (error) => {
        assert.ok(error instanceof LinkError);
        assert.equal(error.code, 'configuration');
        assert.doesNotMatch(error.message, /hush/);
        return true;
      });
    }
  });

  it('of the portal lets nobody in, and operators hear of it', async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.message);
    process.on('warning', onWarning);
    for (const said of [
      { vccAccountId: 'northwind', userId: 'ada', canChange: 'false' },
      { userId: 'ada', canChange: true },
      { vccAccountId: '', userId: 'ada', canChange: true },
      { vccAccountId: 'northwind\ud800', userId: 'ada', canChange: true },
      undefined,
      'throws',
    ]) {
      const careless = await startWorld({
        authorize: async () => {
          if (said === 'throws') throw 'what is no Error';
          return said as never;
        },
      });
      const { status, problem } = await careless.page().get();
      assert.deepEqual([status, problem.code], [500, 'internal']);
      await careless.close();
    }
    process.off('warning', onWarning);
    assert.equal(warnings.filter((message) => message.includes('a request failed, correlation ID')).length, 6);
  });
});
