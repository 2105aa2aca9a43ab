import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import type { DataverseStandIn } from '../../demo/stand-ins/dataverse/stand-in.js';
import { type Answer, createEndpointClient, type EndpointClient } from '../../demo/stand-ins/endpoint-client.js';
import type { EntraStandIn } from '../../demo/stand-ins/entra/stand-in.js';
import { people } from '../../demo/stand-ins/people.js';
import { type Method, refusalsOf } from '../../src/backend/http/answers-by-method.js';
import {
  type AuditEvent,
  createLinkBackend,
  type DataConnector,
  type LinkBackend,
  type LinkBackendOptions,
} from '../../src/backend.js';
import { addToOutput, assertNoSecretInOutput } from '../support/output.js';
import { createDatabase, queryPostgres } from '../support/postgres.js';
import { startStandIns } from '../support/stand-ins.js';
import {
  authorizeTestSession,
  clientId,
  clientSecret,
  redirectUri,
  sessionHeader,
  type TestSession,
  testEndpoint,
} from '../support/test-portal.js';
import { createDatabaseFolder, postgres } from './test-database.js';

export { linked } from '../../demo/stand-ins/endpoint-client.js';
export * from '../support/test-portal.js';

/** The portal's page of an administrator of this VCC account. */
export type Page = EndpointClient & { vccAccountId: string };

/** Links another user than the linked one, and says that this is meant. */
export async function replace(page: Page, username: string): Promise<Answer> {
  const { choice, code } = (await page.link(username)).problem;
  assert.equal(code, 'user-differs');
  return page.post({ choice, replace: true });
}

