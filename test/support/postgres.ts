import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** Makes an empty database and returns its URL. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await queryPostgres(`${serverUrl}/postgres`, `create database ${name}`);
  return `${serverUrl}/${name}`;
}

/** Asks the database directly, beside the backend. */
export async function queryPostgres(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
