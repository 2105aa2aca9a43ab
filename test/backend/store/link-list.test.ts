import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import type { LinkPage, LinkSummary } from '../../../src/backend.js';
import { interceptRequests } from '../intercepted-requests.js';
import { later, startTestBackend, type TestBackend } from '../test-backend.js';

describe('the list of links', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  const keys = ['new', 'old'].map((id) => ({ id, secret: randomBytes(32) }));
  const [newKey, oldKey] = keys;
  before(async () => {
    setup = await startTestBackend({ keys });
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  async function only(): Promise<LinkSummary> {
    const { links } = await setup.backend.links();
    assert.equal(links.length, 1);
    return links[0] as LinkSummary;
  }

  it('goes page by page through all links, by account', async () => {
    await setup.page('list-b').link('kim');
    await setup.page('list-a').link('alex');
    const accounts = (page: LinkPage) => page.links.map(({ vccAccountId }) => vccAccountId);
    const first = await setup.backend.links({ limit: 1 });
    assert.deepEqual(accounts(first), ['list-a']);
    const second = await setup.backend.links({ limit: 1, ...(first.next && { after: first.next }) });
    assert.deepEqual(accounts(second), ['list-b']);
    assert.equal(second.next, undefined);
    const both = await setup.backend.links();
    assert.deepEqual([accounts(both), both.next], [['list-a', 'list-b'], undefined]);
  });

  it('says whose a link is, where, since when and by whom, and nothing that is secret', async () => {
    await setup.page('told', { userId: 'ada' }).link('alex');
    const link = await only();
    assert.deepEqual([link.vccAccountId, link.linkedBy, link.keyId], ['told', 'ada@portal.example', 'new']);
    assert.equal(link.account.username, 'alex@contoso.example');
    assert.match(link.organization.url, /^http/);
    const text = JSON.stringify(link);
    for (const token of setup.entra.issuedTokens) assert.ok(!text.includes(token));
  });

  it('says when a link was used last, to the hour, and what went wrong last', async () => {
    const { page, connector } = await setup.linkAccount('alex');
    const find = () => connector.find('contact', { anyOf: [{ field: 'lastname', operator: 'eq', value: 'Anderson' }] });
    assert.equal((await only()).lastUsedAt, undefined);
    await find();
    const { lastUsedAt } = await only();
    assert.ok(lastUsedAt);
    await later(30, find);
    assert.deepEqual((await only()).lastUsedAt, lastUsedAt, 'not written again within the hour');
    await later(61, find);
    assert.ok(Number((await only()).lastUsedAt) > Number(lastUsedAt));
    faults.use(
      http.post(setup.entra.metadata.token_endpoint, () =>
        HttpResponse.json(
          { error: 'invalid_grant', error_codes: [53003], error_description: 'AADSTS53003: blocked' },
          { status: 400 },
        ),
      ),
    );
    await later(180, () => assert.rejects(find()));
    const { lastError, health, healthReason } = await only();
    assert.deepEqual([health, healthReason, lastError?.code], ['expired', 'policy', 'expired']);
    assert.ok(lastError && lastError.at instanceof Date && /53003/.test(lastError.message));
    faults.resetHandlers();
    await later(400, find);
    const healed = await only();
    assert.equal(healed.health, 'active');
    assert.ok(Number(healed.lastRefreshedAt) > Number(healed.lastError?.at));
    await page.delete();
  });

  it('is read and counted by health, a missing key included, and tells of the key when it goes and comes', async () => {
    await setup.page('works').link('alex');
    await setup.page('ends').link('kim');
    setup.entra.revokeGrants('kim');
    await later(80, () => setup.backend.checkLink('ends'));
    await setup.restart({ keys: [oldKey].flatMap((key) => key ?? []) });
    assert.deepEqual(await setup.backend.linkCounts(), { active: 0, expired: 0, restricted: 2 });
    const { links } = await setup.backend.links({ health: 'restricted' });
    assert.deepEqual(
      links.map(({ vccAccountId, healthReason }) => [vccAccountId, healthReason]),
      [
        ['ends', 'key-missing'],
        ['works', 'key-missing'],
      ],
    );
    await setup.restart({ keys: [newKey].flatMap((key) => key ?? []) });
    assert.deepEqual(await setup.backend.linkCounts(), { active: 1, expired: 1, restricted: 0 });
    const read = await setup.backend.links({ health: 'expired' });
    assert.deepEqual(
      read.links.map(({ vccAccountId }) => vccAccountId),
      ['ends'],
    );
    const { events } = await setup.backend.events({ limit: 1000 });
    const keyEvents = events.filter(
      ({ type, details }) => type === 'key-missing' || details['reason'] === 'key-missing',
    );
    assert.deepEqual(keyEvents.map(({ type, vccAccountId }) => `${type} ${vccAccountId}`).sort(), [
      'key-missing ends',
      'key-missing works',
      'recovered works',
    ]);
    assert.deepEqual(keyEvents.at(-1)?.details, { from: 'restricted', reason: 'key-missing' });
  });

  it('is not read with options that are none', async () => {
    for (const options of [{ health: 'ill' }, { limit: 0 }, { limit: 1.5 }, { page: 2 }, { after: 'a\0' }]) {
      await assert.rejects(setup.backend.links(options as object), { code: 'invalid-request' });
    }
  });
});
