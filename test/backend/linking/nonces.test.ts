import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { later, startTestBackend, type TestBackend } from '../test-backend.js';

describe('a POST whose nonce is not of this session', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  it("is refused with somebody else's code, verifier and nonce", async () => {
    const attacker = setup.page('attacked', { userId: 'attacker' });
    const administrator = setup.page('attacked', { userId: 'administrator' });
    const { status, problem } = await administrator.post(await attacker.signIn('kim'));
    assert.equal(status, 409);
    assert.equal(problem.code, 'session-changed');
    assert.equal((await administrator.get()).body.status, 'unlinked');
    setup.assertMicrosoftNotCalled();
  });

  it("is refused with somebody else's code and verifier under the administrator's own nonce", async () => {
    const attacker = setup.page();
    const administrator = setup.page();
    const { nonce } = (await administrator.get()).body;
    const { status, problem } = await administrator.post({ ...(await attacker.signIn('kim')), nonce });
    assert.equal(status, 409);
    assert.equal(problem.code, 'session-changed');
    assert.equal((await administrator.get()).body.status, 'unlinked');
    assert.deepEqual(setup.dataverse.requests, []);
  });

  it('is refused when the sign-in began under another VCC account', async () => {
    const begun = await setup.page('begun-here', { userId: 'same' }).signIn('alex');
    const switched = setup.page('posted-here', { userId: 'same' });
    const { status, problem } = await switched.post(begun);
    assert.equal(status, 409);
    assert.equal(problem.code, 'session-changed');
    setup.assertMicrosoftNotCalled();
  });

  it('is refused with a nonce that has expired', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const { problem } = await later(121, () => page.post(request));
    assert.equal(problem.code, 'session-changed');
    setup.assertMicrosoftNotCalled();
  });

  it('is refused with a nonce that was used', async () => {
    const page = setup.page();
    const { nonce } = await page.signIn('alex');
    assert.equal((await page.post({ ...(await page.signIn('robin')), nonce })).problem.code, 'session-changed');
    const again = await page.post({ ...(await page.signIn('alex')), nonce });
    assert.equal(again.status, 409);
    assert.equal(again.problem.code, 'session-changed');
  });

  it('is refused with a nonce that was tampered with or made up', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const bytes = Buffer.from(request.nonce, 'base64url');
    bytes[0] = 0xff;
    for (const nonce of [bytes.toString('base64url'), `${request.nonce}=`, 'made-up', 'x'.repeat(72)]) {
      assert.equal((await page.post({ ...request, nonce })).problem.code, 'session-changed', nonce);
    }
    setup.assertMicrosoftNotCalled();
  });
});
