import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import {
  clientId,
  clientSecret,
  later,
  linked,
  type Page,
  redirectUri,
  startTestBackend,
  type TestBackend,
} from '../test-backend.js';

describe('a tenant that is taken off the list', () => {
  let setup: TestBackend;
  let page: Page;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await allow(undefined);
    await setup.reset();
    ({ page } = await setup.linkAccount('alex'));
  });
  after(() => setup.close());

  function allow(tenants: string[] | undefined): Promise<void> {
    const { authority, metadata } = setup.entra;
    const registration = { redirectUri, authority, metadata, ...(tenants && { tenants }) };
    return setup.restart({
      entra: { clientId, credentials: [{ secret: clientSecret }], registrations: [registration] },
    });
  }

  const find = () => setup.findContacts(page.vccAccountId, 'Anderson');

  it('is neither called nor refreshed any more, and the panel says so', async () => {
    await allow([randomUUID()]);
    await assert.rejects(find(), { code: 'restricted', details: { reason: 'tenant-refused' } });
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'restricted');
    await later(26 * 24 * 60, async () => {
      assert.equal(await setup.backend.keepAlive(), 0);
      await assert.rejects(find(), { code: 'restricted' });
    });
    setup.assertMicrosoftNotCalled();
    const { health, healthReason } = linked((await page.get()).body);
    assert.deepEqual({ health, healthReason }, { health: 'restricted', healthReason: 'tenant-refused' });
    const told = setup.events.filter((event) => event.type === 'restricted');
    assert.deepEqual(
      told.map((event) => event.type === 'restricted' && event.reason),
      ['tenant-refused'],
    );
    assert.equal(setup.events.filter(({ type }) => type === 'keep-alive-failed').length, 0);
  });

  it('works again once it is back', async () => {
    await allow([randomUUID()]);
    await assert.rejects(find(), { code: 'restricted' });
    await allow([linked((await page.get()).body).account.tenantId.toUpperCase()]);
    assert.deepEqual(await find(), ['Anderson']);
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active');
    const { health, healthReason } = linked((await page.get()).body);
    assert.deepEqual({ health, healthReason }, { health: 'active', healthReason: undefined });
  });
});
