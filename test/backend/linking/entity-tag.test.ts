import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { linked, startTestBackend, type TestBackend } from '../test-backend.js';

describe('the entity tag', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  it('gives different accounts different entity tags, also while both are unlinked', async () => {
    const [one, other] = [await setup.page().get(), await setup.page().get()];
    assert.notEqual(one.headers.get('ETag'), other.headers.get('ETag'));
  });

  it('is refused when the page showed another VCC account', async () => {
    const shown = await setup.page('shown', { userId: 'same' }).get();
    const page = setup.page('switched-to', { userId: 'same' });
    const ifMatch = { 'If-Match': shown.etag };
    assert.equal((await page.post(await page.signIn('alex'), ifMatch)).problem.code, 'changed');
    assert.equal((await page.delete(ifMatch)).status, 412);
    setup.assertMicrosoftNotCalled();
  });

  it('does not unlink a newer link from a stale page', async () => {
    const page = setup.page();
    await page.link('alex');
    const stale = (await page.get()).etag;
    const { linkId } = linked((await page.link('kim')).body);
    const { status, problem } = await page.delete({ 'If-Match': stale });
    assert.equal(status, 412);
    assert.equal(problem.code, 'changed');
    assert.equal(linked((await page.get()).body).linkId, linkId);
  });

  it('does not replace a newer link from a stale page', async () => {
    const page = setup.page();
    const stale = (await page.get()).etag;
    await page.link('alex');
    const { status, problem } = await page.post(await page.signIn('kim'), { 'If-Match': stale });
    assert.equal(status, 412);
    assert.equal(problem.code, 'changed');
    assert.equal(linked((await page.get()).body).account.username, 'alex@contoso.example');
  });
});
