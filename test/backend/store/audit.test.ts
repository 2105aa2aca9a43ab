import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { findPerson } from '../../../demo/stand-ins/people.js';
import { endpointUrl, later, type Page, replace, startTestBackend, type TestBackend } from '../test-backend.js';

describe('the audit', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  after(() => setup.close());

  const find = (page: Page) => setup.findContacts(page.vccAccountId, 'Anderson');

  it('keeps what happened to links, tells the portal the same, and names who did it', async () => {
    const page = setup.page('audited', { userId: 'ada' });
    const heir = setup.page('heir', { userId: 'ben' });
    await page.link('robin');
    await page.link('alex');
    await later(80, () => find(page));
    setup.entra.revokeGrants('alex');
    await later(160, () => assert.rejects(find(page), { code: 'expired' }));
    await heir.link('alex');
    await heir.delete();

    const rows = await setup.query(
      'select type, vcc_account_id, user_id, correlation_id, details from audit_event order by id',
    );
    assert.deepEqual(
      rows.map((row) => [row['type'], row['vcc_account_id'], row['user_id']]),
      [
        ['refused', 'audited', 'ada'],
        ['linked', 'audited', 'ada'],
        ['refreshed', 'audited', null],
        ['expired', 'audited', null],
        ['linked', 'heir', 'ben'],
        ['taken-over', 'audited', 'ben'],
        ['unlinked', 'heir', 'ben'],
      ],
    );
    assert.deepEqual(
      setup.events.map((event) => [event.type, 'vccAccountId' in event && event.vccAccountId, event.userId ?? null]),
      rows.map((row) => [row['type'], row['vcc_account_id'], row['user_id']]),
    );
    const details = rows.map((row) => row['details']);
    assert.deepEqual(details[0], { code: 'insufficient-privileges', message: 'the Dynamics user lacks privileges' });
    assert.deepEqual(details[1], alex(setup));
    assert.deepEqual(details[5], { byVccAccountId: 'heir' });
    assert.deepEqual(details[6], alex(setup));
    assert.match(String(rows[0]?.['correlation_id']), /^[\da-f-]{36}$/);
  });

  it('names the Dynamics user and the environment of a link that was replaced or released', async () => {
    await setup.reset();
    const page = setup.page('renewed', { userId: 'ada' });
    await page.link('alex');
    setup.entra.revokeGrants('alex');
    await later(80, () => assert.rejects(find(page), { code: 'expired' }));
    await replace(page, 'kim');
    const { tenantId, objectId } = { ...setup.events.at(-1) } as { tenantId: string; objectId: string };
    await setup.backend.release(tenantId, objectId);
    assert.deepEqual(
      setup.events.map((event) => [event.type, 'username' in event ? event.username : undefined, event.userId]),
      [
        ['linked', 'alex@contoso.example', 'ada'],
        ['expired', undefined, undefined],
        ['replaced', 'alex@contoso.example', 'ada'],
        ['linked', 'kim@contoso.example', 'ada'],
        ['unlinked', 'kim@contoso.example', undefined],
      ],
    );
  });

  it('has what was refused before a session was known, without an account', async () => {
    await setup.reset();
    const page = setup.page();
    await page.delete({ Origin: 'https://evil.example' });
    await page.post('{}', { 'Sec-Fetch-Site': 'cross-site' });
    await page.delete({ 'X-Test-Session': undefined });
    await setup.backend.fetch(new Request(endpointUrl));
    const rows = await setup.query(
      `select details->>'code' as code, correlation_id is not null as traced from audit_event
       where vcc_account_id is null and user_id is null order by id`,
    );
    assert.deepEqual(rows, [
      { code: 'invalid-request', traced: true },
      { code: 'invalid-request', traced: true },
      { code: 'not-signed-in', traced: true },
    ]);
    assert.equal(setup.events.filter(({ type }) => type === 'refused').length, 3);
  });

  it('keeps sixty refusals of a user in a minute, and of the others the number', async () => {
    await setup.reset();
    const [flooding, quiet] = [setup.page('flooding'), setup.page('quiet')];
    await setup.backend.keepAlive();
    for (let time = 0; time < 100; time++) await flooding.post('{}');
    await quiet.post('{}');
    await setup.backend.keepAlive();
    const rows = await setup.query(
      `select vcc_account_id, type, count(*)::integer as rows, max(details->>'count') as count from audit_event
       where vcc_account_id in ('flooding', 'quiet') group by 1, 2 order by 1, 2`,
    );
    assert.deepEqual(rows, [
      { vcc_account_id: 'flooding', type: 'refusals-left-out', rows: 1, count: '40' },
      { vcc_account_id: 'flooding', type: 'refused', rows: 60, count: null },
      { vcc_account_id: 'quiet', type: 'refused', rows: 1, count: null },
    ]);
  });
});

function alex({ dataverse }: TestBackend) {
  const { tid: tenantId, oid: objectId, username } = findPerson('alex') ?? assert.fail('there is no alex');
  return { tenantId, objectId, username, environment: dataverse.organizations[0]?.url };
}
