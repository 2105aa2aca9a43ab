import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { type DynamicsStandIn, startDynamics } from '../../demo/stand-ins/dynamics.js';
import { type EntraStandIn, startEntra } from '../../demo/stand-ins/entra.js';
import { people } from '../../demo/stand-ins/people.js';
import { type AuditEvent, createLinkBackend, type LinkBackend, type LinkBackendOptions } from '../../src/backend.js';
import type { LinkedResource, LinkRequest, LinkResource, Problem } from '../../src/protocol.js';
import { createDatabase, queryPostgres } from '../support/postgres.js';
import { signIn } from '../support/sign-in.js';
import { postgres } from './test-database.js';

export const portalOrigin = 'http://localhost:4000';
export const redirectUri = `${portalOrigin}/popup-callback.html`;
export const clientId = '5d9c0e6e-8d6f-4f2e-9a57-7c1f4b0f3f10';
export const clientSecret = 'the-secret-of-the-stand-in';

export interface Answer {
  status: number;
  headers: Headers;
  /** The answer's JSON as a success has it. */
  body: LinkResource;
  /** The answer's JSON as a failure has it. */
  problem: Problem;
}

/** What an element in a signed-in administrator's page would do. */
export interface Page {
  vccAccountId: string;
  get(): Promise<Answer>;
  /** Sends what it is given; `If-Match` and `Origin` are right unless told otherwise. */
  post(body: unknown, headers?: Record<string, string | undefined>): Promise<Answer>;
  delete(headers?: Record<string, string | undefined>): Promise<Answer>;
  /** Signs in with a fresh nonce of this page and makes the POST's body, without posting it. */
  signIn(username: string, overrides?: Partial<LinkRequest>): Promise<LinkRequest>;
  /** Signs in and posts, as a page that has just asked for the state. */
  link(username: string, overrides?: Partial<LinkRequest>): Promise<Answer>;
}

export interface World {
  entra: EntraStandIn;
  dynamics: DynamicsStandIn;
  backend: LinkBackend;
  /** Asks the database itself. With PGlite the backend is restarted around it. */
  query(sql: string): Promise<Record<string, unknown>[]>;
  /** Everything that is stored, as somebody sees it who has stolen the disk or a dump. */
  stored(): Promise<Buffer>;
  events: AuditEvent[];
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
  const dynamics = await startDynamics({ ports: [0, 0, 0], tokens: { jwksUri: () => jwksUri } });
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

  const options: LinkBackendOptions = {
    authorize: async (request) => {
      const session = request.headers.get('X-Test-Session');
      if (session === null) return 'not-signed-in';
      return session === 'not-entitled' ? session : JSON.parse(session);
    },
    entra: {
      clientId,
      clientSecret,
      registrations: [{ redirectUri, authority: entra.authority, metadata: entra.metadata }],
    },
    dynamics: { discoveryUrl: dynamics.discoveryUrl, hosts: dynamics.hosts },
    database,
    keys: [{ id: 'first', secret: randomBytes(32) }],
    onAuditEvent: (event) => events.push(event),
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
    page: (vccAccountId = `account-${++accounts}`, { userId = 'admin-1', canChange = true } = {}) =>
      createPage(world, vccAccountId, { vccAccountId, userId, userName: `${userId}@portal.example`, canChange }),
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
    },
  };
  return world;
}

async function readFolder(directory: string): Promise<Buffer> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}

function createPage(world: World, vccAccountId: string, session: object): Page {
  async function send(method: string, headers: Record<string, string | undefined>, body?: unknown): Promise<Answer> {
    const request = new Request(`${portalOrigin}/api/dynamics-link`, {
      method,
      headers: Object.entries({ 'X-Test-Session': JSON.stringify(session), ...headers }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value] as [string, string]],
      ),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const response = await world.backend.fetch(request);
    const text = await response.text();
    const json = text ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, body: json, problem: json };
  }

  const page: Page = {
    vccAccountId,
    get: () => send('GET', {}),
    async post(body, headers = {}) {
      const ifMatch = 'If-Match' in headers ? headers['If-Match'] : await etag();
      const usual = { Origin: portalOrigin, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
      return send('POST', { ...usual, ...headers, 'If-Match': ifMatch }, body);
    },
    async delete(headers = {}) {
      const ifMatch = 'If-Match' in headers ? headers['If-Match'] : await etag();
      const usual = { Origin: portalOrigin, 'Sec-Fetch-Site': 'same-origin' };
      return send('DELETE', { ...usual, ...headers, 'If-Match': ifMatch });
    },
    async signIn(username, overrides = {}) {
      const { nonce } = (await page.get()).body;
      const { code, codeVerifier } = await signIn({ entra: world.entra, username, nonce, redirectUri, clientId });
      return { code, codeVerifier, nonce, redirectUri, authority: world.entra.authority, ...overrides };
    },
    link: async (username, overrides) => page.post(await page.signIn(username, overrides)),
  };
  return page;

  async function etag(): Promise<string> {
    return (await page.get()).headers.get('ETag') ?? '';
  }
}

/** Narrows, and fails the test when there is no link. */
export function linked(resource: LinkResource): LinkedResource {
  if (resource.status !== 'linked') throw new Error('the account is not linked');
  return resource;
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
