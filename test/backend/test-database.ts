import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '../../src/backend/store/database.js';
import { createDatabase } from '../support/postgres.js';

/** A PostgreSQL server to test on (`npm run test:postgres`); PGlite when it is not set. */
export const postgres = process.env['TEST_POSTGRES'];

/** An empty database without tables, on whichever engine is being tested. */
export async function openTestDatabase(): Promise<Database> {
  if (postgres !== undefined) return openDatabase({ url: await createDatabase(postgres) });
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-'));
  const database = await openDatabase({ directory });
  return {
    ...database,
    async close() {
      await database.close();
      await rm(directory, { recursive: true });
    },
  };
}
