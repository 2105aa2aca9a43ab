import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { Answer, EndpointClient } from '../../demo/stand-ins/endpoint-client.js';
import { refreshLeaseTime } from '../../src/backend/store/grant-store.js';
import { postLeaseTime } from '../../src/backend/store/post-records.js';
import type { LinkRequest } from '../../src/protocol.js';
import { type Cluster, NoAnswer, startCluster, type Worker } from './cluster.js';

const kills = 100;

/** Milliseconds: longer than most of the work takes, so that some of it is done when the process dies. */
const longestLife = 300;

/** Work that a process is killed in the middle of, and the check of what must hold then. */
interface Crash {
  work(victim: Worker): Promise<unknown>;
  check(survivor: Worker): Promise<void>;
}

describe('a process that is killed', () => {
  let cluster: Cluster;
  let survivor: Worker;
  /** Links that nobody unlinks. */
  let accounts: string[];
  /** POSTs that were being worked on, to be repeated once their process counts as dead. */
  const interrupted: { vccAccountId: string; request: LinkRequest; ifMatch: Record<string, string> }[] = [];
  before(async () => {
    cluster = await startCluster();
    survivor = await cluster.startWorker();
    accounts = await cluster.makeLinks(60);
  });
  after(() => cluster.close());

  const newAccount = () => `crash-${randomUUID()}`;
  const ifMatchOf = async (page: EndpointClient) => ({ 'If-Match': (await page.get()).etag });
  const count = async (sql: string, ...parameters: unknown[]) => (await cluster.database.query(sql, parameters)).length;

  /** Checks that link, answer of the POST and audit event are all there or none. Returns whether they are. */
  async function isWholeOrNothing(vccAccountId: string): Promise<boolean> {
    const links = await cluster.database.query<{ link_id: string }>(
      'select link_id from link where vcc_account_id = $1',
      [vccAccountId],
    );
    const linkId = links[0]?.link_id ?? '';
    const answers = await count(
      `select 1 from attempt where vcc_account_id = $1 and answer ->> 'linkId' = $2 and waiting_grant is null`,
      vccAccountId,
      linkId,
    );
    const events = await count(`select 1 from audit_event where vcc_account_id = $1 and type = 'linked'`, vccAccountId);
    assert.deepEqual([answers, events], [links.length, links.length], 'link, answer and audit event belong together');
    return links.length > 0;
  }

  /** Linked, or not because the code had been sent to Entra by the process that died. */
  function assertAnswered(answer: Answer): void {
    assert.ok(answer.status === 201 || answer.problem.code === 'code-rejected', JSON.stringify(answer));
  }

  async function works(vccAccountId: string): Promise<void> {
    const outcome = await survivor.ask({ kind: 'find', vccAccountId });
    assert.equal(outcome?.kind, 'records', JSON.stringify(outcome));
  }

  async function unlink(page: EndpointClient): Promise<void> {
    assert.equal((await page.delete()).status, 204);
    assert.equal((await page.get()).body.status, 'unlinked');
  }

  async function linking(): Promise<Crash> {
    const vccAccountId = newAccount();
    const page = survivor.page(vccAccountId);
    const request = await page.signIn('alex');
    const ifMatch = await ifMatchOf(page);
    return {
      work: (victim) => victim.page(vccAccountId).post(request, ifMatch),
      async check() {
        const isLinked = await isWholeOrNothing(vccAccountId);
        const replay = await page.post(request, ifMatch);
        if (isLinked) {
          assert.equal(replay.status, 201);
          await works(vccAccountId);
          await unlink(page);
        } else if (replay.status === 503) {
          assert.equal(replay.problem.code, 'in-progress');
          interrupted.push({ vccAccountId, request, ifMatch });
        } else {
          // The process died before it had written anything down, or so long ago that its lease has ended.
          assertAnswered(replay);
          await unlink(page);
        }
      },
    };
  }

  async function choosing(): Promise<Crash> {
    const vccAccountId = newAccount();
    const page = survivor.page(vccAccountId);
    const ifMatch = await ifMatchOf(page);
    const { choice, organizations = [] } = (await page.link('sam')).problem;
    const body = { choice, organizationUrl: organizations[1]?.url };
    return {
      work: (victim) => victim.page(vccAccountId).post(body, ifMatch),
      async check() {
        const isLinked = await isWholeOrNothing(vccAccountId);
        const repeated = await page.post(body, ifMatch);
        assert.ok(repeated.status === 201 || (!isLinked && repeated.status === 503), JSON.stringify(repeated));
        await unlink(page);
      },
    };
  }

  async function replacing(): Promise<Crash> {
    const vccAccountId = newAccount();
    const page = survivor.page(vccAccountId);
    assert.equal((await page.link('alex')).status, 201);
    const request = await page.signIn('kim');
    const ifMatch = await ifMatchOf(page);
    return {
      work: (victim) => victim.page(vccAccountId).post(request, ifMatch),
      async check() {
        const { body } = await page.get();
        assert.equal(body.status, 'linked', 'the old link or the new one');
        await works(vccAccountId);
        await unlink(page);
      },
    };
  }

  async function unlinking(): Promise<Crash> {
    const vccAccountId = newAccount();
    const page = survivor.page(vccAccountId);
    assert.equal((await page.link('alex')).status, 201);
    const ifMatch = await ifMatchOf(page);
    return {
      work: (victim) => victim.page(vccAccountId).delete(ifMatch),
      async check() {
        const left = await count('select 1 from link where vcc_account_id = $1', vccAccountId);
        const events = await count(
          `select 1 from audit_event where vcc_account_id = $1 and type = 'unlinked'`,
          vccAccountId,
        );
        assert.equal(left + events, 1);
        assert.equal((await page.delete(ifMatch)).status, 204);
        assert.equal((await page.get()).body.status, 'unlinked');
      },
    };
  }

  async function refreshing(): Promise<Crash> {
    const due = accounts.slice(0, 10);
    await cluster.database.query('update link set access_token_expires_at = now() where vcc_account_id = any($1)', [
      due,
    ]);
    return {
      work: (victim) => Promise.all(due.map((vccAccountId) => victim.ask({ kind: 'find', vccAccountId }))),
      // Lost grants are looked for at the end, when the leases have ended.
      check: async () => undefined,
    };
  }

  async function keepingAlive(): Promise<Crash> {
    await cluster.database.query('update link set keep_alive_at = now() where vcc_account_id = any($1)', [accounts]);
    return { work: (victim) => victim.ask({ kind: 'keep-alive' }), check: async () => undefined };
  }

  async function rotating(): Promise<Crash> {
    await cluster.rotateBack();
    return { work: (victim) => victim.ask({ kind: 'rotate-keys' }), check: async () => undefined };
  }

  it(`${kills} times leaves no half link, no lost grant and no leaked lease`, async (test) => {
    const kinds = [linking, replacing, unlinking, choosing, refreshing, keepingAlive, rotating];
    const cutShort = new Map<string, number>();
    let next = cluster.startWorker();
    for (let kill = 0; kill < kills; kill++) {
      const victim = await next;
      if (kill + 1 < kills) next = cluster.startWorker();
      const kind = kinds[kill % kinds.length] ?? linking;
      const crash = await kind();
      const life = randomInt(longestLife);
      let isDone = false;
      const work = crash.work(victim).then(
        () => {
          isDone = true;
        },
        (error: unknown) => {
          if (!(error instanceof NoAnswer)) throw error;
        },
      );
      await new Promise((resolve) => setTimeout(resolve, life));
      if (!isDone) cutShort.set(kind.name, (cutShort.get(kind.name) ?? 0) + 1);
      await victim.kill();
      await work;
      await crash.check(survivor).catch((error: unknown) => {
        throw new Error(`${kind.name}, killed after ${life} ms`, { cause: error });
      });
    }
    test.diagnostic(`killed in the middle of: ${JSON.stringify(Object.fromEntries(cutShort))}`);

    // The work of a dead process can be taken over when its lease has ended.
    await new Promise((resolve) => setTimeout(resolve, Math.max(refreshLeaseTime, postLeaseTime)));
    for (const { vccAccountId, request, ifMatch } of interrupted) {
      const page = survivor.page(vccAccountId);
      const answer: Answer = await page.post(request, ifMatch);
      assertAnswered(answer);
      assert.equal(await isWholeOrNothing(vccAccountId), answer.status === 201);
      if (answer.status === 201) await unlink(page);
    }
    test.diagnostic(`${interrupted.length} POSTs were interrupted; each got its one answer`);

    await cluster.database.query('update link set access_token_expires_at = now()');
    for (const vccAccountId of accounts) await works(vccAccountId);
    assert.equal(await count('select 1 from link where vcc_account_id = any($1)', accounts), accounts.length);
    assert.equal(await count(`select 1 from link where health <> 'active'`), 0);
    assert.equal((await survivor.ask({ kind: 'rotate-keys' }))?.kind, 'done');
    assert.equal(await count(`select 1 from link where key_id <> 'new'`), 0);
    assert.equal(await count('select 1 from link where refresh_leased_until is not null'), 0);
  });
});
