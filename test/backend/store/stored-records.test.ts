import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { later, linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

describe('what the backend stores', () => {
  let setup: TestBackend;
  const key = { id: randomUUID(), secret: randomBytes(32) };
  before(async () => {
    setup = await startTestBackend({ keys: [key] });
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  const findAlex = (page: Page) => setup.findContacts(page.vccAccountId, 'Anderson');

  it('has no token, code, verifier or secret in the clear, neither linked nor waiting', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    assert.equal((await page.post(request)).status, 201);
    await later(80, () => findAlex(page));
    const choosing = setup.page();
    const choice = await choosing.signIn('sam');
    assert.equal((await choosing.post(choice)).problem.code, 'organization-choice-required');

    const stored = await setup.stored();
    assert.ok(stored.includes(page.vccAccountId), 'the rows are in what was read');
    assert.ok(setup.entra.issuedTokens.length > 6);
    const secrets = [
      ...setup.entra.issuedTokens,
      ...[request, choice].flatMap(({ code, codeVerifier }) => [code, codeVerifier]),
      key.secret,
    ];
    for (const secret of secrets) assert.ok(!stored.includes(secret));
    const events = inspect(setup.events, { depth: Number.POSITIVE_INFINITY, maxStringLength: null });
    for (const secret of secrets) assert.ok(!events.includes(String(secret)));
  });

  it('survives a restart: still linked, and the data connector works', async () => {
    const page = setup.page();
    const { linkId } = linked((await page.link('alex')).body);
    await setup.restart();
    assert.equal(linked((await page.get()).body).linkId, linkId);
    assert.equal((await findAlex(page)).length, 1);
  });

  it('does not open in the row of another account', async () => {
    const [victim, thief] = [setup.page('victim'), setup.page('thief')];
    await victim.link('alex');
    await thief.link('kim');
    await setup.query(`update link set access_token = (select access_token from link where vcc_account_id = 'victim'),
      refresh_token = (select refresh_token from link where vcc_account_id = 'victim') where vcc_account_id = 'thief'`);
    await assert.rejects(findAlex(thief), { code: 'internal' });
    assert.equal((await findAlex(victim)).length, 1);
  });

  it('does not open where a row was changed to send it elsewhere, or to name somebody else', async () => {
    const page = setup.page('changed-row');
    await page.link('alex');
    const [before] = await setup.query(`select * from link where vcc_account_id = 'changed-row'`);
    for (const column of ['organization_url', 'object_id', 'tenant_id', 'authority']) {
      await setup.query(
        `update link set ${column} = 'https://other.crm.dynamics.com' where vcc_account_id = 'changed-row'`,
      );
      await assert.rejects(findAlex(page), { code: 'internal' }, column);
      await setup.query(`update link set ${column} = $$${before?.[column]}$$ where vcc_account_id = 'changed-row'`);
    }
    assert.equal((await findAlex(page)).length, 1);
  });

  it('does not open for another account or user while it waits for a choice', async () => {
    const [victim, thief] = [setup.page('chooser'), setup.page('other-chooser')];
    const { choice } = (await victim.link('sam')).problem;
    await setup.query(`update attempt set vcc_account_id = 'other-chooser' where vcc_account_id = 'chooser'`);
    const organizationUrl = setup.dataverse.organizations[1]?.url;
    assert.equal((await thief.post({ choice, organizationUrl })).problem.code, 'internal');
    assert.equal((await thief.get()).body.status, 'unlinked');
    await setup.query(`delete from attempt where vcc_account_id = 'other-chooser'`);
  });

  it('does not open when it is put back from an earlier version of the row', async () => {
    const page = setup.page('rolled-back');
    await page.link('alex');
    const [before] = await setup.query(`select access_token from link where vcc_account_id = 'rolled-back'`);
    await later(80, () => findAlex(page));
    await setup.query(
      `update link set access_token = $$${before?.['access_token']}$$ where vcc_account_id = 'rolled-back'`,
    );
    await assert.rejects(findAlex(page), { code: 'internal' });
  });
});
