import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refreshLeaseTime } from '../../src/backend/store/grant-store.js';
import { sessionHeader } from '../support/test-portal.js';
import { type Cluster, startCluster, type Worker } from './cluster.js';
import type { Outcome, Work } from './protocol.js';

interface Call {
  worker: Worker;
  /** When it was made (`performance.now()`). */
  began: number;
  outcome: Outcome;
}

describe('PostgreSQL stopped and started under load', () => {
  let cluster: Cluster;
  let workers: Worker[];
  let accounts: string[];
  before(async () => {
    cluster = await startCluster();
    workers = await Promise.all([1, 2, 3, 4].map(() => cluster.startWorker()));
    accounts = await cluster.makeLinks(40);
  });
  after(() => cluster.close());

  const get = (vccAccountId: string): Work => ({
    kind: 'fetch',
    method: 'GET',
    headers: Object.entries(sessionHeader({ vccAccountId, userId: 'admin' })),
  });
  const isGood = ({ outcome }: Call) =>
    outcome.kind === 'records' || (outcome.kind === 'response' && outcome.status === 200);

  it('fails what it must, in the words of the contract, restarts no process and loses nothing', async (test) => {
    const calls: Call[] = [];
    /** To be looked at after every call. */
    let look = () => {};
    let isLoaded = true;
    let healedAt = Number.POSITIVE_INFINITY;
    const load = workers.map(async (worker) => {
      for (let turn = 0; isLoaded; turn++) {
        const vccAccountId = accounts[turn % accounts.length] ?? '';
        await Promise.all(
          [{ kind: 'find', vccAccountId } as const, get(vccAccountId)].map(async (work) => {
            const began = performance.now();
            const outcome = await worker.ask(work);
            assert.ok(outcome, 'the process is alive');
            const call = { worker, began, outcome };
            assert.ok(isGood(call) || began < healedAt, JSON.stringify(outcome));
            calls.push(call);
            look();
          }),
        );
      }
    });
    /** Resolves when this holds of every process, for the calls from now on. */
    const until = (condition: (of: Call[]) => boolean) => {
      const start = calls.length;
      const holds = new Promise<void>((resolve) => {
        look = () => {
          const since = calls.slice(start);
          if (workers.every((worker) => condition(since.filter((call) => call.worker === worker)))) resolve();
        };
      });
      return Promise.race([holds, ...load]);
    };
    const round = 2 * accounts.length;

    await until((of) => of.length >= round);
    // Refreshes are under way when it stops, too.
    do await cluster.database.query('update link set access_token_expires_at = now()');
    while ((await cluster.database.query('select 1 from link where refresh_leased_until is not null')).length === 0);
    await cluster.postgres.stop();
    await until((of) => of.filter((call) => !isGood(call)).length >= 20);
    await cluster.postgres.start();
    const restarted = performance.now();
    // What fails after the restart began before it, had a connection of before it, or is about a grant whose lease was lost with the
    // answer. By then every such lease has ended.
    healedAt = restarted + refreshLeaseTime;
    await until((of) => of.length >= round && of.slice(-round).every(isGood));
    isLoaded = false;
    await Promise.all(load);

    const failures = calls.filter((call) => !isGood(call));
    for (const { outcome } of failures) {
      if (outcome.kind === 'response') {
        assert.equal(outcome.status, 500);
        const { code, title, correlationId, accountTag, ...rest } = JSON.parse(outcome.body);
        assert.deepEqual([code, title, rest], ['internal', 'Internal error', { status: 500 }]);
        assert.ok(correlationId && accountTag);
      } else {
        // The others for who waited, to the end of its time, for a refresh that could not be written down, or for the database.
        const code = outcome.kind === 'error' && outcome.code;
        const codes = ['internal', 'identity-provider-unavailable', 'dynamics-unavailable'];
        assert.ok(code && codes.includes(code), JSON.stringify(outcome));
      }
    }
    const late = failures.filter(({ began }) => began > restarted).length;
    test.diagnostic(`${calls.length} calls, ${failures.length} failed, ${late} of those made after the restart`);
    assert.ok(workers.every((worker) => worker.isAlive()));

    // A grant that was being refreshed when the database stopped can be refreshed when its lease has ended.
    await cluster.database.query(
      'update link set access_token_expires_at = now(), refresh_leased_until = null where refresh_leased_until is not null',
    );
    for (const vccAccountId of accounts) {
      const outcome = await workers[0]?.ask({ kind: 'find', vccAccountId });
      assert.equal(outcome?.kind, 'records', JSON.stringify(outcome));
    }
    assert.equal((await cluster.database.query(`select 1 from link where health = 'active'`)).length, accounts.length);
  });
});
