import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { Received } from '../../demo/webhooks/inbox.js';
import { createWebhookReceiver } from '../../demo/webhooks/receiver.js';
import { type ReceivingServer, secret, startReceivingServer } from './receiving-server.js';

const otherSecret = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const body = JSON.stringify({
  type: 'dynamics_link.expired',
  timestamp: new Date().toISOString(),
  data: { details: {} },
});

function signed({ id = 'evt_1_1', at = new Date(), by = secret, text = body } = {}): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(by).sign(id, at, text),
  };
}

const minutesFromNow = (minutes: number) => new Date(Date.now() + minutes * 60_000);

describe('a receiver of webhooks', () => {
  let server: ReceivingServer;
  beforeEach(async () => {
    server = await startReceivingServer();
  });
  afterEach(() => server.close());

  const post = async (headers: Record<string, string>, text = body) =>
    (await fetch(server.url, { method: 'POST', headers, body: text })).status;

  it('takes what is signed with its secret, each id once, also when it comes twice at once', async () => {
    assert.deepEqual(await Promise.all([post(signed()), post(signed())]), [204, 204]);
    assert.equal(await post(signed()), 204);
    assert.equal(await post(signed({ id: 'evt_2_1' })), 204);
    assert.deepEqual(
      (await server.received()).map(({ id }) => id),
      ['evt_1_1', 'evt_2_1'],
    );
  });

  for (const [what, headers, text] of [
    ['of somebody else', signed({ by: otherSecret })],
    ['whose content was changed', signed(), body.replace('expired', 'linked')],
    ['that was written anew', signed(), `${body} `],
    ['with the id of another one', { ...signed(), 'webhook-id': 'evt_3_1' }],
    ['with another time', { ...signed(), 'webhook-timestamp': String(Math.floor(Date.now() / 1000) + 5) }],
    ['from six minutes ago', signed({ at: minutesFromNow(-6) })],
    ['from in six minutes', signed({ at: minutesFromNow(6) })],
    ['without a signature', { 'webhook-id': 'evt_1_1', 'webhook-timestamp': '1' }],
    ['with a signature that is none', { ...signed(), 'webhook-signature': 'v1' }],
    ['with a signature of no known kind', { ...signed(), 'webhook-signature': 'v0,abc v1a,abc' }],
    ['with nothing', {}],
  ] as [string, Record<string, string>, string?][]) {
    it(`takes none ${what}`, async () => {
      assert.equal(await post(headers, text), 401);
      assert.deepEqual(await server.received(), []);
    });
  }

  it('takes none that is too large, or no JSON', async () => {
    const large = JSON.stringify({ much: 'x'.repeat(2_000_000) });
    assert.equal(await post(signed({ text: large }), large), 413);
    assert.equal(await post(signed({ text: 'no JSON' }), 'no JSON'), 400);
    assert.deepEqual(await server.received(), []);
  });

  it('takes both secrets while one takes the place of the other', async () => {
    const taken: Received[] = [];
    const inbox = { add: async (id: string, event: Received['event']) => void taken.push({ id, event }) };
    const receiver = createWebhookReceiver({ secrets: [secret, otherSecret], inbox });
    for (const by of [secret, otherSecret]) {
      const request = new Request('http://localhost/', { method: 'POST', headers: signed({ by }), body });
      assert.equal((await receiver.fetch(request)).status, 204);
    }
    assert.equal(taken.length, 2);
  });
});
