import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { endpointUrl, linked, portalOrigin, startTestBackend, type TestBackend } from '../test-backend.js';

describe('a request', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  it('is refused when it comes from another site', async () => {
    const page = setup.page();
    await page.link('alex');
    const request = await page.signIn('kim');
    setup.dataverse.requests.length = setup.entra.requests.length = 0;
    const foreign = [
      { Origin: 'https://evil.example' },
      { Origin: 'null' },
      { Origin: undefined },
      { Origin: `${portalOrigin}.evil.example` },
      { 'Sec-Fetch-Site': 'cross-site' },
      { 'Sec-Fetch-Site': 'same-site' },
      { 'Sec-Fetch-Site': 'none' },
    ];
    for (const headers of foreign) {
      for (const answer of [await page.post(request, headers), await page.delete(headers)]) {
        assert.equal(answer.status, 403, JSON.stringify(headers));
        assert.equal(answer.problem.code, 'invalid-request');
        assert.equal(answer.headers.get('Access-Control-Allow-Origin'), null);
      }
    }
    assert.equal(linked((await page.get()).body).account.username, 'alex@contoso.example');
    setup.assertMicrosoftNotCalled();
  });

  it('is refused as a preflight', async () => {
    const response = await setup.backend.fetch(
      new Request(endpointUrl, {
        method: 'OPTIONS',
        headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'DELETE' },
      }),
    );
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), null);
  });

  it('is refused without a session, an entitlement, or the right to change', async () => {
    const ask = (method: string, session?: string) =>
      setup.backend.fetch(
        new Request(endpointUrl, {
          method,
          headers: {
            Origin: portalOrigin,
            'Content-Type': 'application/json',
            'If-Match': '"any"',
            ...(session !== undefined && { 'X-Test-Session': session }),
          },
          ...(method === 'POST' && { body: '{}' }),
        }),
      );
    for (const method of ['GET', 'POST', 'DELETE']) {
      const answer = await ask(method);
      assert.equal(answer.status, 401, method);
      assert.equal((await answer.json()).code, 'not-signed-in');
      assert.equal((await ask(method, 'not-entitled')).status, 403, method);
    }
    const viewer = setup.page('viewed', { userId: 'viewer', canChange: false });
    assert.equal((await viewer.get()).body.canChange, false);
    assert.equal((await viewer.post(await viewer.signIn('alex'))).problem.code, 'not-entitled');
    assert.equal((await viewer.delete()).problem.code, 'not-entitled');
    setup.assertMicrosoftNotCalled();
  });

  it('is refused when the portal describes its caller wrongly, and operators are warned', async () => {
    const warnings: string[] = [];
    const onWarning = (warning: Error) => warnings.push(warning.message);
    process.on('warning', onWarning);
    let said: unknown;
    const careless = await startTestBackend({
      authorize: async () => {
        if (said === 'throws') throw 'what is no Error';
        return said as never;
      },
    });
    for (said of [
      { vccAccountId: 'northwind', userId: 'ada', canChange: 'false' },
      { userId: 'ada', canChange: true },
      { vccAccountId: '', userId: 'ada', canChange: true },
      { vccAccountId: 'northwind\ud800', userId: 'ada', canChange: true },
      undefined,
      'throws',
    ]) {
      const { status, problem } = await careless.page().get();
      assert.deepEqual([status, problem.code], [500, 'internal']);
    }
    await careless.close();
    process.off('warning', onWarning);
    assert.equal(warnings.filter((message) => message.includes('a request failed, correlation ID')).length, 6);
  });

  it('is answered with `nosniff`, kept out of caches, and without CORS headers, whatever the answer', async () => {
    const page = setup.page();
    const ask = (method: string, path = '') =>
      setup.backend.fetch(
        new Request(`${endpointUrl}${path}`, { method, headers: { Origin: 'https://evil.example' } }),
      );
    const broken = await startTestBackend({ authorize: () => Promise.reject(new Error('the session store is gone')) });
    const answers = [
      await page.get(),
      await page.delete(),
      await page.post('{}'),
      ...(await Promise.all([ask('GET'), ask('DELETE'), ask('OPTIONS'), ask('HEAD'), ask('GET', '/openapi.json')])),
      await broken.page().get(),
    ];
    await broken.close();
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 204, 400, 401, 403, 405, 401, 200, 500],
    );
    for (const { status, headers } of answers) {
      assert.equal(headers.get('X-Content-Type-Options'), 'nosniff', String(status));
      assert.equal(headers.get('Cache-Control'), 'no-store', String(status));
      assert.deepEqual(
        [...headers.keys()].filter((name) => name.startsWith('access-control-')),
        [],
      );
    }
  });

  it('gets its correlation ID back when that is sound, else another one', async () => {
    const page = setup.page();
    const sound = '2f0c6c1e-51f2-4d4c-8f57-0d1c5f8b6a11';
    const { problem, headers } = await page.post('{}', { 'X-Correlation-Id': sound });
    assert.deepEqual([problem.correlationId, headers.get('X-Correlation-Id')], [sound, sound]);
    const unsound = await page.post('{}', { 'X-Correlation-Id': '<script>' });
    assert.match(unsound.problem.correlationId, /^[\da-f-]{36}$/);
  });
});