/** A backend in this process, with stand-ins for Entra and Dynamics 365. */
export interface TestBackend {
  entra: EntraStandIn;
  dataverse: DataverseStandIn;
  backend: LinkBackend;
  /** URL of the Web API of the first environment, where discovery says that calls go. */
  webApi: string;
  /** Number of requests to Entra's token endpoint since the last reset. */
  tokenRequests(): number;
  /** Fails when a code or a token was sent to Microsoft since the last reset. */
  assertMicrosoftNotCalled(): void;
  /** Links a new account and forgets the requests for that. */
  linkAccount(username: string): Promise<{ page: Page; connector: DataConnector }>;
  /** Finds contacts with a data connector. Returns their last names. */
  findContacts(vccAccountId: string, lastname: string): Promise<unknown[]>;
  /** Queries the database directly. With PGlite the backend is restarted around it. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Returns everything that is stored, as on a stolen disk or in a dump. */
  stored(): Promise<Buffer>;
  events: AuditEvent[];
  /** Authorization codes and code verifiers of all sign-ins. */
  secrets: Set<string>;
  /** Returns a page of this administrator; without an account, of one that no other test uses. */
  page(vccAccountId?: string, session?: Partial<TestSession>): Page;
  /** Closes the backend and starts it again on the same folder; `meanwhile` has the folder for itself. */
  restart(changes?: Partial<LinkBackendOptions>, meanwhile?: () => Promise<void>): Promise<void>;
  /** Deletes all links and requests seen so far, and restores the sample records. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestBackend(changes: Partial<LinkBackendOptions> = {}): Promise<TestBackend> {
  const { entra, dataverse } = await startStandIns();
  const directory = await createDatabaseFolder();
  const database = postgres === undefined ? { directory } : { url: await createDatabase(postgres) };
  const events: AuditEvent[] = [];
  const secrets = new Set<string>();

  const options: LinkBackendOptions = {
    authorize: authorizeTestSession,
    entra: {
      clientId,
      credentials: [{ secret: clientSecret }],
      registrations: [{ redirectUri, authority: entra.authority, metadata: entra.metadata }],
    },
    dynamics: { discoveryUrl: dataverse.discoveryUrl, hosts: dataverse.hosts },
    database,
    keys: [{ id: 'first', secret: randomBytes(32) }],
    onAuditEvent: (event) => {
      events.push(event);
      addToOutput(event);
    },
    ...changes,
  };

  let accounts = 0;
  const setup: TestBackend = {
    entra,
    dataverse,
    backend: await createLinkBackend(options),
    webApi: `${dataverse.apiUrls[0]}/api/data/v9.2`,
    tokenRequests() {
      const { pathname } = new URL(entra.metadata.token_endpoint);
      return entra.requests.filter(({ path }) => path === pathname).length;
    },
    assertMicrosoftNotCalled() {
      assert.equal(setup.tokenRequests(), 0);
      assert.deepEqual(dataverse.requests, []);
    },
    async linkAccount(username) {
      const page = setup.page();
      assert.equal((await page.link(username)).status, 201);
      dataverse.requests.length = entra.requests.length = 0;
      return { page, connector: setup.backend.dataConnector(page.vccAccountId) };
    },
    async findContacts(vccAccountId, lastname) {
      const anyOf = [{ field: 'lastname', operator: 'eq', value: lastname } as const];
      const records = await setup.backend.dataConnector(vccAccountId).find('contact', { anyOf });
      return records.map((record) => record['lastname']);
    },
    async query(sql) {
      if ('url' in database) return queryPostgres(database.url, sql);
      let found: Record<string, unknown>[] = [];
      await setup.restart({}, async () => {
        const opened = await PGlite.create(directory);
        found = (await opened.query<Record<string, unknown>>(sql)).rows;
        await opened.close();
      });
      return found;
    },
    async stored() {
      if (!('url' in database)) return setup.restart().then(() => readFolder(directory));
      const tables = await setup.query(`select tablename from pg_tables where schemaname = 'public'`);
      const rows = await Promise.all(tables.map(({ tablename }) => setup.query(`select t::text from ${tablename} t`)));
      return Buffer.from(JSON.stringify(rows.flat()));
    },
    events,
    secrets,
    page(vccAccountId = `account-${++accounts}`, { userId = 'admin-1', canChange = true } = {}) {
      const endpoint = testEndpoint(entra, async (request) => {
        const { method } = request;
        const response = await setup.backend.fetch(request);
        await assertDeclared(method, response.clone());
        return response;
      });
      const session = sessionHeader({ vccAccountId, userId, userName: `${userId}@portal.example`, canChange });
      const client = createEndpointClient(endpoint, session, ({ code, codeVerifier }) => {
        secrets.add(code).add(codeVerifier);
      });
      return { vccAccountId, ...client };
    },
    async restart(restartChanges = {}, meanwhile = async () => undefined) {
      await setup.backend.close();
      await meanwhile();
      Object.assign(options, restartChanges);
      setup.backend = await createLinkBackend(options);
    },
    async reset() {
      for (const { tid, oid } of people) await setup.backend.release(tid, oid);
      dataverse.reset();
      entra.requests.length = 0;
      events.length = 0;
    },
    async close() {
      await setup.backend.close();
      await Promise.all([entra.close(), dataverse.close()]);
      await rm(directory, { recursive: true });
      const keys = options.keys.map(({ secret }) => secret);
      assertNoSecretInOutput([...entra.issuedTokens, ...secrets, clientSecret, ...keys]);
    },
  };
  return setup;
}

/** Fails when the contract does not have this refusal for the method. */
async function assertDeclared(method: string, response: Response): Promise<void> {
  if (response.ok || !isMethod(method)) return;
  const { code } = await response.json();
  const isDeclared = refusalsOf(method).some((one) => one.status === response.status && one.code === code);
  assert.ok(isDeclared, `${method} answered ${response.status} ${code}, which the contract does not have`);
}

const isMethod = (method: string): method is Method => ['GET', 'POST', 'DELETE'].includes(method);

async function readFolder(directory: string): Promise<Buffer> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

/** Runs `work` with a clock that is so many minutes ahead. Timers are not affected. */
export async function later<T>(minutes: number, work: () => Promise<T>): Promise<T> {
  mock.timers.enable({ apis: ['Date'], now: Date.now() + minutes * 60_000 });
  try {
    return await work();
  } finally {
    mock.timers.reset();
  }
}
