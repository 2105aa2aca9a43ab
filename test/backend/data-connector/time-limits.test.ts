import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test';
import { delay, HttpResponse, http, passthrough } from 'msw';
import type { DataConnector, LinkError } from '../../../src/backend.js';
import { interceptRequests } from '../intercepted-requests.js';
import { later, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

describe('a slow or throttled call of the data connector', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  let page: Page;
  let connector: DataConnector;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    ({ page, connector } = await setup.linkAccount('alex'));
  });
  after(() => setup.close());

  const findByName = (lastname: string) => setup.findContacts(page.vccAccountId, lastname);

  /** Replaces the time limit of the next call. Returns a function that lets it run out. */
  function withoutClock(test: TestContext): () => void {
    const controller = new AbortController();
    // The first limit that a call sets is that of the whole call.
    test.mock.method(AbortSignal, 'timeout', () => controller.signal, { times: 1 });
    return () => controller.abort(new DOMException('too slow', 'TimeoutError'));
  }

  it('passes on how long to wait when it is throttled, and does not try again', async () => {
    let calls = 0;
    faults.use(
      http.get(`${setup.webApi}/contacts`, () => {
        calls++;
        return HttpResponse.json({ error: { code: '0x80072322' } }, { status: 429, headers: { 'Retry-After': '17' } });
      }),
    );
    await assert.rejects(findByName('x'), (error: { code: string; details: object }) => {
      assert.equal(error.code, 'throttled');
      assert.deepEqual(error.details, { retryAfter: 17 });
      return true;
    });
    assert.equal(calls, 1);
  });

  it('gives up when Dynamics 365 does not answer, and then asks nothing more', async (test) => {
    const timeIsUp = withoutClock(test);
    faults.use(
      http.get(`${setup.webApi}/*`, async () => {
        timeIsUp();
        await delay('infinite');
      }),
    );
    await assert.rejects(findByName('x'), { code: 'dynamics-unavailable' });
  });

  it('has one time limit for the whole call, the refresh included', async (test) => {
    const timeIsUp = withoutClock(test);
    faults.use(
      http.post(
        setup.entra.metadata.token_endpoint,
        () => {
          timeIsUp();
          return passthrough();
        },
        { once: true },
      ),
    );
    await later(80, async () => {
      await assert.rejects(findByName('x'), { code: 'identity-provider-unavailable' });
      assert.deepEqual(await findByName('Anderson'), ['Anderson']);
      assert.equal(setup.tokenRequests(), 1, 'what the refresh gave was kept');
    });
  });

  it('does not repeat a create that may have happened, and says so', async () => {
    let calls = 0;
    for (const outcome of [() => HttpResponse.error(), () => new HttpResponse(null, { status: 504 })]) {
      faults.use(
        http.post(`${setup.webApi}/contacts`, () => {
          calls++;
          return outcome();
        }),
      );
      await assert.rejects(connector.create('contact', { lastname: 'x' }), (error: LinkError) => {
        assert.equal(error.code, 'dynamics-unavailable');
        assert.equal(error.details.outcomeUnknown, true);
        return true;
      });
    }
    assert.equal(calls, 2);
  });

  it('waits as long as it is told when throttled, a create too, since nothing was done', async () => {
    const throttled = HttpResponse.json(
      { error: { code: '0x80072321' } },
      { status: 429, headers: { 'Retry-After': '1' } },
    );
    faults.use(http.post(`${setup.webApi}/contacts`, () => throttled, { once: true }));
    const started = performance.now();
    await connector.create('contact', { lastname: 'Patience' });
    assert.ok(performance.now() - started >= 1000);
    assert.equal((await findByName('Patience')).length, 1);
  });

  it('leaves a pause where it is told to wait for no time at all', async () => {
    for (const retryAfter of ['0', '', '-5']) {
      let calls = 0;
      faults.use(
        http.get(`${setup.webApi}/contacts`, () => {
          calls++;
          return HttpResponse.json({}, { status: 429, headers: { 'Retry-After': retryAfter } });
        }),
      );
      await assert.rejects(findByName('x'), { code: 'throttled' });
      assert.ok(calls <= 10, `${calls} calls`);
      faults.resetHandlers();
    }
  });
});
