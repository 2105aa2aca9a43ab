import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { type DataverseStandIn, startDataverse } from '../../demo/stand-ins/dataverse/stand-in.js';
import { type EntraStandIn, startEntra } from '../../demo/stand-ins/entra/stand-in.js';
import { people } from '../../demo/stand-ins/people.js';
import { type AuditEvent, createLinkBackend, type LinkBackend, type LinkBackendOptions } from '../../src/backend.js';
import { addToOutput, assertNoSecretInOutput } from '../support/output.js';
import { createDatabase, queryPostgres } from '../support/postgres.js';
import { authorizeTestSession, clientId, clientSecret, createPage, type Page, redirectUri } from './page.js';
import { postgres } from './test-database.js';

export { clientId, clientSecret, linked, type Page, portalOrigin, redirectUri } from './page.js';

export interface World {
  entra: EntraStandIn;
  dynamics: DataverseStandIn;
  backend: LinkBackend;
  /** Asks the database itself. With PGlite the backend is restarted around it. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Everything that is stored, as somebody sees it who has stolen the disk or a dump. */
  stored(): Promise<Buffer>;
  events: AuditEvent[];
  /** Codes and verifiers of all sign-ins. */
  secrets: Set<string>;
  /** A page of this administrator; without an account, of one that no other test uses. */
  page(vccAccountId?: string, session?: { userId?: string; canChange?: boolean }): Page;
  /** Closes the backend and starts it again on the same folder; `meanwhile` has the folder for itself. */
  restart(changes?: Partial<LinkBackendOptions>, meanwhile?: () => Promise<void>): Promise<void>;
  /** No links, sample records, empty logs. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startWorld(changes: Partial<LinkBackendOptions> = {}): Promise<World> {
  let jwksUri = '';
  const dynamics = await startDataverse({ ports: [0, 0, 0], tokens: { jwksUri: () => jwksUri } });
  const entra = await startEntra({
    port: 0,
    clientId,
    clientSecret,
    redirectUris: [redirectUri],
    resources: dynamics.resources,
  });
  jwksUri = entra.metadata.jwks_uri;
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-'));
  const database = postgres === undefined ? { directory } : { url: await createDatabase(postgres) };
  const events: AuditEvent[] = [];
  const secrets = new Set<string>();

  const options: LinkBackendOptions = {
    authorize: authorizeTestSession,
    entra: {
      clientId,
      clientSecret,
      registrations: [{ redirectUri, authority: entra.authority, metadata: entra.metadata }],
    },
    dynamics: { discoveryUrl: dynamics.discoveryUrl, hosts: dynamics.hosts },
    database,
    keys: [{ id: 'first', secret: randomBytes(32) }],
    onAuditEvent: (event) => {
      events.push(event);
      addToOutput(event);
    },
    ...changes,
  };

  let accounts = 0;
  const world: World = {
    entra,
    dynamics,
    backend: await createLinkBackend(options),
    async query(sql) {
      if ('url' in database) return queryPostgres(database.url, sql);
      let found: Record<string, unknown>[] = [];
      await world.restart({}, async () => {
        const opened = await PGlite.create(directory);
        found = (await opened.query<Record<string, unknown>>(sql)).rows;
        await opened.close();
      });
      return found;
    },
    async stored() {
      if (!('url' in database)) return world.restart().then(() => readFolder(directory));
      const tables = await world.query(`select tablename from pg_tables where schemaname = 'public'`);
      const rows = await Promise.all(tables.map(({ tablename }) => world.query(`select t::text from ${tablename} t`)));
      return Buffer.from(JSON.stringify(rows.flat()));
    },
    events,
    secrets,
    page: (vccAccountId = `account-${++accounts}`, { userId = 'admin-1', canChange = true } = {}) =>
      createPage(
        { entra, secrets, fetch: (request) => world.backend.fetch(request) },
        { vccAccountId, userId, userName: `${userId}@portal.example`, canChange },
      ),
    async restart(restartChanges = {}, meanwhile = async () => undefined) {
      await world.backend.close();
      await meanwhile();
      Object.assign(options, restartChanges);
      world.backend = await createLinkBackend(options);
    },
    async reset() {
      for (const { tid, oid } of people) await world.backend.release(tid, oid);
      dynamics.reset();
      entra.requests.length = 0;
      events.length = 0;
    },
    async close() {
      await world.backend.close();
      await Promise.all([entra.close(), dynamics.close()]);
      await rm(directory, { recursive: true });
      const keys = options.keys.map(({ secret }) => secret);
      assertNoSecretInOutput([...entra.issuedTokens, ...secrets, clientSecret, ...keys]);
    },
  };
  return world;
}

async function readFolder(directory: string): Promise<Buffer> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

/** Runs something as if so many minutes had passed. */
export async function later<T>(minutes: number, work: () => Promise<T>): Promise<T> {
  mock.timers.enable({ apis: ['Date'], now: Date.now() + minutes * 60_000 });
  try {
    return await work();
  } finally {
    mock.timers.reset();
  }
}
