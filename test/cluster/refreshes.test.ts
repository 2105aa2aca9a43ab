import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Cluster, startCluster, type Worker } from './cluster.js';

describe('four processes on one database', () => {
  let cluster: Cluster;
  let workers: Worker[];
  before(async () => {
    cluster = await startCluster();
    workers = await Promise.all([1, 2, 3, 4].map(() => cluster.startWorker()));
  });
  after(() => cluster.close());

  const refreshes = () => cluster.entra.requests.filter(({ path }) => path.endsWith('/token')).length;

  it('refresh 200 links that all of them use at once 200 times', async (test) => {
    const accounts = await cluster.makeLinks(200);
    cluster.entra.requests.length = 0;
    const started = performance.now();
    const uses = workers.flatMap((worker) =>
      accounts.map((vccAccountId) => worker.ask({ kind: 'find', vccAccountId })),
    );
    const outcomes = await Promise.all(uses);
    const inTime = outcomes.filter((outcome) => outcome?.kind === 'records').length;
    const milliseconds = Math.round(performance.now() - started);
    test.diagnostic(
      `${uses.length} calls, ${inTime} within their time limit, ${refreshes()} refreshes, ${milliseconds} ms`,
    );
    // A small machine can't do 800 calls in the time limit of each: those that it can't are told so, in words of ours.
    const inTimeOrTold = outcomes.every(
      (outcome) =>
        outcome?.kind === 'records' || (outcome?.kind === 'error' && String(outcome.code).endsWith('-unavailable')),
    );
    assert.ok(inTimeOrTold, JSON.stringify(outcomes.slice(0, 5)));
    assert.equal(refreshes(), accounts.length);
    const versions = await cluster.database.query<{ version: number }>('select distinct version from link');
    assert.deepEqual(versions, [{ version: 2 }]);
    assert.deepEqual(await cluster.database.query('select 1 from link where refresh_leased_until is not null'), []);

    for (const worker of workers) {
      const again = await Promise.all(accounts.map((vccAccountId) => worker.ask({ kind: 'find', vccAccountId })));
      assert.ok(again.every((outcome) => outcome?.kind === 'records'));
    }
    assert.equal(refreshes(), accounts.length, 'what one process refreshed, all of them use');
  });

  it('keep 200 idle links alive together, each once', async () => {
    await cluster.database.query(`update link set keep_alive_at = now() - interval '1 day'`);
    cluster.entra.requests.length = 0;
    const outcomes = await Promise.all(workers.map((worker) => worker.ask({ kind: 'keep-alive' })));
    assert.ok(
      outcomes.every((outcome) => outcome?.kind === 'done'),
      JSON.stringify(outcomes),
    );
    assert.equal(refreshes(), 200);
  });
});
