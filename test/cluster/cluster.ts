import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { DataverseStandIn } from '../../demo/stand-ins/dataverse/stand-in.js';
import { createEndpointClient, type EndpointClient } from '../../demo/stand-ins/endpoint-client.js';
import type { EntraStandIn } from '../../demo/stand-ins/entra/stand-in.js';
import { signIn } from '../../demo/stand-ins/sign-in.js';
import { createEntra } from '../../src/backend/microsoft/entra.js';
import { openConnections } from '../../src/backend/microsoft/limited-fetch.js';
import { type Database, openDatabase } from '../../src/backend/store/database/database.js';
import { createGrantStore, type GrantStore } from '../../src/backend/store/grant-store.js';
import { createLinkStore } from '../../src/backend/store/link-store.js';
import { createTokenCipher } from '../../src/backend/store/token-cipher.js';
import { createDatabase } from '../support/postgres.js';
import { createPostgresServer, type PostgresServer } from '../support/postgres-server.js';
import { startStandIns } from '../support/stand-ins.js';
import { clientId, clientSecret, redirectUri, sessionHeader, testEndpoint } from '../support/test-portal.js';
import type { FromProcess, Outcome, Settings, ToProcess, Work } from './protocol.js';

/** A backend process. */
export interface Worker {
  pid: number;
  /** Undefined when the process was killed before it answered. */
  ask(work: Work): Promise<Outcome | undefined>;
  /** Returns a client whose requests go to this process. */
  page(vccAccountId: string): EndpointClient;
  /** Kills the process (SIGKILL). Resolves when it is gone, and the database has ended or dropped what it was doing for it. */
  kill(): Promise<void>;
  isAlive(): boolean;
}

export interface Cluster {
  postgres: PostgresServer;
  entra: EntraStandIn;
  dataverse: DataverseStandIn;
  /** The coordinator's own connections to the database. */
  database: Database;
  grants: GrantStore;
  startWorker(): Promise<Worker>;
  /** Makes links without a sign-in each, for as many different users; their access tokens have expired. */
  makeLinks(count: number): Promise<string[]>;
  /** Seals every link again with the older key, so that a rotation has work to do. */
  rotateBack(): Promise<void>;
  close(): Promise<void>;
}

export async function startCluster(): Promise<Cluster> {
  const { entra, dataverse } = await startStandIns();
  const postgres = await createPostgresServer();
  const databaseUrl = await createDatabase(postgres.url);
  const keys = ['new', 'old'].map((id) => ({ id, secret: randomBytes(32) }));
  const settings: Settings = {
    databaseUrl,
    authority: entra.authority,
    metadata: entra.metadata,
    discoveryUrl: dataverse.discoveryUrl,
    hosts: dataverse.hosts.map(({ source }) => source),
    keys: keys.map(({ id, secret }) => ({ id, secret: secret.toString('base64url') })),
  };

  const database = await openDatabase({ url: databaseUrl });
  const connections = openConnections();
  const cipher = createTokenCipher(keys);
  const keepAliveAt = () => new Date(Date.now() + 1e9);
  const workers: ChildProcess[] = [];

  /** A server goes on with the statement of a client that has died, and sees only then that it is gone. */
  async function endOfSessions(name: string): Promise<void> {
    const open = () => database.query('select 1 from pg_stat_activity where application_name = $1', [name]);
    while ((await open()).length > 0);
  }

  return {
    postgres,
    entra,
    dataverse,
    database,
    grants: createGrantStore({ database, cipher, keepAliveAt }),

    async startWorker() {
      const name = `backend-${randomUUID()}`;
      const ownUrl = `${databaseUrl}?application_name=${name}`;
      const child = fork(fileURLToPath(new URL('./process.ts', import.meta.url)), {
        execArgv: ['--import', 'tsx'],
        env: { ...process.env, CLUSTER_SETTINGS: JSON.stringify({ ...settings, databaseUrl: ownUrl }) },
      });
      workers.push(child);
      return createWorker(child, entra, () => endOfSessions(name));
    },

    async makeLinks(count) {
      const [environment] = dataverse.organizations;
      const registration = { redirectUri, authority: entra.authority, metadata: entra.metadata };
      const client = createEntra(
        { clientId, credentials: [{ secret: clientSecret }], registrations: [registration] },
        connections.fetch,
        async () => undefined,
      );
      const nonce = randomUUID();
      const { code, codeVerifier } = await signIn({ entra, username: 'alex', nonce, redirectUri, clientId });
      if (!environment) throw new Error('the stand-in has no environment');
      // Entra leaves a refresh token valid that was used, so one will do for all.
      const { identity, grant } = await client.redeem(registration, { code, codeVerifier, nonce }, environment.url);
      const links = createLinkStore({ database, cipher, keepAliveAt });
      const accounts = Array.from({ length: count }, () => `made-${randomUUID()}`);
      for (const vccAccountId of accounts) {
        await links.save(
          {
            vccAccountId,
            linkId: randomUUID(),
            account: identity.account,
            objectId: randomUUID(),
            organization: environment,
            authority: entra.authority,
            linkedAt: new Date(),
          },
          { ...grant, expiresAt: new Date() },
          undefined,
          async () => undefined,
        );
      }
      return accounts;
    },

    async rotateBack() {
      const backwards = createTokenCipher([...keys].reverse());
      await createGrantStore({ database, cipher: backwards, keepAliveAt }).reseal();
    },

    async close() {
      await Promise.all(workers.filter((child) => child.connected).map(killProcess));
      connections.close();
      await database.close();
      await Promise.all([entra.close(), dataverse.close()]);
      await postgres.close();
    },
  };
}

async function createWorker(
  child: ChildProcess,
  entra: EntraStandIn,
  endOfSessions: () => Promise<void>,
): Promise<Worker> {
  const waiting = new Map<number, (outcome: Outcome | undefined) => void>();
  let asked = 0;
  const exited = once(child, 'exit').then(() => {
    for (const resolve of waiting.values()) resolve(undefined);
    waiting.clear();
  });
  await new Promise<void>((resolve, reject) => {
    child.on('message', (message: FromProcess) => {
      if (message === 'ready') return resolve();
      waiting.get(message.id)?.(message.outcome);
      waiting.delete(message.id);
    });
    exited.then(() => reject(new Error('a backend process ended before it was ready')));
  });

  const ask = (work: Work) => {
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(undefined);
    const id = ++asked;
    return new Promise<Outcome | undefined>((resolve) => {
      waiting.set(id, resolve);
      child.send({ id, work } satisfies ToProcess);
    });
  };

  return {
    pid: child.pid ?? 0,
    ask,
    page: (vccAccountId) =>
      createEndpointClient(
        testEndpoint(entra, (request) => fetchFrom(ask, request)),
        sessionHeader({ vccAccountId, userId: 'admin', userName: 'admin@portal.example' }),
      ),
    async kill() {
      await killProcess(child);
      await endOfSessions();
    },
    isAlive: () => child.exitCode === null && child.signalCode === null,
  };
}

/** Sends a request to a process. Rejects with `NoAnswer` when the process dies before it answers. */
async function fetchFrom(ask: Worker['ask'], request: Request): Promise<Response> {
  const outcome = await ask({
    kind: 'fetch',
    method: request.method,
    headers: [...request.headers],
    ...(request.body && { body: await request.text() }),
  });
  if (outcome?.kind !== 'response') throw new NoAnswer(JSON.stringify(outcome));
  const { status, headers, body } = outcome;
  return new Response(status === 204 ? null : body, { status, headers });
}

export class NoAnswer extends Error {}

async function killProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
