import { mkdir } from 'node:fs/promises';
import { lockDirectory } from './directory-lock.js';

/** What PGlite and pg have in common, as far as the link store needs it. */
export interface Queryable {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (queryable: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A folder for the embedded database (PGlite), or the URL of a PostgreSQL server. */
export type DatabaseOptions = { directory: string } | { url: string };

// Both libraries are optional peers, so only the one that is configured is imported.
export function openDatabase(options: DatabaseOptions): Promise<Database> {
  return 'directory' in options ? openPGlite(options.directory) : openPostgres(options.url);
}

async function openPGlite(directory: string): Promise<Database> {
  const { PGlite } = await import('@electric-sql/pglite');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const unlock = await lockDirectory(directory);
  const pglite = await PGlite.create(directory).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });
  return {
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
      (await pglite.query<Row>(sql, [...parameters])).rows,
    transaction: (work) =>
      pglite.transaction((transaction) =>
        work({
          query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
            (await transaction.query<Row>(sql, [...parameters])).rows,
        }),
      ),
    async close() {
      await pglite.close();
      await unlock();
    },
  };
}

async function openPostgres(url: string): Promise<Database> {
  const { Pool } = (await import('pg')).default;
  const pool = new Pool({ connectionString: url, connectionTimeoutMillis: 10_000, query_timeout: 10_000 });
  // Without a listener a connection that breaks while idle would end the process; the pool replaces it by itself.
  pool.on('error', () => undefined);
  return {
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
      (await pool.query(sql, [...parameters])).rows as Row[],
    async transaction(work) {
      const client = await pool.connect();
      try {
        await client.query('begin');
        const result = await work({
          query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
            (await client.query(sql, [...parameters])).rows as Row[],
        });
        await client.query('commit');
        client.release();
        return result;
      } catch (error) {
        // Closing the connection rolls back, and works where a rollback could not be sent either.
        client.release(true);
        throw error;
      }
    },
    close: () => pool.end(),
  };
}
