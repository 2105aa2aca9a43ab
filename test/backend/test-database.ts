import { cp, mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { type Database, openDatabase } from '../../src/backend/store/database/database.js';
import { createDatabase } from '../support/postgres.js';

/** A PostgreSQL server to test on (`npm run test:postgres`); PGlite when it is not set. */
export const postgres = process.env['TEST_POSTGRES'];

const cache = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

/** Makes a folder for PGlite that holds an empty database without tables. A copy takes a tenth of the time of a new one. */
export async function createDatabaseFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-'));
  await cp(await emptyDatabase(), directory, { recursive: true });
  return directory;
}

/** An empty database without tables, on whichever engine is being tested. */
export async function openTestDatabase(): Promise<Database> {
  if (postgres !== undefined) return openDatabase({ url: await createDatabase(postgres) });
  const directory = await createDatabaseFolder();
  const database = await openDatabase({ directory });
  return {
    ...database,
    async close() {
      await database.close();
      await rm(directory, { recursive: true });
    },
  };
}

/** Returns a folder to copy, made once for each version of PGlite. */
async function emptyDatabase(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packageOf('@electric-sql/pglite'), 'package.json'), 'utf8'));
  const folder = join(cache, `pglite-${version}`);
  if (await exists(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const fresh = await mkdtemp(join(cache, 'pglite-'));
  await (await PGlite.create(fresh)).close();
  // Several test processes may do this at once: the first one to finish wins.
  await rename(fresh, folder).catch(async (error: unknown) => {
    await rm(fresh, { recursive: true });
    if (!(await exists(folder))) throw error;
  });
  return folder;
}

function packageOf(name: string): string {
  const entry = fileURLToPath(import.meta.resolve(name));
  return entry.slice(0, entry.lastIndexOf(join('node_modules', name)) + join('node_modules', name).length);
}

async function exists(folder: string): Promise<boolean> {
  return readFile(join(folder, 'PG_VERSION')).then(
    () => true,
    () => false,
  );
}
