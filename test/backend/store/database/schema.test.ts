import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Database } from '../../../../src/backend/store/database/database.js';
import { migrate } from '../../../../src/backend/store/database/schema.js';
import { openTestDatabase } from '../../test-database.js';

describe('the tables', () => {
  let database: Database;
  beforeEach(async () => {
    database = await openTestDatabase();
  });
  afterEach(() => database.close());

  const versions = () => database.query<{ version: number }>('select version from schema_version order by version');

  it('are made once by processes that start together', async () => {
    await Promise.all([1, 2, 3, 4].map(() => migrate(database)));
    const made = await versions();
    assert.deepEqual(
      made,
      made.map((_, index) => ({ version: index + 1 })),
    );
    await migrate(database);
    assert.deepEqual(await versions(), made);
  });

  it('are left as they are when a step fails', async () => {
    await database.query('create table audit_event (mine integer)');
    await assert.rejects(migrate(database));
    assert.deepEqual(await database.query(`select 1 from pg_tables where tablename = 'link'`), []);
  });

  it('of a newer release are used where that says that they fit', async () => {
    await migrate(database);
    const newest = (await versions()).length;
    await database.query('insert into schema_version (version, compatible_from) values (99, $1)', [newest]);
    await migrate(database);
    await database.query('update schema_version set compatible_from = $1 where version = 99', [newest + 1]);
    await assert.rejects(migrate(database), /newer version 99/);
  });

  it('of a newer release are not touched', async () => {
    await migrate(database);
    await database.query('insert into schema_version (version) values (99)');
    await assert.rejects(migrate(database), /newer version 99/);
  });
});
