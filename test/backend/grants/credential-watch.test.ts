import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { clientId, clientSecret } from '../../support/test-portal.js';
import { interceptRequests } from '../intercepted-requests.js';
import { later, startTestBackend, type TestBackend } from '../test-backend.js';

const day = 24 * 60 * 60 * 1000;

describe('the credentials of the application', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  const told = () =>
    setup.events.flatMap((event) => (event.type === 'credential-expiring' ? [[event.credential, event.days]] : []));

  async function restartWith(expires: Date): Promise<void> {
    const { authority, metadata } = setup.entra;
    const { redirectUri } = await import('../../support/test-portal.js');
    const registrations = [{ redirectUri, authority, metadata }];
    await setup.restart({ entra: { clientId, credentials: [{ secret: clientSecret, expires }], registrations } });
  }

  it('are told of 60, 30, 7 and 1 days before they end and when they have, once each', async (test) => {
    const warnings: string[] = [];
    test.mock.method(process, 'emitWarning', (message: string) => warnings.push(message));
    const expires = new Date(Date.now() + 61 * day);
    for (const minutes of [0, 2, 2, 32, 40, 55, 60.5, 62].map((days) => days * 24 * 60)) {
      await later(minutes, () => restartWith(expires));
    }
    const name = 'client secret (number 1)';
    assert.deepEqual(
      told(),
      [60, 30, 7, 1, 0].map((days) => [name, days]),
    );
    const ending = warnings.filter((warning) => warning.includes('ends within'));
    assert.equal(ending.length, 4);
    assert.match(ending[0] ?? '', /ends within 60 days .* put a new one before it in "credentials"/);
    assert.ok(!JSON.stringify([setup.events, warnings]).includes(clientSecret));
  });

  it('are told of by the nearest of these days when a backend starts late, and not for a year ahead', async (test) => {
    test.mock.method(process, 'emitWarning', () => undefined);
    await restartWith(new Date(Date.now() + 365 * day));
    assert.deepEqual(told(), []);
    await restartWith(new Date(Date.now() + 5 * day));
    assert.deepEqual(
      told().map(([, days]) => days),
      [7],
    );
  });

  it('that Entra refuses are one alert for all links, not one for each', async () => {
    const connectors = await Promise.all(
      ['alex', 'kim'].map(async (user) => (await setup.linkAccount(user)).connector),
    );
    setup.events.length = 0;
    faults.use(
      http.post(setup.entra.metadata.token_endpoint, () =>
        HttpResponse.json({ error: 'invalid_client', error_codes: [7000222] }, { status: 401 }),
      ),
    );
    const anyOf = [{ field: 'lastname', operator: 'eq', value: 'Anderson' } as const];
    await later(80, async () => {
      for (const connector of connectors) {
        await assert.rejects(connector.find('contact', { anyOf }), { code: 'configuration' });
      }
    });
    await later(26 * 24 * 60, () => setup.backend.keepAlive());
    const types = setup.events.map(({ type }) => type);
    assert.deepEqual(types, ['credential-refused', 'credential-refused'], 'one a day');
    assert.ok(setup.events.every((event) => !('vccAccountId' in event)));
  });
});
