import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Cluster, startCluster, type Worker } from './cluster.js';

/**
 * Of each process. Were they many, the limits on the time of a call would tell how fast the machine is, not whether a link is
 * refreshed once.
 */
const callsAtOnce = 4;

describe('four processes on one database', () => {
  let cluster: Cluster;
  let workers: Worker[];
  let accounts: string[];
  before(async () => {
    cluster = await startCluster();
    workers = await Promise.all([1, 2, 3, 4].map(() => cluster.startWorker()));
    // Nothing is measured by the first call of a process, which loads what all calls need.
    for (const worker of workers) await use(await cluster.makeLinks(1), [worker]);
    accounts = await cluster.makeLinks(200);
  });
  after(() => cluster.close());

  const refreshes = () => cluster.entra.requests.filter(({ path }) => path.endsWith('/token')).length;

  /** Each of these processes uses each of these links once, a few links at a time, all processes at once. */
  async function use(links: readonly string[], by: readonly Worker[]): Promise<void> {
    for (let start = 0; start < links.length; start += callsAtOnce) {
      const some = links.slice(start, start + callsAtOnce);
      const outcomes = await Promise.all(
        by.flatMap((worker) => some.map((vccAccountId) => worker.ask({ kind: 'find', vccAccountId }))),
      );
      for (const outcome of outcomes) assert.equal(outcome?.kind, 'records', JSON.stringify(outcome));
    }
  }

  it('refresh 200 links that all of them use at once 200 times', async () => {
    cluster.entra.requests.length = 0;
    await use(accounts, workers);
    assert.equal(refreshes(), accounts.length);
    const versions = await cluster.database.query<{ version: number }>(
      'select distinct version from link where vcc_account_id = any($1)',
      [accounts],
    );
    assert.deepEqual(versions, [{ version: 2 }]);
    assert.deepEqual(await cluster.database.query('select 1 from link where refresh_leased_until is not null'), []);

    for (const worker of workers) await use(accounts, [worker]);
    assert.equal(refreshes(), accounts.length, 'what one process refreshed, all of them use');
  });

  it('keep 200 idle links alive together, each once', async () => {
    const due = `update link set keep_alive_at = now() - interval '1 day' where vcc_account_id = any($1)`;
    await cluster.database.query(due, [accounts]);
    cluster.entra.requests.length = 0;
    const outcomes = await Promise.all(workers.map((worker) => worker.ask({ kind: 'keep-alive' })));
    assert.ok(
      outcomes.every((outcome) => outcome?.kind === 'done'),
      JSON.stringify(outcomes),
    );
    assert.equal(refreshes(), accounts.length);
  });
});
