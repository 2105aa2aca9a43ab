import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { http, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { later, linked, type Page, startWorld, type World } from './world.js';

describe('what the backend keeps', () => {
  const newKey = () => ({ id: randomUUID(), secret: randomBytes(32) });
  let key = newKey();
  const faults = setupServer();
  let world: World;
  before(async () => {
    faults.listen({ onUnhandledRequest: 'bypass' });
    world = await startWorld({ keys: [key] });
  });
  beforeEach(() => world.reset());
  afterEach(() => faults.resetHandlers());
  after(async () => {
    await world.close();
    faults.close();
  });

  const findAlex = (page: Page) =>
    world.backend
      .dataConnector(page.vccAccountId)
      .find('contact', { anyOf: [{ field: 'lastname', operator: 'eq', value: 'Anderson' }] });

  it('has no token, code, verifier or secret in the clear, neither linked nor waiting', async () => {
    const page = world.page();
    const request = await page.signIn('alex');
    assert.equal((await page.post(request)).status, 201);
    await later(80, () => findAlex(page));
    const choosing = world.page();
    const choice = await choosing.signIn('sam');
    assert.equal((await choosing.post(choice)).problem.code, 'organization-choice-required');

    const stored = await world.stored();
    assert.ok(stored.includes(page.vccAccountId), 'the rows are in what was read');
    assert.ok(world.entra.issuedTokens.length > 6);
    const secrets = [
      ...world.entra.issuedTokens,
      ...[request, choice].flatMap(({ code, codeVerifier }) => [code, codeVerifier]),
      key.secret,
    ];
    for (const secret of secrets) assert.ok(!stored.includes(secret));
    const events = inspect(world.events, { depth: Number.POSITIVE_INFINITY, maxStringLength: null });
    for (const secret of secrets) assert.ok(!events.includes(String(secret)));
  });

  it('survives a restart: still linked, and the data connector works', async () => {
    const page = world.page();
    const { linkId } = linked((await page.link('alex')).body);
    await world.restart();
    assert.equal(linked((await page.get()).body).linkId, linkId);
    assert.equal((await findAlex(page)).length, 1);
  });

  it('is gone after unlink: link, tokens and waiting grants', async () => {
    const page = world.page('unlinked-later');
    await page.link('alex');
    assert.equal((await page.link('sam')).problem.code, 'organization-choice-required');
    const { status } = await page.delete();
    assert.equal(status, 204);
    assert.equal((await page.get()).body.status, 'unlinked');
    await assert.rejects(findAlex(page), { code: 'not-linked' });
    assert.deepEqual(await world.query(`select link_id from link where vcc_account_id = 'unlinked-later'`), []);
    assert.deepEqual(
      await world.query(
        `select code_hash from attempt where vcc_account_id = 'unlinked-later' and waiting_grant is not null`,
      ),
      [],
    );
    assert.equal((await world.page().link('alex')).status, 201, 'the user is free');
  });

  it('answers unlink with 204 when nothing is linked, and when it is repeated', async () => {
    const page = world.page();
    assert.equal((await page.delete()).status, 204);
    await page.link('alex');
    const ifMatch = { 'If-Match': (await page.get()).headers.get('ETag') ?? '' };
    assert.equal((await page.delete(ifMatch)).status, 204);
    assert.equal((await page.delete(ifMatch)).status, 204);
  });

  it('does not become a link when the account is unlinked while it is being made', async () => {
    const page = world.page();
    const request = await page.signIn('alex');
    const ifMatch = { 'If-Match': (await page.get()).headers.get('ETag') ?? '' };
    faults.use(
      http.get(`${world.dynamics.organizations[0]?.url}/api/data/v9.2/WhoAmI`, async () => {
        assert.equal((await page.delete(ifMatch)).status, 204);
        return passthrough();
      }),
    );
    assert.equal((await page.post(request, ifMatch)).problem.code, 'changed');
    assert.equal((await page.get()).body.status, 'unlinked');
  });

  it('does not open in the row of another account', async () => {
    const [victim, thief] = [world.page('victim'), world.page('thief')];
    await victim.link('alex');
    await thief.link('kim');
    await world.query(`update link set access_token = (select access_token from link where vcc_account_id = 'victim'),
      refresh_token = (select refresh_token from link where vcc_account_id = 'victim') where vcc_account_id = 'thief'`);
    await assert.rejects(findAlex(thief), { code: 'internal' });
    assert.equal((await findAlex(victim)).length, 1);
  });

  it('does not open where a row was changed to send it elsewhere, or to name somebody else', async () => {
    const page = world.page('changed-row');
    await page.link('alex');
    const [before] = await world.query(`select * from link where vcc_account_id = 'changed-row'`);
    for (const column of ['organization_url', 'object_id', 'tenant_id', 'authority']) {
      await world.query(
        `update link set ${column} = 'https://other.crm.dynamics.com' where vcc_account_id = 'changed-row'`,
      );
      await assert.rejects(findAlex(page), { code: 'internal' }, column);
      await world.query(`update link set ${column} = $$${before?.[column]}$$ where vcc_account_id = 'changed-row'`);
    }
    assert.equal((await findAlex(page)).length, 1);
  });

  it('does not open for another account or user while it waits for a choice', async () => {
    const [victim, thief] = [world.page('chooser'), world.page('other-chooser')];
    const { choice } = (await victim.link('sam')).problem;
    await world.query(`update attempt set vcc_account_id = 'other-chooser' where vcc_account_id = 'chooser'`);
    const organizationUrl = world.dynamics.organizations[1]?.url;
    assert.equal((await thief.post({ choice, organizationUrl })).problem.code, 'internal');
    assert.equal((await thief.get()).body.status, 'unlinked');
    await world.query(`delete from attempt where vcc_account_id = 'other-chooser'`);
  });

  it('is encrypted with the newest key after a rotation, and does not need the old one any more', async () => {
    const page = world.page('rotated');
    await page.link('alex');
    const choosing = world.page();
    const { choice } = (await choosing.link('sam')).problem;
    const newest = newKey();
    await world.restart({ keys: [newest, key] });
    await world.backend.rotateKeys();
    key = newest;
    await world.restart({ keys: [key] });
    assert.equal((await findAlex(page)).length, 1);
    const organizationUrl = world.dynamics.organizations[1]?.url;
    assert.equal((await choosing.post({ choice, organizationUrl })).status, 201);
  });

  it('is moved to a new key row by row, leaving what has a missing key, which is told at the start', async (test) => {
    const [alex, kim] = [world.page(), world.page()];
    await alex.link('alex');
    const [lost, newest] = [newKey(), newKey()];
    await world.restart({ keys: [lost, key] });
    await kim.link('kim');

    const warnings: string[] = [];
    test.mock.method(process, 'emitWarning', (message: string) => warnings.push(message));
    await world.restart({ keys: [newest, key] });
    assert.deepEqual(warnings.length, 1);
    assert.match(warnings[0] ?? '', new RegExp(`1 stored grants need the key "${lost.id}"`));
    await assert.rejects(findAlex(kim), { name: 'LinkError', code: 'internal' });
    assert.equal(linked((await kim.get()).body).health, 'active', 'not expired');
    await later(80, () => assert.rejects(findAlex(kim), { code: 'internal' }));
    assert.equal(linked((await kim.get()).body).health, 'active', 'not expired when a refresh is due either');

    await world.backend.rotateKeys();
    const keys = await world.query(`select key_id from link order by key_id = $$${newest.id}$$`);
    assert.deepEqual(keys, [{ key_id: lost.id }, { key_id: newest.id }]);
    assert.equal((await findAlex(alex)).length, 1);
    key = newest;
    await world.restart({ keys: [newest, lost] });
    assert.equal((await findAlex(kim)).length, 1, 'nothing is lost when the key comes back');
    await world.backend.rotateKeys();
    await world.restart({ keys: [key] });
  });

  it('is moved to a new key in spite of a row that does not open, which is named', async () => {
    const [altered, sound] = [world.page('a-altered'), world.page('b-sound')];
    await altered.link('alex');
    await sound.link('kim');
    await world.query(`update link set refresh_token = access_token where vcc_account_id = 'a-altered'`);
    const newest = newKey();
    await world.restart({ keys: [newest, key] });
    await assert.rejects(world.backend.rotateKeys(), { code: 'internal', message: /a-altered/ });
    key = newest;
    await world.restart({ keys: [key] });
    assert.equal((await findAlex(sound)).length, 1);
  });

  it('does not open when it is put back from an earlier version of the row', async () => {
    const page = world.page('rolled-back');
    await page.link('alex');
    const [before] = await world.query(`select access_token from link where vcc_account_id = 'rolled-back'`);
    await later(80, () => findAlex(page));
    await world.query(
      `update link set access_token = $$${before?.['access_token']}$$ where vcc_account_id = 'rolled-back'`,
    );
    await assert.rejects(findAlex(page), { code: 'internal' });
  });

  it('answers a repeated POST also after the keys were rotated', async () => {
    const page = world.page();
    const request = await page.signIn('alex');
    const { linkId } = linked((await page.post(request)).body);
    await world.restart({ keys: [newKey(), key] });
    assert.equal(linked((await page.post(request)).body).linkId, linkId);
  });
});
