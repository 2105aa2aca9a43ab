import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { later, linked, portalOrigin, startWorld, type World } from './world.js';

describe('a request that was not meant by the signed-in administrator', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  const nothingWasCalled = () => {
    assert.deepEqual(
      world.entra.requests.filter(({ method, path }) => method === 'POST' && path.includes('token')),
      [],
    );
    assert.deepEqual(world.dynamics.requests, []);
  };

  it("is refused with somebody else's code, verifier and nonce", async () => {
    const attacker = world.page('attacked', { userId: 'attacker' });
    const administrator = world.page('attacked', { userId: 'administrator' });
    const { status, problem } = await administrator.post(await attacker.signIn('kim'));
    assert.equal(status, 409);
    assert.equal(problem.code, 'session-changed');
    assert.equal((await administrator.get()).body.status, 'unlinked');
    nothingWasCalled();
  });

  it("is refused with somebody else's code and verifier under the administrator's own nonce", async () => {
    const attacker = world.page();
    const administrator = world.page();
    const { nonce } = (await administrator.get()).body;
    const { status, problem } = await administrator.post({ ...(await attacker.signIn('kim')), nonce });
    assert.equal(status, 409);
    assert.equal(problem.code, 'session-changed');
    assert.equal((await administrator.get()).body.status, 'unlinked');
    assert.deepEqual(world.dynamics.requests, []);
  });

  it('is refused when the sign-in began under another VCC account', async () => {
    const begun = await world.page('begun-here', { userId: 'same' }).signIn('alex');
    const switched = world.page('posted-here', { userId: 'same' });
    const { status, problem } = await switched.post(begun);
    assert.equal(status, 409);
    assert.equal(problem.code, 'session-changed');
    nothingWasCalled();
  });

  it('is refused when the page showed another VCC account', async () => {
    const shown = await world.page('shown', { userId: 'same' }).get();
    const page = world.page('switched-to', { userId: 'same' });
    const ifMatch = { 'If-Match': shown.headers.get('ETag') ?? '' };
    assert.equal((await page.post(await page.signIn('alex'), ifMatch)).problem.code, 'changed');
    assert.equal((await page.delete(ifMatch)).status, 412);
    nothingWasCalled();
  });

  it('is refused with a nonce that has expired', async () => {
    const page = world.page();
    const request = await page.signIn('alex');
    const { problem } = await later(121, () => page.post(request));
    assert.equal(problem.code, 'session-changed');
    nothingWasCalled();
  });

  it('is refused with a nonce that was used', async () => {
    const page = world.page();
    const { nonce } = await page.signIn('alex');
    assert.equal((await page.post({ ...(await page.signIn('robin')), nonce })).problem.code, 'session-changed');
    const again = await page.post({ ...(await page.signIn('alex')), nonce });
    assert.equal(again.status, 409);
    assert.equal(again.problem.code, 'session-changed');
  });

  it('is refused with a nonce that was tampered with or made up', async () => {
    const page = world.page();
    const request = await page.signIn('alex');
    const bytes = Buffer.from(request.nonce, 'base64url');
    bytes[0] = 0xff;
    for (const nonce of [bytes.toString('base64url'), `${request.nonce}=`, 'made-up', 'x'.repeat(72)]) {
      assert.equal((await page.post({ ...request, nonce })).problem.code, 'session-changed', nonce);
    }
    nothingWasCalled();
  });

  it('is refused when it comes from another site', async () => {
    const page = world.page();
    await page.link('alex');
    const request = await page.signIn('kim');
    world.dynamics.requests.length = world.entra.requests.length = 0;
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
    nothingWasCalled();
  });

  it('is refused as a preflight', async () => {
    const response = await world.backend.fetch(
      new Request(`${portalOrigin}/api/dynamics-link`, {
        method: 'OPTIONS',
        headers: { Origin: 'https://evil.example', 'Access-Control-Request-Method': 'DELETE' },
      }),
    );
    assert.equal(response.status, 405);
    assert.equal(response.headers.get('Access-Control-Allow-Origin'), null);
  });

  it('does not unlink a newer link from a stale page', async () => {
    const page = world.page();
    await page.link('alex');
    const stale = (await page.get()).headers.get('ETag') ?? '';
    const { linkId } = linked((await page.link('kim')).body);
    const { status, problem } = await page.delete({ 'If-Match': stale });
    assert.equal(status, 412);
    assert.equal(problem.code, 'changed');
    assert.equal(linked((await page.get()).body).linkId, linkId);
  });

  it('does not replace a newer link from a stale page', async () => {
    const page = world.page();
    const stale = (await page.get()).headers.get('ETag') ?? '';
    await page.link('alex');
    const { status, problem } = await page.post(await page.signIn('kim'), { 'If-Match': stale });
    assert.equal(status, 412);
    assert.equal(problem.code, 'changed');
    assert.equal(linked((await page.get()).body).account.username, 'alex@contoso.example');
  });

  it('is refused without a session, an entitlement, or the right to change', async () => {
    const ask = (method: string, session?: string) =>
      world.backend.fetch(
        new Request(`${portalOrigin}/api/dynamics-link`, {
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
    const viewer = world.page('viewed', { userId: 'viewer', canChange: false });
    assert.equal((await viewer.get()).body.canChange, false);
    assert.equal((await viewer.post(await viewer.signIn('alex'))).problem.code, 'not-entitled');
    assert.equal((await viewer.delete()).problem.code, 'not-entitled');
    nothingWasCalled();
  });
});
