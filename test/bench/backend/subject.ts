import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { openDatabase } from '../../../src/backend/store/database/database.js';
import { createGrantStore } from '../../../src/backend/store/grant-store.js';
import { createTokenCipher } from '../../../src/backend/store/token-cipher.js';
import {
  authorizeTestSession,
  clientId,
  clientSecret,
  endpointUrl,
  redirectUri,
  sessionHeader,
} from '../../support/test-portal.js';
import { median } from '../figures.js';
import { createLinkBackend } from './built.js';
import { writeByHand } from './by-hand.js';
import { authorityOf, metadataOf } from './links.js';
import type { FromSubject, Maker, Operation, SubjectSettings, ToSubject, Work } from './work.js';

// One process with a backend in it, and the same by hand beside it, which does what it is told.

const settings: SubjectSettings = JSON.parse(process.env['BENCH_SUBJECT'] ?? '');
const { database, microsoft, accounts } = settings;
const keys = [{ id: 'bench', secret: Buffer.from(settings.key, 'base64url') }];
const many = 1e9;

const backend = await createLinkBackend({
  authorize: authorizeTestSession,
  entra: {
    clientId,
    credentials: [{ secret: clientSecret }],
    registrations: [{ redirectUri, authority: authorityOf(microsoft), metadata: metadataOf(microsoft) }],
  },
  dynamics: { discoveryUrl: microsoft, hosts: [new RegExp(`^${new URL(microsoft).host}$`)] },
  database,
  keys,
  // Counted all the same.
  rateLimit: { perUser: many, perAccount: many },
  keepAlive: false,
});
// An embedded database has one owner, so the same by hand would share nothing with it.
const byHand = 'url' in database ? writeByHand(database.url) : undefined;
const grants =
  'url' in database
    ? createGrantStore({
        database: await openDatabase(database),
        cipher: createTokenCipher(keys),
        keepAliveAt: () => new Date(),
      })
    : undefined;

let turn = 0;
/** Every account in turn, so that no account is one that was just read. */
function nextAccount(): string {
  turn = (turn + 7) % accounts.length;
  return accounts[turn] ?? '';
}

function requestOfPage(): Request {
  return new Request(endpointUrl, { headers: sessionHeader({ vccAccountId: nextAccount(), userId: 'admin-1' }) });
}

function stepOf(operation: Operation, maker: Maker): () => Promise<unknown> {
  const subject = maker === 'ours' ? backend : byHand;
  if (operation === 'token') return async () => must(await must(grants).find(nextAccount()));
  if (operation === 'get') {
    return async () => {
      const response = await must(subject).fetch(requestOfPage());
      const { status } = (await response.json()) as { status: string };
      if (status !== 'linked') throw new Error(`GET of ${maker}: ${status}`);
    };
  }
  const anyOf = [{ field: 'lastname', operator: 'eq', value: 'Anderson' } as const];
  const find = (account: string) =>
    maker === 'ours' ? backend.dataConnector(account).find('contact', { anyOf, top: 10 }) : must(byHand).find(account);
  return async () => {
    const { length } = await find(nextAccount());
    if (length !== 3) throw new Error(`find of ${maker}: ${length} contacts`);
  };
}

async function rate(step: () => Promise<unknown>, milliseconds: number, concurrency: number): Promise<number> {
  let done = 0;
  const start = performance.now();
  const end = start + milliseconds;
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      while (performance.now() < end) {
        await step();
        done++;
      }
    }),
  );
  return (1000 * done) / (performance.now() - start);
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function perform(work: Work): Promise<number> {
  switch (work.kind) {
    case 'rate':
      return rate(stepOf(work.operation, work.maker), work.milliseconds, work.concurrency);
    case 'listen': {
      const ours = getRequestListener(backend.fetch);
      const theirs = getRequestListener((request) => must(byHand).fetch(request));
      const server = createServer((request, response) =>
        request.url?.startsWith('/by-hand') ? theirs(request, response) : ours(request, response),
      );
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      return (server.address() as AddressInfo).port;
    }
    case 'sweep':
      return timeOf(() => backend.keepAlive());
    case 'page': {
      const times: number[] = [];
      for (let time = 0; time < work.times; time++)
        times.push(await timeOf(() => backend.links({ after: work.after })));
      return median(times);
    }
    case 'memory':
      // Connections that are idle for a moment leave their buffers.
      await sleep(200);
      must(globalThis.gc)();
      return process.memoryUsage().heapUsed;
  }
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the subject has no such part');
  return value;
}

const send = (message: FromSubject) => process.send?.(message);
process.on('message', async ({ id, work }: ToSubject) => {
  try {
    send({ id, result: await perform(work) });
  } catch (error) {
    send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
process.once('disconnect', () => process.exit());
send('ready');
