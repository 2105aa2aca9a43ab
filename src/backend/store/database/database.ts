import { createHash } from 'node:crypto';
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
  /**
   * As `query`, for what is asked all the time: the server plans it once for each connection. The statement names its columns, since
   * one with `*` would fail once a process of another version has added some.
   */
  queryOften: Queryable['query'];
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
  const query = async <Row>(sql: string, parameters: readonly unknown[] = []) =>
    (await pglite.query<Row>(sql, [...parameters])).rows;
  return {
    isShared: false,
    query,
    queryOften: query,
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

  const query = async <Row>(sql: string, parameters: readonly unknown[] = []) =>
    (await pool.query(sql, [...parameters])).rows as Row[];
  let keepsPlans = true;

  return {
    isShared: true,
    query,
    async queryOften<Row>(sql: string, parameters: readonly unknown[] = []) {
      if (!keepsPlans) return query<Row>(sql, parameters);
      try {
        return (await pool.query({ name: planName(sql), text: sql, values: [...parameters] })).rows as Row[];
      } catch (error) {
        if (!isPlanLost(error)) throw error;
        keepsPlans = false;
        return query<Row>(sql, parameters);
      }
    },
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

/** The same for all processes, so that behind a pooler too a name never stands for another statement. */
const planNames = new Map<string, string>();

function planName(sql: string): string {
  const name = planNames.get(sql) ?? createHash('sha256').update(sql).digest('base64url');
  planNames.set(sql, name);
  return name;
}

/** A pooler handed out another connection in between, on which the plan is not there, or there before it was made. */
function isPlanLost(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === '26000' || error.code === '42P05');
}

/** PostgreSQL's `deadlock_detected`: two transactions waited for each other, and this one was rolled back. */
function isDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === '40P01';
}
