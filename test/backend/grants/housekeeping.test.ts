import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createHousekeeping } from '../../../src/backend/grants/housekeeping.js';
import { later, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

const days = 24 * 60;

describe('the housekeeping', () => {
  let setup: TestBackend;
  let page: Page;
  before(async () => {
    setup = await startTestBackend({ keepAlive: false });
  });
  beforeEach(async () => {
    await setup.reset();
    page = setup.page();
    assert.equal((await page.link('sam')).problem.code, 'organization-choice-required');
  });
  after(() => setup.close());

  const waitingGrants = () => setup.query('select code_hash from attempt where waiting_grant is not null');

  it('deletes old audit events, post records and waiting grants', async () => {
    await later(401 * days, () => setup.backend.keepAlive());
    const rows = await setup.query(`select type from audit_event where at < now() + interval '1 day'`);
    assert.deepEqual(rows, []);
    assert.deepEqual(await setup.query('select code_hash from attempt'), []);
  });

  it('is not done by requests, which do not use what has waited too long either', async () => {
    await later(11, async () => {
      assert.equal((await page.get()).body.pending, undefined);
      assert.equal((await page.link('robin')).problem.code, 'insufficient-privileges');
    });
    assert.equal((await waitingGrants()).length, 1);
    await later(11, () => setup.backend.keepAlive());
    assert.deepEqual(await waitingGrants(), []);
  });
});

describe('the timer of the housekeeping', () => {
  const minute = 60_000;
  const ticks = async (test: { mock: { timers: { tick(ms: number): void } } }, milliseconds: number) => {
    test.mock.timers.tick(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  };

  it('sweeps about once a minute, also after a failure, until it is stopped', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    const warnings: string[] = [];
    test.mock.method(process, 'emitWarning', (message: string) => warnings.push(message));
    let sweeps = 0;
    const deletedBefore: Date[] = [];
    const housekeeping = createHousekeeping({
      postRecords: {
        async sweep() {
          sweeps++;
          if (sweeps === 1) throw new Error('the database is away');
        },
      },
      audit: { recordLeftOut: async () => undefined, deleteBefore: async (then) => void deletedBefore.push(then) },
      rateCounters: { sweep: async () => undefined },
      notices: { deleteBefore: async () => undefined },
    });
    housekeeping.start();
    await ticks(test, 0.74 * minute);
    assert.equal(sweeps, 0);
    for (const expected of [1, 2, 3]) {
      await ticks(test, 1.25 * minute);
      assert.equal(sweeps, expected);
    }
    assert.deepEqual(warnings, ['vcc-dynamics-auth: the housekeeping did not run: the database is away']);
    assert.equal(deletedBefore.length, 2);
    assert.equal(Math.round((Date.now() - Number(deletedBefore[0])) / (days * minute)), 400);
    await housekeeping.stop();
    await ticks(test, 10 * minute);
    assert.equal(sweeps, 3);
  });

  it('is stopped once the sweep that is under way has ended', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    let end = () => {};
    const swept = new Promise<void>((resolve) => {
      end = resolve;
    });
    const housekeeping = createHousekeeping({
      postRecords: { sweep: () => swept },
      audit: { recordLeftOut: async () => undefined, deleteBefore: async () => undefined },
      rateCounters: { sweep: async () => undefined },
      notices: { deleteBefore: async () => undefined },
    });
    housekeeping.start();
    await ticks(test, 1.25 * minute);
    let isStopped = false;
    const stopping = housekeeping.stop().then(() => {
      isStopped = true;
    });
    await ticks(test, 10 * minute);
    assert.equal(isStopped, false);
    end();
    await stopping;
  });
});
