import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Database, openDatabase } from '../../src/backend/store/database/database.js';
import { migrate } from '../../src/backend/store/database/schema.js';
import { createLinkList, type LinkList, type LinkListOptions } from '../../src/backend/store/link-list.js';
import { explain, insertLinks, observeStatements, type Plan, type Statement } from '../support/many-links.js';
import { createDatabase, queryPostgres } from '../support/postgres.js';
import { createPostgresServer, type PostgresServer } from '../support/postgres-server.js';

// `npm run test:million`. Pages are held to what PostgreSQL looks at, which is the same on every machine; times are told beside it.

const million = 1_000_000;

describe('the list of a million links on PostgreSQL', () => {
  let server: PostgresServer;
  let url: string;
  let database: Database;
  let list: LinkList;
  let statements: Statement[];
  before(async () => {
    server = await createPostgresServer();
    url = await createDatabase(server.url);
    const real = await openDatabase({ url });
    await migrate(real);
    await queryPostgres(url, insertLinks(million));
    await queryPostgres(url, 'vacuum analyze link');
    const observed = observeStatements(real);
    ({ database, statements } = observed);
    list = createLinkList(database);
  });
  after(async () => {
    await database.close();
    await server.close();
  });

  /** Goes through so many pages by their cursors; returns where the last one begins. */
  async function goTo(pages: number, options: LinkListOptions): Promise<{ after: string; seen: Set<string> }> {
    const seen = new Set<string>();
    let after = '';
    for (let page = 1; page < pages; page++) {
      const { links, next } = await list.page({ ...options, after });
      for (const { vccAccountId } of links) seen.add(vccAccountId);
      assert.ok(next, `page ${page} is not the last`);
      after = next;
    }
    return { after, seen };
  }

  /** The statement of the page, its plan, and its time as the caller has it: the median of many. */
  async function measure(options: LinkListOptions): Promise<Plan & { statementCount: number; callMs: number }> {
    const times: number[] = [];
    statements.length = 0;
    for (let run = 0; run < 41; run++) {
      const start = performance.now();
      await list.page(options);
      times.push(performance.now() - start);
    }
    const statementCount = statements.length / times.length;
    times.sort((a, b) => a - b);
    const [statement] = statements;
    assert.ok(statement);
    return { ...(await explain(database, statement)), statementCount, callMs: times[20] ?? 0 };
  }

  for (const [name, options, index] of [
    ['of all', { limit: 100 }, 'link_vcc_account'],
    ['of the expired', { health: 'expired', limit: 10 }, 'link_health'],
    ['of the restricted', { health: 'restricted', limit: 10 }, 'link_health'],
    ['of the active', { health: 'active', limit: 100 }, undefined],
  ] as const) {
    it(`gives the thousandth page ${name} for what the first costs: one statement, along an index`, async (test) => {
      const { after, seen } = await goTo(1000, options);
      assert.equal(seen.size, 999 * options.limit, 'each link once');
      const first = await measure(options);
      const thousandth = await measure({ ...options, after });
      for (const { steps, wasted, statementCount } of [first, thousandth]) {
        assert.equal(statementCount, 1);
        assert.match(steps.join(' < '), /^Limit < Index Scan \w+$/);
        if (index) assert.equal(steps[1], `Index Scan ${index}`);
        // Of active links a few are passed over, where the index of accounts serves.
        assert.ok(wasted <= options.limit / 5, `${wasted} rows were read in vain`);
      }
      assert.ok(thousandth.blocks <= first.blocks * 1.5 + 10, `${first.blocks} and ${thousandth.blocks} blocks`);
      const told = ({ callMs, blocks, steps }: typeof first) =>
        `${callMs.toFixed(2)} ms, ${blocks} blocks, ${steps[1]}`;
      test.diagnostic(`${name}, pages of ${options.limit}: first ${told(first)}; thousandth ${told(thousandth)}`);
    });
  }

  async function count(): Promise<Plan & { callMs: number }> {
    statements.length = 0;
    const start = performance.now();
    assert.deepEqual(await list.count(), { active: million - 20_100, expired: 10_000, restricted: 10_100 });
    const callMs = performance.now() - start;
    const [statement, ...others] = statements;
    assert.ok(statement);
    assert.deepEqual(others, [], 'one statement');
    return { ...(await explain(database, statement)), callMs };
  }

  it('counts them by health in one statement that reads the table once', async (test) => {
    const { steps, callMs } = await count();
    assert.equal(steps.filter((step) => step.includes('Scan')).join(), 'Seq Scan');
    test.diagnostic(`counts: ${callMs.toFixed(0)} ms, ${steps.join(' < ')}`);
  });

  it('counts them while a tenth was refreshed since the last vacuum', async (test) => {
    await queryPostgres(
      url,
      `update link set version = version + 1, last_refreshed_at = now(), keep_alive_at = now() + interval '15 days'
       where vcc_account_id like '%7'`,
    );
    const { steps, callMs } = await count();
    test.diagnostic(`counts after refreshes: ${callMs.toFixed(0)} ms, ${steps.join(' < ')}`);
  });
});
