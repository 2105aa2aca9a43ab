import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { later, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

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
      setup.events.map(({ type, vccAccountId, userId }) => [type, vccAccountId, userId ?? null]),
      rows.map((row) => [row['type'], row['vcc_account_id'], row['user_id']]),
    );
    const details = rows.map((row) => row['details']);
    assert.deepEqual(details[0], { code: 'insufficient-privileges', message: 'the Dynamics user lacks privileges' });
    assert.deepEqual(details[5], { byVccAccountId: 'heir' });
    assert.match(String(rows[0]?.['correlation_id']), /^[\da-f-]{36}$/);
  });
});
