import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { LinkRequest } from '../../../src/protocol.js';
import {
  endpointUrl,
  type Page,
  portalOrigin,
  redirectUri,
  startTestBackend,
  type TestBackend,
} from '../test-backend.js';

describe('a POST with bad input', () => {
  let setup: TestBackend;
  let page: Page;
  let request: LinkRequest;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    page = setup.page();
    request = await page.signIn('alex');
    setup.entra.requests.length = 0;
  });
  after(() => setup.close());

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
    assert.deepEqual(setup.entra.requests, [], 'Entra is not called');
    assert.deepEqual(setup.dataverse.requests, [], 'Dynamics 365 is not called');
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
      `${setup.dataverse.organizations[0]?.url}/path`,
      `${setup.dataverse.organizations[0]?.url}?query`,
      `${setup.dataverse.organizations[0]?.url}`.replace('http://', 'http://user@'),
      `${setup.dataverse.organizations[0]?.url}`.replace('127.0.0.1', '127.0.0.1.evil.example'),
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
      const response = await setup.backend.fetch(new Request(endpointUrl, { method }));
      assert.equal(response.status, 405);
      assert.equal(response.headers.get('Allow'), 'GET, POST, DELETE');
      assert.equal((await response.json()).code, 'invalid-request');
    }
  });

  it('ignores members that it does not know', async () => {
    assert.equal((await page.post({ ...request, scope: 'https://graph.microsoft.com/.default' })).status, 201);
  });
});
