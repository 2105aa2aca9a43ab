import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';
import { postgres } from '../test-database.js';

describe('the statements of', () => {
  let setup: TestBackend;
  let page: Page;
  let statements: string[];
  before(async () => {
    setup = await startTestBackend();
    ({ page } = await setup.linkAccount('alex'));
    // Written once an hour.
    await setup.findContacts(page.vccAccountId, 'Anderson');
    statements = [];
    const count = (sql: unknown) =>
      statements.push(typeof sql === 'string' ? sql : String((sql as { text: string }).text));
    const prototype = postgres === undefined ? PGlite.prototype : pg.Client.prototype;
    const query = Reflect.get(prototype, 'query') as (...parameters: unknown[]) => unknown;
    mock.method(
      prototype as unknown as { query: typeof query },
      'query',
      function (this: unknown, ...parameters: unknown[]) {
        count(parameters[0]);
        return query.apply(this, parameters);
      },
    );
  });
  after(async () => {
    mock.restoreAll();
    await setup.close();
  });

  async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    statements.length = 0;
    await work();
    return statements.map((sql) => sql.trim().split(/\s/)[0] ?? '');
  }

  it('a GET are one, which reads, also while an environment has yet to be chosen', async () => {
    assert.deepEqual(await statementsOf(() => page.get()), ['select']);
    const choosing = setup.page();
    assert.equal((await choosing.link('sam')).problem.code, 'organization-choice-required');
    let body: unknown;
    assert.deepEqual(
      await statementsOf(async () => {
        ({ body } = await choosing.get());
      }),
      ['select'],
    );
    assert.equal((body as { pending: { organizations: unknown[] } }).pending.organizations.length, 2);
  });

  it('a GET read no token, and those of a start neither, however many links there are', async () => {
    statements.length = 0;
    await page.get();
    await setup.restart();
    const ofLinks = statements.filter((sql) => /\b(from|update|join) link\b/.test(sql));
    assert.ok(ofLinks.length >= 4);
    for (const sql of ofLinks) assert.doesNotMatch(sql, /_token|select \*|link\.\*|returning \*/);
  });

  it('a find are one, which reads', async () => {
    assert.deepEqual(await statementsOf(() => setup.findContacts(page.vccAccountId, 'Anderson')), ['select']);
  });

  it('a page of the list of links are one, which reads', async () => {
    assert.deepEqual(await statementsOf(() => setup.backend.links({ health: 'active' })), ['select']);
  });

  it('a check that comes within a minute of another are as few as tell that', async () => {
    await page.post({ check: true });
    const again = await statementsOf(async () => linked((await page.post({ check: true })).body));
    assert.deepEqual(again.filter((word) => word === 'update').length, 1, 'the claim');
    assert.equal(setup.dataverse.requests.filter(({ url }) => url.endsWith('/WhoAmI')).length, 1);
  });
});
