import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { callerConditions, type DataConnector } from '../../../src/backend.js';
import { startTestBackend, type TestBackend } from '../test-backend.js';

describe("the conditions for a caller's number", () => {
  let setup: TestBackend;
  let connector: DataConnector;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    ({ connector } = await setup.linkAccount('alex'));
  });
  after(() => setup.close());

  it('finds a caller in any of several columns, however the number is written', async () => {
    for (const mobilephone of ['+447700900777', '07700 900777', '+44 7700 900777', '00447700900777', '07700900777']) {
      const id = await connector.create('contact', { lastname: mobilephone, mobilephone });
      const found = await connector.find('contact', { anyOf: callerConditions('+447700900777'), top: 2 });
      assert.deepEqual(
        found.map((contact) => contact['lastname']),
        [mobilephone],
      );
      await connector.update('contact', id, { mobilephone: null });
    }
    const byAccount = callerConditions('020 7946 0200', { country: 'GB', fields: ['telephone1', 'telephone2'] });
    assert.equal((await connector.find('account', { anyOf: byAccount })).length, 1);
    assert.deepEqual(callerConditions('anonymous', { fields: ['telephone1'] }), [
      { field: 'telephone1', operator: 'eq', value: 'anonymous' },
    ]);
  });
});
