import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { createAudit } from '../../../src/backend/store/audit.js';
import type { Database } from '../../../src/backend/store/database/database.js';
import { migrate } from '../../../src/backend/store/database/schema.js';
import { createEventFeed } from '../../../src/backend/store/event-feed.js';
import type { EventPage } from '../../../src/backend.js';
import { interceptRequests } from '../intercepted-requests.js';
import { later, startTestBackend, type TestBackend } from '../test-backend.js';
import { openTestDatabase, postgres } from '../test-database.js';

describe('the events of a backend', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  /** Reads page by page from here to the end. */
  async function readFrom(after: string | undefined, limit?: number): Promise<EventPage> {
    const all: EventPage = { events: [], next: after ?? '0' };
    for (;;) {
      const { events, next } = await setup.backend.events({ after: all.next, ...(limit && { limit }) });
      if (events.length === 0) return all;
      all.events.push(...events);
      all.next = next;
    }
  }

  it('are read after a place, each once, whatever the size of the pages', async () => {
    const start = (await readFrom(undefined)).next;
    const page = setup.page();
    await page.link('alex');
    await page.delete();
    await page.link('kim');
    await page.delete();
    const types = ['linked', 'unlinked', 'linked', 'unlinked'];
    for (const limit of [1, 3, 1000]) {
      const { events } = await readFrom(start, limit);
      assert.deepEqual(
        events.map(({ type }) => type),
        types,
      );
      assert.ok(events.every(({ vccAccountId, userId }) => vccAccountId === page.vccAccountId && userId === 'admin-1'));
      assert.equal(events[0]?.details['username'], 'alex@contoso.example');
    }
    const { next } = await readFrom(start);
    assert.deepEqual(await setup.backend.events({ after: next }), { events: [], next });
  });

  it('are there after a restart, and their places stay', async () => {
    const page = setup.page();
    await page.link('alex');
    const before = await readFrom(undefined);
    await setup.restart();
    assert.deepEqual(await readFrom(undefined), before);
    await page.delete();
    const { events } = await setup.backend.events({ after: before.next });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['unlinked'],
    );
  });

  it('say that a link broke, why, and that it heals, once each', async () => {
    const { page, connector } = await setup.linkAccount('alex');
    const { next } = await readFrom(undefined);
    const find = () => connector.find('contact', { anyOf: [{ field: 'lastname', operator: 'eq', value: 'Anderson' }] });
    faults.use(
      http.post(setup.entra.metadata.token_endpoint, () =>
        HttpResponse.json(
          { error: 'invalid_grant', error_codes: [53003], error_description: 'AADSTS53003: blocked' },
          { status: 400 },
        ),
      ),
    );
    await later(80, () => assert.rejects(find(), { code: 'expired' }));
    await later(81, () => assert.rejects(find(), { code: 'expired' }));
    faults.resetHandlers();
    await later(200, find);
    setup.dataverse.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    await setup.backend.checkLink(page.vccAccountId);
    await setup.backend.checkLink(page.vccAccountId);
    setup.dataverse.reset();
    await setup.backend.checkLink(page.vccAccountId);
    await setup.backend.checkLink(page.vccAccountId);
    const { events } = await readFrom(next);
    assert.deepEqual(
      events.filter(({ type }) => type !== 'refreshed').map(({ type, details }) => [type, details]),
      [
        ['expired', { reason: 'policy' }],
        ['recovered', { from: 'expired', reason: 'policy' }],
        ['restricted', { missingPrivileges: ['prvCreateContact'] }],
        ['recovered', { from: 'restricted' }],
      ],
    );
    assert.deepEqual(
      setup.events.filter(({ type }) => type === 'recovered').map((event) => 'from' in event && event.from),
      ['expired', 'restricted'],
      'onAuditEvent hears of it too',
    );
  });

  it('are not read with options that are none', async () => {
    for (const options of [{ after: 'yesterday' }, { after: '-1' }, { limit: 0 }, { limit: 1001 }, { before: '1' }]) {
      await assert.rejects(setup.backend.events(options), { code: 'invalid-request' });
    }
  });
});

describe('the place of an event', { skip: postgres === undefined && 'transactions at once need PostgreSQL' }, () => {
  let database: Database;
  beforeEach(async () => {
    database = await openTestDatabase();
    await migrate(database);
  });
  afterEach(() => database.close());

  it('is after those that were read, also when an earlier insert commits later', async () => {
    const audit = createAudit(database);
    const feed = createEventFeed(database);
    const event = (vccAccountId: string) => ({ type: 'refreshed', at: new Date(), vccAccountId }) as const;
    let commit = () => {};
    const mayCommit = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let inserted = () => {};
    const isInserted = new Promise<void>((resolve) => {
      inserted = resolve;
    });
    const slow = database.transaction(async (transaction) => {
      await audit.store(event('slow'), transaction);
      inserted();
      await mayCommit;
    });
    await isInserted;
    await audit.store(event('quick'));
    const first = await feed();
    commit();
    await slow;
    const second = await feed({ after: first.next });
    const accounts = ({ events }: EventPage) => events.map(({ vccAccountId }) => vccAccountId);
    assert.deepEqual([accounts(first), accounts(second)], [['quick'], ['slow']]);
  });
});
