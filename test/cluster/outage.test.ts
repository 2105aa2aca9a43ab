import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sessionHeader } from '../support/test-portal.js';
import { type Cluster, startCluster, type Worker } from './cluster.js';
import type { Outcome, Work } from './protocol.js';

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

  it('fails what it must, in the words of the contract, restarts no process and loses nothing', async (test) => {
    const outcomes: Outcome[] = [];
    let isLoaded = true;
    const load = workers.map(async (worker) => {
      for (let turn = 0; isLoaded; turn++) {
        const vccAccountId = accounts[turn % accounts.length] ?? '';
        for (const outcome of await Promise.all([
          worker.ask({ kind: 'find', vccAccountId }),
          worker.ask(get(vccAccountId)),
        ])) {
          assert.ok(outcome, 'the process is alive');
          outcomes.push(outcome);
        }
      }
    });
    const during = async (milliseconds: number) => {
      const start = outcomes.length;
      await sleep(milliseconds);
      return outcomes.slice(start);
    };
    const isGood = (outcome: Outcome) =>
      outcome.kind === 'records' || (outcome.kind === 'response' && outcome.status === 200);

    await during(2000);
    // Refreshes are under way when it stops, too.
    await cluster.database.query('update link set access_token_expires_at = now()');
    await sleep(100);
    await cluster.postgres.stop();
    const down = await during(3000);
    await cluster.postgres.start();
    await during(1000);
    const healed = await during(3000);
    isLoaded = false;
    await Promise.all(load);

    const failures = outcomes.filter((outcome) => !isGood(outcome));
    for (const failure of failures) {
      if (failure.kind === 'response') {
        assert.equal(failure.status, 500);
        const { code, title, correlationId, accountTag, ...rest } = JSON.parse(failure.body);
        assert.deepEqual([code, title, rest], ['internal', 'Internal error', { status: 500 }]);
        assert.ok(correlationId && accountTag);
      } else {
        // The second one for who waited, to the end of its time, for a refresh that could not be written down.
        const code = failure.kind === 'error' && failure.code;
        assert.ok(code === 'internal' || code === 'identity-provider-unavailable', JSON.stringify(failure));
      }
    }
    test.diagnostic(`${outcomes.length} calls, ${failures.length} failed, ${healed.length} after the restart`);
    assert.ok(down.some((outcome) => !isGood(outcome)));
    assert.ok(healed.length > 0 && healed.every(isGood), JSON.stringify(healed.find((outcome) => !isGood(outcome))));
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
