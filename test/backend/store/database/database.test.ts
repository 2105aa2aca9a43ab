import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Database, openDatabase } from '../../../../src/backend/store/database/database.js';
import { createDatabase, queryPostgres } from '../../../support/postgres.js';
import { postgres } from '../../test-database.js';

/** These tests need a server with several connections. */
describe('a PostgreSQL server', { skip: postgres === undefined && 'see npm run test:postgres' }, () => {
  let url: string;
  let database: Database;
  before(async () => {
    url = await createDatabase(postgres ?? '');
    database = await openDatabase({ url });
    await database.query('create table counter (id integer primary key, value integer)');
    await database.query('insert into counter values (1, 0), (2, 0)');
  });
  after(() => database.close());

  const breakConnections = () =>
    queryPostgres(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = 'vcc-dynamics-auth'`,
    );

  it('that ends all connections is reached again by the next query', async () => {
    await Promise.all([1, 2, 3].map(() => database.query('select 1')));
    await breakConnections();
    // The pool may still hold a closed connection that it has not noticed, but only one.
    await database.query('select 1').catch(() => undefined);
    assert.deepEqual(await database.query('select 1 as one'), [{ one: 1 }]);
  });

  it('that ends a connection between two statements fails that transaction, and not the process', async () => {
    await assert.rejects(
      database.transaction(async ({ query }) => {
        await query('update counter set value = 100');
        await breakConnections();
        await query('select 1');
      }),
    );
    assert.deepEqual(await database.query('select value from counter where value = 100'), []);
  });

  it('that finds a deadlock gets the transaction once more', async () => {
    let others = 2;
    let allHaveBegun = () => {};
    const begun = new Promise<void>((resolve) => {
      allHaveBegun = resolve;
    });
    const increment = (first: number, second: number) =>
      database.transaction(async ({ query }) => {
        await query('update counter set value = value + 1 where id = $1', [first]);
        others -= 1;
        if (others <= 0) allHaveBegun();
        await begun;
        await query('update counter set value = value + 1 where id = $1', [second]);
      });
    await Promise.all([increment(1, 2), increment(2, 1)]);
    assert.deepEqual(await database.query('select value from counter order by id'), [{ value: 2 }, { value: 2 }]);
  });

  it('keeps the plan of what is asked often, also while another version adds columns', async () => {
    const own = await openDatabase({ url });
    const read = () => own.queryOften('select id from counter where id = $1', [1]);
    try {
      await read();
      await queryPostgres(url, 'alter table counter add column more text');
      assert.deepEqual(await read(), [{ id: 1 }]);
      const kept = await own.query('select statement from pg_prepared_statements');
      assert.deepEqual(kept, [{ statement: 'select id from counter where id = $1' }]);
    } finally {
      await own.close();
    }
  });

  it('whose plans a pooler loses is asked without them', async () => {
    const own = await openDatabase({ url });
    const read = () => own.queryOften('select id from counter where id = $1', [1]);
    try {
      await read();
      await own.query('deallocate all');
      assert.deepEqual(await read(), [{ id: 1 }]);
      assert.deepEqual(await read(), [{ id: 1 }]);
    } finally {
      await own.close();
    }
  });

  it('that hangs is given up', { timeout: 20_000 }, async () => {
    await assert.rejects(database.query('select pg_sleep(60)'), /timeout/);
  });
});
