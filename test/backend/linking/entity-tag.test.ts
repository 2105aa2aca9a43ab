import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { accountTagOf } from '../../../src/backend.js';
import { linked, replace, startTestBackend, type TestBackend } from '../test-backend.js';

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

  it('has two parts, the first of which is the tag of the account in every body', async () => {
    const page = setup.page('two parts', { userId: 'first' });
    const unlinked = await page.get();
    const made = await page.link('alex');
    const shown = await page.get();
    const colleague = await setup.page('two parts', { userId: 'second', canChange: false }).get();
    for (const { body, etag } of [unlinked, made, shown, colleague]) {
      assert.match(etag, /^"\w+\.\w+"$/);
      assert.equal(etag.slice(1).split('.')[0], accountTagOf('two parts'));
      assert.equal(body.accountTag, accountTagOf('two parts'));
    }
    assert.equal(made.etag, shown.etag);
    assert.notEqual(accountTagOf('two parts'), accountTagOf('two part'));
  });

  it('and its account stay the same under another key', async () => {
    const page = setup.page('rotated');
    const { etag } = await page.get();
    await setup.restart({ keys: [{ id: 'newer', secret: randomBytes(32) }] });
    assert.equal((await page.get()).etag, etag);
  });

  it('names the account in every problem of a known session, and in no other', async () => {
    const page = setup.page('told');
    const viewer = setup.page('told', { userId: 'viewer', canChange: false });
    const { etag } = await page.get();
    const problems = [
      await page.post('{'),
      await page.post({ choice: randomUUID(), cancel: true }),
      await page.post(await page.signIn('alex'), { 'If-Match': undefined }),
      await page.delete({ 'If-Match': '*' }),
      await page.delete({ 'If-Match': '"other.none"' }),
      await viewer.delete({ 'If-Match': etag }),
      await page.link('robin'),
    ];
    for (const { problem } of problems) assert.equal(problem.accountTag, accountTagOf('told'), problem.code);
    const unknown = [await page.delete({ Origin: 'https://evil.example' }), await page.send('PUT')];
    for (const { problem } of unknown) assert.equal(problem.accountTag, undefined);
  });

  it('is known again after what proxies do to it, and nothing else is', async () => {
    const page = setup.page();
    await page.link('alex');
    const { etag } = await page.get();
    const bare = etag.slice(1, -1);
    const [account, link] = bare.split('.');
    const mangled = [
      `W/${etag}`,
      `"${bare}-gzip"`,
      `"${bare}--gzip"`,
      `W/"${bare};br"`,
      `"${bare}"-gzip`,
      bare,
      ` ${etag} `,
    ];
    const stale = [
      `"${account}.none"`,
      `"${account}.${link}0"`,
      `"0${account}.${link}"`,
      `"${account}.${link?.slice(1)}"`,
    ];
    const malformed = [
      '*',
      `${etag}, "x.y"`,
      `"x-y.none", ${etag}`,
      `"${bare}-gzip", "x.y"`,
      `"${account}"`,
      `"${account}-x.${link}"`,
      '""',
      'W/',
      `"${bare}.x"`,
    ];
    for (const tag of stale) assert.equal((await page.delete({ 'If-Match': tag })).code, 'changed', tag);
    for (const tag of malformed) {
      const { status, code } = await page.delete({ 'If-Match': tag });
      assert.deepEqual({ status, code }, { status: 400, code: 'invalid-request' }, tag);
    }
    for (const tag of mangled) {
      const current = linked((await page.get()).body).linkId.replaceAll('-', '');
      assert.equal((await page.delete({ 'If-Match': tag.replace(String(link), current) })).status, 204, tag);
      await page.link('alex');
    }
  });

  it('of another account stops a POST that is repeated there', async () => {
    const before = setup.page('before', { userId: 'same' });
    const after = setup.page('after', { userId: 'same' });
    const request = await before.signIn('alex');
    const ifMatch = { 'If-Match': (await before.get()).etag };
    assert.equal((await before.post(request, ifMatch)).status, 201);
    const { problem } = await after.post(request, ifMatch);
    assert.equal(problem.code, 'session-changed');
    assert.equal(problem.accountTag, accountTagOf('after'));
    assert.equal((await after.get()).body.status, 'unlinked');
    assert.equal((await before.post(request, ifMatch)).status, 201);
  });

  it('does not unlink a newer link from a stale page', async () => {
    const page = setup.page();
    await page.link('alex');
    const stale = (await page.get()).etag;
    const { linkId } = linked((await replace(page, 'kim')).body);
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
