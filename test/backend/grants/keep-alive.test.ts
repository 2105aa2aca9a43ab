import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http, passthrough } from 'msw';
import { interceptRequests } from '../intercepted-requests.js';
import { later, linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

const days = 24 * 60;

describe('the keep-alive', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend({ keepAlive: { idleDays: 20 } });
  });
  let alex: Page;
  let kim: Page;
  beforeEach(async () => {
    await setup.reset();
    [alex, kim] = [setup.page(), setup.page()];
    for (const [page, user] of [
      [alex, 'alex'],
      [kim, 'kim'],
    ] as const) {
      assert.equal((await page.link(user)).status, 201);
    }
  });
  after(() => setup.close());

  const tokenEndpoint = () => setup.entra.metadata.token_endpoint;

  it('refreshes what calls left idle, once, and nothing before its time', async () => {
    assert.equal(await later(14 * days, () => setup.backend.keepAlive()), 0);
    await later(26 * days, async () => {
      assert.equal(await setup.backend.keepAlive(), 2);
      assert.equal(await setup.backend.keepAlive(), 0);
    });
  });

  it('leaves alone what calls have refreshed', async () => {
    const anyOf = [{ field: 'lastname', operator: 'eq', value: 'Anderson' } as const];
    await later(14 * days, () => setup.backend.dataConnector(kim.vccAccountId).find('contact', { anyOf }));
    assert.equal(await later(26 * days, () => setup.backend.keepAlive()), 1);
  });

  it('does not refresh on one day what was linked on one day', async () => {
    const { random } = Math;
    const idleDaysAfter = async (day: number) => {
      assert.equal(await later(day * days, () => setup.backend.keepAlive()), 2);
      const rows = await setup.query('select keep_alive_at from link');
      const due = Math.max(...rows.map((row) => Number(row['keep_alive_at'])));
      return Math.round((due - Date.now()) / 86_400_000) - day;
    };
    try {
      Math.random = () => 0;
      assert.equal(await idleDaysAfter(40), 15);
      Math.random = () => 0.99;
      assert.equal(await idleDaysAfter(80), 25);
    } finally {
      Math.random = random;
    }
  });

  it('makes a link expired whose grant Entra has ended, and goes on', async () => {
    setup.entra.revokeGrants('alex');
    assert.equal(await later(26 * days, () => setup.backend.keepAlive()), 1);
    assert.equal(linked((await alex.get()).body).health, 'expired');
    assert.equal(linked((await kim.get()).body).health, 'active');
    assert.equal(await later(60 * days, () => setup.backend.keepAlive()), 1, 'only the other one');
  });

  it('never makes a link expired for anything else, and tries again', async () => {
    const outages = [
      () => HttpResponse.json({ error: 'invalid_client', error_codes: [7000215] }, { status: 401 }),
      () => HttpResponse.json({ error: 'invalid_client', error_codes: [7000222] }, { status: 401 }),
      () => HttpResponse.json({ error: 'temporarily_unavailable', error_codes: [90033] }, { status: 400 }),
      () => HttpResponse.json({ error: 'throttled' }, { status: 429, headers: { 'Retry-After': '30' } }),
      () => new HttpResponse('busy', { status: 503 }),
      () => HttpResponse.error(),
    ];
    for (const [index, outage] of outages.entries()) {
      faults.use(http.post(tokenEndpoint(), outage));
      const minutes = 26 * days + index * 61;
      assert.equal(await later(minutes, () => setup.backend.keepAlive()), 0);
      for (const page of [alex, kim]) assert.equal(linked((await page.get()).body).health, 'active', `outage ${index}`);
    }
    // The refused credentials are one event for all links.
    assert.equal(setup.events.filter(({ type }) => type === 'keep-alive-failed').length, 2 * (outages.length - 2));
    assert.equal(setup.events.filter(({ type }) => type === 'credential-refused').length, 1);
    faults.resetHandlers();
    assert.equal(await later(26 * days + outages.length * 61, () => setup.backend.keepAlive()), 2);
  });

  it('is waited for by close, so that what Entra gave is kept', async () => {
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => {
      asked = resolve;
    });
    faults.use(
      http.post(tokenEndpoint(), () => {
        asked();
        return passthrough();
      }),
    );
    await later(26 * days, async () => {
      const running = setup.backend.keepAlive();
      await isAsked;
      await setup.restart();
      assert.equal(await running, 2);
      assert.equal(setup.events.filter(({ type }) => type === 'refreshed').length, 2);
    });
  });
});
