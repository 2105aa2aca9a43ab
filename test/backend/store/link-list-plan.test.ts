import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '../../../src/backend/store/database/database.js';
import { migrate } from '../../../src/backend/store/database/schema.js';
import { createLinkList, type LinkList } from '../../../src/backend/store/link-list.js';
import { explain, insertLinks, observeStatements, type Statement } from '../../support/many-links.js';
import { openTestDatabase } from '../test-database.js';

// `npm run test:million` does the same with a million.
describe('the list of thousands of links', () => {
  let database: Database;
  let list: LinkList;
  let statements: Statement[];
  before(async () => {
    const real = await openTestDatabase();
    await migrate(real);
    await real.query(insertLinks(20_000));
    await real.query('vacuum analyze link');
    ({ database, statements } = observeStatements(real));
    list = createLinkList(database);
  });
  after(() => database.close());

  async function planOf(work: () => Promise<unknown>) {
    statements.length = 0;
    await work();
    const [statement, ...others] = statements;
    assert.ok(statement);
    assert.deepEqual(others, [], 'one statement');
    return explain(database, statement);
  }

  for (const [options, after, index] of [
    [{}, 'account-000019000', 'link_vcc_account'],
    [{ health: 'expired', limit: 10 }, 'account-000019000', 'link_health'],
    [{ health: 'restricted', limit: 10 }, 'account-000019000', 'link_health'],
  ] as const) {
    it(`reads a page along ${index}, the last like the first: ${JSON.stringify(options)}`, async () => {
      const first = await planOf(() => list.page(options));
      const last = await planOf(() => list.page({ ...options, after }));
      for (const { steps, wasted } of [first, last]) {
        assert.deepEqual(steps, ['Limit', `Index Scan ${index}`]);
        assert.equal(wasted, 0);
      }
      assert.doesNotMatch(statements[0]?.sql ?? '', /\*|_token\b/, 'no token is read');
      assert.ok(last.blocks <= first.blocks * 1.5 + 10, `${first.blocks} and ${last.blocks} blocks`);
    });
  }

  it('counts by health in one statement that reads the table once', async () => {
    const { steps } = await planOf(() => list.count());
    assert.equal(steps.filter((step) => step.includes('Scan')).join(), 'Seq Scan');
  });
});
