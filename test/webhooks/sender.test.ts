import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test';
import { createFileCursor } from '../../demo/webhooks/cursor.js';
import { sendWebhooks, WebhookGone, type WebhookSenderOptions } from '../../demo/webhooks/sender.js';
import type { StoredEvent } from '../../src/backend.js';
import { later, startTestBackend, type TestBackend } from '../backend/test-backend.js';
import { type ReceivingServer, secret, startReceivingServer } from './receiving-server.js';

let receiver: ReceivingServer;
beforeEach(async () => {
  receiver = await startReceivingServer();
});
afterEach(() => receiver.close());

/** A list of events, as `backend.events()` reads it. */
function eventsOf(...stored: StoredEvent[]): WebhookSenderOptions['events'] {
  return async ({ after = '0' } = {}) => {
    const events = stored.filter(({ id }) => Number(id) > Number(after));
    return { events, next: events.at(-1)?.id ?? after };
  };
}

function event(number: number, type: StoredEvent['type'] = 'expired', at = new Date()): StoredEvent {
  return { id: String(number), type, at, vccAccountId: `account-${number % 2}`, details: { number } };
}

interface Sending extends Partial<WebhookSenderOptions> {
  events: WebhookSenderOptions['events'];
}

/** Sends until there is nothing more to send. Pauses take no time; `onFailure` is awaited in their place. */
async function sendAll({ onFailure, ...options }: Sending & { onFailure?(error: Error): unknown }): Promise<number[]> {
  const ending = new AbortController();
  const pauses: number[] = [];
  let failure: Error | undefined;
  await sendWebhooks(
    {
      url: receiver.url,
      secret,
      cursor: createFileCursor(join(receiver.directory, 'place')),
      onFailure: ({ error }) => {
        failure = error;
      },
      async wait(milliseconds) {
        if (!failure) return ending.abort();
        const told = failure;
        failure = undefined;
        pauses.push(milliseconds / 1000);
        await onFailure?.(told);
      },
      ...options,
    },
    ending.signal,
  );
  return pauses;
}

const numbers = async () => (await receiver.received()).map(({ event: { data } }) => data.details['number']);

