import { lockDirectory } from './directory-lock.js';
import { requireSafeConnection } from './postgres-connection.js';
import { makePrivateDirectory } from './private-directory.js';

/** The part of PGlite and pg that the stores need. */
export interface Queryable {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}

export interface Database extends Queryable {
  /** Other processes may work with it at the same time. */
  isShared: boolean;
  /** Commits when `work` resolves, rolls back when it rejects. `work` must only query: after a deadlock it runs again. */
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
  await makePrivateDirectory(directory);
  const unlock = await lockDirectory(directory);
  const pglite = await PGlite.create(directory).catch(async (error: unknown) => {
    await unlock();
    throw error;
  });
  return {
    isShared: false,
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

/** Milliseconds. Every statement takes a few, so these limits only end what hangs. */
const timeLimits = {
  connectionTimeoutMillis: 5_000,
  lock_timeout: 5_000,
  statement_timeout: 8_000,
  idle_in_transaction_session_timeout: 8_000,
  // The client's own limit, for a server that is gone without closing the connection.
  query_timeout: 10_000,
};

/** Deadlocks of one transaction after which it rejects. */
const deadlockLimit = 3;

async function openPostgres(url: string): Promise<Database> {
  const { Client, Pool } = (await import('pg')).default;
  requireSafeConnection(url, () => new Client({ connectionString: url }));
  const pool = new Pool({
    connectionString: url,
    application_name: 'vcc-dynamics-auth',
    keepAlive: true,
    ...timeLimits,
  });
  // Without listeners a connection that breaks while idle, or between two statements of a transaction, would end the
  // process. The pool replaces it by itself, and a statement that needed it rejects.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));

  async function tryOnce<T>(work: (queryable: Queryable) => Promise<T>): Promise<T> {
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
  }

  return {
    isShared: true,
    query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
      (await pool.query(sql, [...parameters])).rows as Row[],
    async transaction(work) {
      for (let failures = 1; ; failures++) {
        try {
          return await tryOnce(work);
        } catch (error) {
          if (!isDeadlock(error) || failures === deadlockLimit) throw error;
        }
      }
    },
    close: () => pool.end(),
  };
}

/** PostgreSQL's `deadlock_detected`: two transactions waited for each other, and this one was rolled back. */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01';
}
