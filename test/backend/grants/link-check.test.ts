import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import type { DataConnector } from '../../../src/backend.js';
import { interceptRequests } from '../intercepted-requests.js';
import { later, linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

describe('the check of a link', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  let page: Page;
  let connector: DataConnector;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    ({ page, connector } = await setup.linkAccount('alex'));
  });
  after(() => setup.close());

  const findByName = (lastname: string) => setup.findContacts(page.vccAccountId, lastname);

  it('shows what it finds, and that it healed', async () => {
    setup.dataverse.withdrawPrivilege('alex@contoso.example', 'prvWriteAccount');
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'restricted');
    const { health, missingPrivileges } = linked((await page.get()).body);
    assert.deepEqual({ health, missingPrivileges }, { health: 'restricted', missingPrivileges: ['prvWriteAccount'] });
    setup.dataverse.reset();
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active');
    assert.equal(linked((await page.get()).body).missingPrivileges, undefined);
    faults.use(
      http.get(`${setup.webApi}/WhoAmI`, () => HttpResponse.json({ error: { code: '0x80040225' } }, { status: 403 })),
    );
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'restricted');
    await assert.rejects(setup.backend.checkLink('nobody'), { code: 'not-linked' });
  });

  it('is made when an administrator asks, once a minute, and says what the user may do on each table', async () => {
    const access = () => page.get().then(({ body }) => linked(body).access);
    const all = { read: true, create: true, write: true };
    const linking = await access();
    assert.deepEqual(linking?.tables, [
      { table: 'contact', ...all },
      { table: 'account', ...all },
    ]);
    setup.dataverse.withdrawPrivilege('alex@contoso.example', 'prvWriteAccount');
    const first = await page.post({ check: true });
    assert.equal(first.status, 200);
    assert.deepEqual(linked(first.body).missingPrivileges, ['prvWriteAccount']);
    assert.deepEqual(linked(first.body).access?.tables[1], { table: 'account', ...all, write: false });
    setup.dataverse.reset();
    const soon = await page.post({ check: true });
    assert.deepEqual(linked(soon.body).access, linked(first.body).access, 'not asked again');
    await later(2, async () => {
      const { body } = await page.post({ check: true });
      assert.equal(linked(body).health, 'active');
      assert.ok(String(linked(body).access?.checkedAt) > String(linking?.checkedAt));
    });
  });

  it('says why it could not be made, is left to those who may change, and asks nothing where nothing is linked', async () => {
    faults.use(http.get(`${setup.webApi}/WhoAmI`, () => new HttpResponse(null, { status: 503 })));
    assert.equal((await page.post({ check: true })).problem.code, 'dynamics-unavailable');
    const viewer = setup.page(page.vccAccountId, { canChange: false });
    assert.equal((await viewer.post({ check: true })).problem.code, 'not-entitled');
    const nobody = setup.page();
    const { status, body } = await nobody.post({ check: true });
    assert.deepEqual([status, body.status], [200, 'unlinked']);
    assert.equal((await page.post({ check: false })).problem.code, 'invalid-request');
  });

  it('is made once in a while when a call lacks a privilege', async () => {
    setup.dataverse.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    const checks = () => setup.dataverse.requests.filter(({ url }) => url.endsWith('/WhoAmI')).length;
    for (let call = 0; call < 3; call++) {
      await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'missing-privilege' });
    }
    assert.equal(checks(), 1);
    const { health, missingPrivileges } = linked((await page.get()).body);
    assert.deepEqual({ health, missingPrivileges }, { health: 'restricted', missingPrivileges: ['prvCreateContact'] });
    await later(6, () => assert.rejects(connector.create('contact', { lastname: 'x' })));
    assert.equal(checks(), 2);
    assert.equal(setup.events.filter(({ type }) => type === 'restricted').length, 1, 'told when it is news');
  });

  it('leaves the refusal as it is when it fails', async () => {
    setup.dataverse.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    faults.use(http.get(`${setup.webApi}/WhoAmI`, () => new HttpResponse(null, { status: 503 })));
    await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'missing-privilege' });
    assert.equal(linked((await page.get()).body).health, 'active');
  });

  it('is made after a call that succeeds, so that the user is known to have the privileges again', async () => {
    setup.dataverse.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'missing-privilege' });
    setup.dataverse.reset();
    const health = async () => linked((await page.get()).body).health;
    await findByName('Anderson');
    assert.equal(await health(), 'restricted', 'it was checked just now');
    faults.use(http.get(`${setup.webApi}/WhoAmI`, () => new HttpResponse(null, { status: 503 }), { once: true }));
    await later(6, () => findByName('Anderson'));
    assert.equal(await health(), 'restricted', 'the check failed, the call did not');
    await later(12, () => findByName('Anderson'));
    assert.equal(await health(), 'active');
  });
});