describe('webhooks of the events', () => {
  it('go out in order, each once, from where the last process stopped', async () => {
    await sendAll({ events: eventsOf(event(1), event(2)) });
    await sendAll({ events: eventsOf(event(1), event(2), event(3, 'key-missing')) });
    assert.deepEqual(await numbers(), [1, 2, 3]);
    assert.equal(receiver.attempts.length, 3);
    const [, , last] = await receiver.received();
    assert.equal(last?.event.type, 'dynamics_link.key_missing');
    assert.equal(last?.event.data.vccAccountId, 'account-1');
  });

  it('wait for a receiver that is down, with pauses that grow to ten minutes', async () => {
    await receiver.stop();
    let failures = 0;
    const pauses = await sendAll({
      events: eventsOf(event(1), event(2), event(3)),
      onFailure: async () => {
        if (++failures === 14) await receiver.start();
      },
    });
    assert.deepEqual(await numbers(), [1, 2, 3]);
    assert.equal(pauses.length, 14);
    for (const [index, seconds] of pauses.entries()) {
      const least = Math.min(2 ** index, 600);
      assert.ok(seconds >= least && seconds <= least * 1.2, `${seconds} s after ${index + 1} failures`);
    }
  });

  for (const status of [500, 503, 429, 404, 401, 301]) {
    it(`are sent again with the same id, and before those behind them, after a ${status}`, async () => {
      let refusals = 0;
      receiver.intercept = (request, take) => {
        const isSecond = request.headers.get('webhook-id')?.startsWith('evt_2_');
        if (!isSecond || ++refusals > 3) return take();
        return new Response(null, { status, headers: { location: receiver.url, 'retry-after': '40' } });
      };
      const pauses = await sendAll({ events: eventsOf(event(1), event(2), event(3)) });
      assert.deepEqual(await numbers(), [1, 2, 3]);
      assert.deepEqual(
        receiver.attempts.map(({ id }) => id.split('_')[1]),
        ['1', '2', '2', '2', '2', '3'],
      );
      assert.equal(new Set(receiver.attempts.map(({ id }) => id)).size, 3);
      assert.ok(
        pauses.every((seconds) => seconds >= 40),
        'no sooner than the receiver asks',
      );
    });
  }

  it('that were taken, though the answer was lost, are not taken twice', async () => {
    let answers = 0;
    receiver.intercept = async (_, take) => {
      const answer = await take();
      if (++answers === 1) {
        await receiver.stop();
        await receiver.start();
      }
      return answer;
    };
    await sendAll({ events: eventsOf(event(1), event(2)) });
    assert.deepEqual(await numbers(), [1, 2]);
    assert.equal(receiver.attempts.length, 3);
  });

  it('are signed anew for each attempt: one that waited for hours is not too old', async () => {
    let refusals = 0;
    receiver.intercept = (_, take) => (++refusals > 1 ? take() : new Response(null, { status: 500 }));
    const old = new Date(Date.now() - 86_400_000);
    try {
      await sendAll({
        events: eventsOf(event(1, 'expired', old)),
        onFailure: () => mock.timers.enable({ apis: ['Date'], now: Date.now() + 7_200_000 }),
      });
    } finally {
      mock.timers.reset();
    }
    assert.deepEqual(await numbers(), [1]);
    const [first, second] = receiver.attempts.map(({ timestamp }) => Number(timestamp));
    assert.ok(first && second && second - first >= 7200);
    const [received] = await receiver.received();
    assert.equal(received?.event.timestamp, old.toISOString(), 'the event says when it happened');
  });

  it('are kept back while the database does not answer, and none is left out', async () => {
    let failures = 0;
    const events = eventsOf(event(1), event(2));
    await sendAll({
      events: async (options) => {
        if (failures++ < 2) throw new Error('the database is away');
        return events(options);
      },
    });
    assert.deepEqual(await numbers(), [1, 2]);
  });

  it('leave out what happens all the time, and get past it', async () => {
    const many = Array.from({ length: 50 }, (_, index) => event(index + 1, 'refreshed'));
    await sendAll({ events: eventsOf(...many, event(51), event(52, 'refused')) });
    assert.deepEqual(await numbers(), [51]);
    assert.equal(await createFileCursor(join(receiver.directory, 'place')).read(), '52');
  });

  it('after a restore of the database, begin anew without the cursor: what was taken is known, what took its place is new', async () => {
    const kept = event(1);
    await sendAll({ events: eventsOf(kept, event(2, 'linked', new Date(1000))) });
    await rm(join(receiver.directory, 'place'));
    await sendAll({ events: eventsOf(kept, event(2, 'expired', new Date(2000))) });
    assert.deepEqual(
      (await receiver.received()).map(({ event: { type } }) => type),
      ['dynamics_link.expired', 'dynamics_link.linked', 'dynamics_link.expired'],
    );
  });

  it('end when the receiver is gone for good, and the event stays', async () => {
    receiver.intercept = () => new Response(null, { status: 410 });
    await assert.rejects(sendAll({ events: eventsOf(event(1)) }), WebhookGone);
    receiver.intercept = (_, take) => take();
    await sendAll({ events: eventsOf(event(1)) });
    assert.deepEqual(await numbers(), [1]);
  });

  it('are not sent in the clear, nor from a place that is none', async () => {
    await assert.rejects(sendAll({ events: eventsOf(event(1)), url: 'http://receiver.example/' }), /https/);
    await writeFile(join(receiver.directory, 'place'), 'garbage');
    await assert.rejects(sendAll({ events: eventsOf(event(1)) }), /no place/);
    assert.deepEqual(await numbers(), []);
  });
});

describe('webhooks of a backend', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  after(() => setup.close());

  it('tell of a link, that it breaks, heals, is replaced and ended', async () => {
    const page = setup.page();
    await page.link('alex');
    setup.dataverse.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    await setup.backend.checkLink(page.vccAccountId);
    setup.dataverse.reset();
    await setup.backend.checkLink(page.vccAccountId);
    setup.entra.revokeGrants('alex');
    await later(80, () => setup.backend.checkLink(page.vccAccountId).catch(() => undefined));
    assert.equal((await page.link('alex')).status, 201);
    await page.delete();
    await sendAll({ events: setup.backend.events });
    const received = await receiver.received();
    assert.deepEqual(
      received.map(({ event: { type } }) => type.replace('dynamics_link.', '')),
      ['linked', 'restricted', 'recovered', 'expired', 'replaced', 'linked', 'unlinked'],
    );
    assert.ok(received.every(({ event: { data } }) => data.vccAccountId === page.vccAccountId));
    for (const token of setup.entra.issuedTokens) assert.ok(!JSON.stringify(received).includes(token));
  });
});
