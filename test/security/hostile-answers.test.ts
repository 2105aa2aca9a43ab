import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createDataverse } from '../../src/backend/microsoft/dataverse.js';
import { createEntra } from '../../src/backend/microsoft/entra.js';
import { type LimitedFetch, openConnections } from '../../src/backend/microsoft/limited-fetch.js';
import { createRecords } from '../../src/backend/microsoft/records.js';
import { createFindTable } from '../../src/backend/microsoft/table-definitions.js';
import { createWebApi } from '../../src/backend/microsoft/web-api.js';
import { LinkError } from '../../src/backend.js';
import { clientId, clientSecret, redirectUri } from '../support/test-portal.js';
import { startHostileServer } from './hostile-server.js';

// HOSTILE_ANSWERS=10000 HOSTILE_SEED=7 node --import tsx --test test/security/hostile-answers.test.ts
const count = Number(process.env['HOSTILE_ANSWERS'] ?? 700);
const seed = Number(process.env['HOSTILE_SEED'] ?? Date.now() % 1_000_000);

/** Calls under way at once. */
const parallel = 8;
/** Milliseconds: what says nothing is not waited for as long as in earnest. */
const timeLimit = 250;

it(`${count} answers that nobody expects end no process, settle every call, and leave the memory as it was (seed ${seed})`, async (test) => {
  const server = await startHostileServer(seed);
  const connections = openConnections();
  const calls = everyCall(server.origin, connections.fetch);
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  process.on('uncaughtException', note).on('unhandledRejection', note);
  const outcomes = new Map<string, number>();
  let made = 0;
  const before = { heap: 0, rss: 0 };

  async function work(): Promise<void> {
    while (made < count) {
      const call = calls[made++ % calls.length];
      if (!call) return;
      const outcome = await call().then(() => 'success', codeOf);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      // Compiled code and kept connections are there after some time, and are no leak.
      if (made === Math.floor(count / 4)) Object.assign(before, memory());
    }
  }
  await Promise.all(Array.from({ length: parallel }, work));
  await server.close();
  connections.close();
  const after = memory();
  process.off('uncaughtException', note).off('unhandledRejection', note);

  test.diagnostic(`heap ${before.heap} → ${after.heap} MB, resident ${before.rss} → ${after.rss} MB`);
  test.diagnostic([...outcomes].map(([outcome, times]) => `${outcome} ${times}`).join(', '));
  assert.deepEqual(uncaught, []);
  assert.ok(after.heap - before.heap < 20, `the heap grew from ${before.heap} to ${after.heap} MB`);
  assert.equal(Object.hasOwn(Object.prototype, 'polluted'), false);
});

/** Every request that the backend makes to Microsoft. */
function everyCall(origin: string, fetch: LimitedFetch): (() => Promise<unknown>)[] {
  const impatient: LimitedFetch = (url, request) => fetch(url, { ...request, signal: AbortSignal.timeout(timeLimit) });
  const webApi = createWebApi(impatient, () => true);
  const findTable = createFindTable(webApi);
  const records = createRecords(webApi, findTable);
  const dataverse = createDataverse({
    webApi,
    findTable,
    tables: ['contact'],
    discoveryUrl: `${origin}/instances`,
    toEnvironmentOrigin: (url) => url,
  });
  const authority = `${origin}/organizations`;
  const issuer = `${origin}/{tenantid}/v2.0`;
  const metadata = { issuer, token_endpoint: `${origin}/token`, jwks_uri: `${origin}/keys` };
  const known = { redirectUri, authority, metadata };
  const asked = { redirectUri, authority: `${origin}/other` };
  const entra = createEntra(
    { clientId, credentials: [{ secret: clientSecret }], registrations: [known, asked] },
    impatient,
    async () => undefined,
  );
  const target = (table = 'contact') => {
    return { environment: origin, accessToken: 'token', table, signal: AbortSignal.timeout(4 * timeLimit) };
  };
  const code = () => ({ code: randomUUID(), codeVerifier: 'v'.repeat(43), nonce: 'n' });
  return [
    () => records.find(target(), { filter: "lastname eq 'x'", top: 10 }),
    () => records.find(target(`table_${randomUUID().slice(0, 8)}`), { filter: "name eq 'x'", top: 10 }),
    () => records.create(target(), '{"lastname":"x"}', true),
    () => records.update(target(), randomUUID(), '{"lastname":"x"}', true),
    () => dataverse.discover(target()),
    () => dataverse.nameOf(target()),
    () => dataverse.examine(target()),
    () => entra.redeem(known, code(), origin),
    () => entra.redeem(asked, code(), origin),
    () => entra.refresh(authority, 'refresh token', origin),
  ];
}

function codeOf(error: unknown): string {
  assert.ok(error instanceof LinkError, `not a LinkError: ${error instanceof Error ? error.stack : error}`);
  return error.code;
}

/** Megabytes in use after a collection. */
function memory(): { heap: number; rss: number } {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heap: Math.round((heapUsed + external) / 1e6), rss: Math.round(rss / 1e6) };
}
