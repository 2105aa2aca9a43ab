import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { migrate } from '../../src/backend/store/database/schema.js';
import { createEventFeed, type StoredEvent } from '../../src/backend/store/event-feed.js';
import { type Cluster, NoAnswer, startCluster, type Worker } from './cluster.js';

const processes = 4;
const kills = 12;
const privileges = ['prvReadContact', 'prvCreateContact', 'prvWriteContact'];

/** What an account's events must be, one after the other. */
const follows: Record<string, readonly string[]> = {
  start: ['linked'],
  linked: ['unlinked', 'restricted'],
  restricted: ['restricted', 'recovered', 'unlinked'],
  recovered: ['restricted', 'unlinked'],
  unlinked: ['linked'],
};

describe('a consumer of the events of several processes', () => {
  let cluster: Cluster;
  before(async () => {
    cluster = await startCluster();
    await migrate(cluster.database);
  });
  after(() => cluster.close());

  it('sees each event once and in order, however often it and the processes come and go', async (test) => {
    const workers = await Promise.all(Array.from({ length: processes }, () => cluster.startWorker()));
    let isDone = false;
    let isOver = false;
    const seen: StoredEvent[] = [];

    /** Reads a few pages from the place that it kept, is gone for a while, and comes back. */
    const consumer = (async () => {
      let place: string | undefined;
      for (let isLast = false; !isLast; ) {
        isLast = isOver;
        // Nothing but its place survives between two lives of a consumer.
        const read = createEventFeed(cluster.database);
        for (;;) {
          const { events, next } = await read({ limit: randomInt(1, 8), ...(place !== undefined && { after: place }) });
          seen.push(...events);
          place = next;
          if (events.length === 0) break;
        }
        if (!isLast) await new Promise((resolve) => setImmediate(resolve));
      }
    })();

    // Two users, so two accounts at a time: each lives through links, losses and unlinks in whichever process answers.
    const live = async (username: string) => {
      while (!isDone) {
        const vccAccountId = `account-${randomUUID()}`;
        const any = () => workers[randomInt(workers.length)] as Worker;
        await unlessKilled(() => any().page(vccAccountId).link(username));
        for (let change = 0; change < 4; change++) {
          cluster.dataverse.withdrawPrivilege(`${username}@contoso.example`, privileges[change % 3] ?? '');
          if (change === 3) cluster.dataverse.reset();
          await Promise.all([0, 1].map(() => any().ask({ kind: 'check', vccAccountId })));
        }
        await untilDone(() => any().page(vccAccountId).delete());
      }
    };
    const lives = Promise.all(['alex', 'kim'].map(live));

    for (let kill = 0; kill < kills; kill++) {
      const next = await cluster.startWorker();
      const index = randomInt(workers.length);
      const victim = workers[index];
      workers[index] = next;
      await victim?.kill();
    }
    isDone = true;
    await lives;
    isOver = true;
    await consumer;

    const stored = await cluster.database.query<{ id: string; type: string; vcc_account_id: string | null }>(
      'select id::text, type, vcc_account_id from audit_event order by id',
    );
    assert.equal(seen.length, stored.length, 'none is lost, none comes twice');
    assert.equal(new Set(seen.map(({ id }) => id)).size, seen.length);
    assert.deepEqual(
      seen.map(({ id }) => Number(id)),
      seen.map((_, index) => index + 1),
    );
    const changes = seen.filter(({ type }) => type !== 'refused' && type !== 'refreshed');
    const last = new Map<string, string>();
    for (const { vccAccountId = '', type } of changes) {
      const before = last.get(vccAccountId) ?? 'start';
      assert.ok(follows[before]?.includes(type), `${type} after ${before} in ${vccAccountId}`);
      last.set(vccAccountId, type);
    }
    assert.ok(last.size > 2 && changes.some(({ type }) => type === 'recovered'), 'something happened');
    test.diagnostic(
      `${processes} processes, ${kills} kills, ${last.size} accounts, ${seen.length} events: all seen, in order`,
    );
  });

  async function unlessKilled(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => {
      if (!(error instanceof NoAnswer)) throw error;
    });
  }

  async function untilDone(work: () => Promise<{ status: number }>): Promise<void> {
    for (;;) {
      const answer = await work().catch((error: unknown) => {
        if (!(error instanceof NoAnswer)) throw error;
        return undefined;
      });
      if (answer?.status === 204) return;
    }
  }
});
