import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { after, afterEach, before, beforeEach, describe, it, type TestContext } from 'node:test';
import { delay, HttpResponse, http, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { callerConditions, type DataConnector, type LinkError, type Query } from '../../src/backend.js';
import { later, linked, type Page, startWorld, type World } from './world.js';

describe('the data connector', () => {
  // Real servers can't fail on demand.
  const faults = setupServer();
  let world: World;
  let page: Page;
  let connector: DataConnector;
  before(async () => {
    faults.listen({ onUnhandledRequest: 'bypass' });
    // dynamics-web-api has `node:http` as an ES module, which is not patched otherwise.
    syncBuiltinESMExports();
    world = await startWorld();
  });
  beforeEach(async () => {
    await world.reset();
    page = world.page();
    connector = world.backend.dataConnector(page.vccAccountId);
    assert.equal((await page.link('alex')).status, 201);
    world.dynamics.requests.length = world.entra.requests.length = 0;
  });
  afterEach(() => faults.resetHandlers());
  after(async () => {
    await world.close();
    faults.close();
  });

  const api = () => `${world.dynamics.organizations[0]?.url}/api/data/v9.2`;
  const redemptions = () => world.entra.requests.filter(({ path }) => path.endsWith('/token')).length;

  async function find(
    table: string,
    field: string,
    operator: 'eq' | 'contains' | 'startswith',
    value: string,
  ): Promise<unknown[]> {
    const records = await connector.find(table, { anyOf: [{ field, operator, value }] });
    return records.map((record) => record['lastname'] ?? record['name']);
  }

  it('finds a contact by a phone number with a plus sign, in any of several columns', async () => {
    const query: Query = {
      anyOf: ['telephone1', 'telephone2', 'telephone3', 'mobilephone'].map((field) => ({
        field,
        operator: 'eq',
        value: '+447700900123',
      })),
      select: ['lastname', 'mobilephone'],
      top: 1,
    };
    const [contact, ...others] = await connector.find('contact', query);
    assert.deepEqual(others, []);
    assert.equal(contact?.['lastname'], "O'Bryan");
    assert.equal(contact['mobilephone'], '+447700900123');
    assert.equal(contact['emailaddress1'], undefined);
  });

  it('finds a name with a quote in it, and lets no quote end the value', async () => {
    assert.deepEqual(await find('contact', 'lastname', 'eq', "O'Bryan"), ["O'Bryan"]);
    assert.deepEqual(await find('contact', 'lastname', 'contains', "'B"), ["O'Bryan"]);
    assert.deepEqual(await find('contact', 'lastname', 'eq', "x' or lastname ne 'x"), []);
  });

  it('takes wildcards literally', async () => {
    assert.deepEqual(await find('account', 'name', 'contains', '100%'), ['100% Coffee_House']);
    assert.deepEqual(await find('account', 'name', 'startswith', '100% Coffee_H'), ['100% Coffee_House']);
    for (const value of ['%', '_', '[a-z]']) assert.deepEqual(await find('contact', 'lastname', 'contains', value), []);
  });

  it('returns no more than it is asked for', async () => {
    const anyOf: Query['anyOf'] = [{ field: 'telephone1', operator: 'startswith', value: '+' }];
    assert.equal((await connector.find('contact', { anyOf })).length, 2);
    assert.equal((await connector.find('contact', { anyOf, top: 1 })).length, 1);
  });

  it('creates a record and updates it', async () => {
    const id = await connector.create('contact', { firstname: 'Zoë', lastname: 'Nguyễn', telephone1: '+441632960001' });
    assert.match(id, /^[\da-f-]{36}$/);
    await connector.update('contact', id, { telephone1: '+441632960002' });
    assert.deepEqual(await find('contact', 'telephone1', 'eq', '+441632960002'), ['Nguyễn']);
    assert.deepEqual(await find('contact', 'telephone1', 'eq', '+441632960001'), []);
  });

  it('does not create what it was asked to update', async () => {
    const missing = randomUUID();
    await assert.rejects(connector.update('contact', missing, { lastname: 'Nobody' }), { code: 'not-found' });
    assert.deepEqual(await find('contact', 'lastname', 'eq', 'Nobody'), []);
  });

  it('refuses names and ids that would change the meaning of a request, without calling', async () => {
    const condition = { field: 'lastname', operator: 'eq', value: 'x' } as const;
    const bad: (() => Promise<unknown>)[] = [
      () => connector.find('contacts?$top=1', { anyOf: [condition] }),
      () => connector.find("contact')/x", { anyOf: [condition] }),
      () => connector.find('contact', { anyOf: [{ ...condition, field: 'lastname eq 1 or 1' }] }),
      () => connector.find('contact', { anyOf: [condition], select: ['a,b'] }),
      () => connector.find('contact', { anyOf: [] }),
      () => connector.find('contact', { anyOf: [condition], top: 0 }),
      () => connector.update('contact', '1) or (2', { lastname: 'x' }),
      () => connector.create('contact', { 'x y': 1 }),
      // Columns that dynamics-web-api would drop in silence, and values that it would not send as they are.
      () => connector.create('contact', { lastname_Formatted: 'x' }),
      () => connector.create('contact', { oDataThing: 'x' }),
      () => connector.create('account', { name: 'x', contact_customer_accounts: [{ lastname_Formatted: 'x' }] }),
      () => connector.create('contact', { lastname: 1n }),
      () => connector.find('contact', { anyOf: [{ ...condition, value: '\ud800' }] }),
      () => connector.find('contact', { anyOf: [{ ...condition, value: `x"{${randomUUID()}}` }] }),
    ];
    for (const call of bad) await assert.rejects(call, { name: 'LinkError', code: 'invalid-request' });
    assert.deepEqual(world.dynamics.requests, []);
  });

  it('says which kind of refusal it met', async () => {
    await assert.rejects(find('nosuchtable', 'lastname', 'eq', 'x'), { code: 'not-found' });
    await assert.rejects(find('contact', 'nosuchcolumn', 'eq', 'x'), { code: 'invalid-request' });
    world.dynamics.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'missing-privilege' });
    for (const [status, error, code] of [
      [412, '0x80060882', 'changed'],
      [412, '0x80040333', 'duplicate'],
      [403, '0x8004D24B', 'restricted'],
      [503, '', 'dynamics-unavailable'],
      [302, '', 'dynamics-unavailable'],
    ] as const) {
      faults.use(
        http.post(`${api()}/contacts`, () => HttpResponse.json({ error: { code: error } }, { status }), { once: true }),
      );
      await assert.rejects(connector.create('contact', { lastname: 'x' }), { code }, `${status} ${error}`);
    }
  });

  it('passes on how long to wait when it is throttled, and does not try again', async () => {
    let calls = 0;
    faults.use(
      http.get(`${api()}/contacts`, () => {
        calls++;
        return HttpResponse.json({ error: { code: '0x80072322' } }, { status: 429, headers: { 'Retry-After': '17' } });
      }),
    );
    await assert.rejects(find('contact', 'lastname', 'eq', 'x'), (error: { code: string; details: object }) => {
      assert.equal(error.code, 'throttled');
      assert.deepEqual(error.details, { retryAfter: 17 });
      return true;
    });
    assert.equal(calls, 1);
  });

  /** Lets the time of the next call run out when it is said so. */
  function withoutClock(test: TestContext): () => void {
    const controller = new AbortController();
    // The first limit that a call sets is its own, before those of its requests.
    test.mock.method(AbortSignal, 'timeout', () => controller.signal, { times: 1 });
    return () => controller.abort(new DOMException('too slow', 'TimeoutError'));
  }

  it('gives up when Dynamics 365 does not answer, and then asks nothing more', async (test) => {
    const timeIsUp = withoutClock(test);
    faults.use(
      http.get(`${api()}/*`, async () => {
        timeIsUp();
        await delay('infinite');
      }),
    );
    await assert.rejects(find('contact', 'lastname', 'eq', 'x'), { code: 'dynamics-unavailable' });
  });

  it('has one time limit for the whole call, the refresh included', async (test) => {
    const timeIsUp = withoutClock(test);
    faults.use(
      http.post(
        world.entra.metadata.token_endpoint,
        () => {
          timeIsUp();
          return passthrough();
        },
        { once: true },
      ),
    );
    await later(80, async () => {
      await assert.rejects(find('contact', 'lastname', 'eq', 'x'), { code: 'identity-provider-unavailable' });
      assert.deepEqual(await find('contact', 'lastname', 'eq', 'Anderson'), ['Anderson']);
      assert.equal(redemptions(), 1, 'what the refresh gave was kept');
    });
  });

  it('does not repeat a create that may have happened, and says so', async () => {
    let calls = 0;
    for (const outcome of [() => HttpResponse.error(), () => new HttpResponse(null, { status: 504 })]) {
      faults.use(
        http.post(`${api()}/contacts`, () => {
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
    faults.use(http.post(`${api()}/contacts`, () => throttled, { once: true }));
    const started = performance.now();
    await connector.create('contact', { lastname: 'Patience' });
    assert.ok(performance.now() - started >= 1000);
    assert.equal((await find('contact', 'lastname', 'eq', 'Patience')).length, 1);
  });

  it('leaves a pause where it is told to wait for no time at all', async () => {
    for (const retryAfter of ['0', '', '-5']) {
      let calls = 0;
      faults.use(
        http.get(`${api()}/contacts`, () => {
          calls++;
          return HttpResponse.json({}, { status: 429, headers: { 'Retry-After': retryAfter } });
        }),
      );
      await assert.rejects(find('contact', 'lastname', 'eq', 'x'), { code: 'throttled' });
      assert.ok(calls <= 10, `${calls} calls`);
      faults.resetHandlers();
    }
  });

  it('finds a caller in any of several columns, however the number is written', async () => {
    for (const mobilephone of ['+447700900777', '07700 900777', '+44 7700 900777', '00447700900777', '07700900777']) {
      const id = await connector.create('contact', { lastname: mobilephone, mobilephone });
      const found = await connector.find('contact', { anyOf: callerConditions('+447700900777'), top: 2 });
      assert.deepEqual(
        found.map((contact) => contact['lastname']),
        [mobilephone],
      );
      await connector.update('contact', id, { mobilephone: null });
    }
    const byAccount = callerConditions('020 7946 0200', { country: 'GB', fields: ['telephone1', 'telephone2'] });
    assert.equal((await connector.find('account', { anyOf: byAccount })).length, 1);
    assert.deepEqual(callerConditions('anonymous', { fields: ['telephone1'] }), [
      { field: 'telephone1', operator: 'eq', value: 'anonymous' },
    ]);
  });

  it('says why a user is restricted, and shows it after the refusal', async () => {
    for (const [dataverseCode, reason] of [
      ['0x80040225', 'user-disabled'],
      ['0x8004D24B', 'no-licence'],
      ['0x80072560', 'not-a-member'],
    ] as const) {
      const own = world.page();
      await page.delete();
      assert.equal((await own.link('alex')).status, 201);
      const refusal = () => HttpResponse.json({ error: { code: dataverseCode } }, { status: 403 });
      faults.use(http.get(`${api()}/contacts`, refusal), http.get(`${api()}/WhoAmI`, refusal));
      const anyOf = callerConditions('+447700900123');
      await assert.rejects(world.backend.dataConnector(own.vccAccountId).find('contact', { anyOf }), {
        code: 'restricted',
        details: { reason },
      });
      assert.equal(linked((await own.get()).body).health, 'restricted');
      faults.resetHandlers();
      await own.delete();
    }
  });

  it('checks the link once in a while when a call lacks a privilege', async () => {
    world.dynamics.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    const checks = () => world.dynamics.requests.filter(({ url }) => url.endsWith('/WhoAmI')).length;
    for (let call = 0; call < 3; call++) {
      await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'missing-privilege' });
    }
    assert.equal(checks(), 1);
    const { health, missingPrivileges } = linked((await page.get()).body);
    assert.deepEqual({ health, missingPrivileges }, { health: 'restricted', missingPrivileges: ['prvCreateContact'] });
    await later(6, () => assert.rejects(connector.create('contact', { lastname: 'x' })));
    assert.equal(checks(), 2);
    assert.equal(world.events.filter(({ type }) => type === 'restricted').length, 1, 'told when it is news');
  });

  it('still says what was refused when the check that follows fails', async () => {
    world.dynamics.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    faults.use(http.get(`${api()}/WhoAmI`, () => new HttpResponse(null, { status: 503 })));
    await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'missing-privilege' });
    assert.equal(linked((await page.get()).body).health, 'active');
  });

  it('refreshes the token when it is due, once for calls at the same time', async () => {
    await find('contact', 'lastname', 'eq', 'Anderson');
    assert.equal(redemptions(), 0);
    await later(80, async () => {
      const found = await Promise.all([1, 2, 3].map(() => find('contact', 'lastname', 'eq', 'Anderson')));
      assert.deepEqual(found, [['Anderson'], ['Anderson'], ['Anderson']]);
      assert.equal(redemptions(), 1);
      await find('contact', 'lastname', 'eq', 'Anderson');
      assert.equal(redemptions(), 1);
    });
    assert.deepEqual(
      world.events.map(({ type }) => type),
      ['linked', 'refreshed'],
    );
  });

  it('keeps working from one refresh to the next', async () => {
    for (const minutes of [80, 160, 240]) {
      assert.deepEqual(await later(minutes, () => find('contact', 'lastname', 'eq', 'Anderson')), ['Anderson']);
    }
    assert.equal(redemptions(), 3);
  });

  it('finds out by a call that succeeds that the user has the privileges again', async () => {
    world.dynamics.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'missing-privilege' });
    world.dynamics.reset();
    const health = async () => linked((await page.get()).body).health;
    await find('contact', 'lastname', 'eq', 'Anderson');
    assert.equal(await health(), 'restricted', 'it was checked just now');
    faults.use(http.get(`${api()}/WhoAmI`, () => new HttpResponse(null, { status: 503 }), { once: true }));
    await later(6, () => find('contact', 'lastname', 'eq', 'Anderson'));
    assert.equal(await health(), 'restricted', 'the check failed, the call did not');
    await later(12, () => find('contact', 'lastname', 'eq', 'Anderson'));
    assert.equal(await health(), 'active');
  });

  it('refreshes once when Dynamics 365 refuses the token, and does not take that for the end of the grant', async () => {
    const refuse = () => HttpResponse.json({ error: { code: '0x80048405' } }, { status: 401 });
    faults.use(http.get(`${api()}/contacts`, refuse, { once: true }));
    assert.deepEqual(await find('contact', 'lastname', 'eq', 'Anderson'), ['Anderson']);
    assert.equal(redemptions(), 1);
    faults.use(http.get(`${api()}/contacts`, refuse));
    await assert.rejects(find('contact', 'lastname', 'eq', 'Anderson'), { code: 'dynamics-unavailable' });
    assert.equal(redemptions(), 2);
    faults.use(http.get(`${api()}/WhoAmI`, refuse, { once: true }));
    assert.equal(await world.backend.checkLink(page.vccAccountId), 'active');
    faults.use(http.get(`${api()}/WhoAmI`, refuse));
    await assert.rejects(world.backend.checkLink(page.vccAccountId), { code: 'dynamics-unavailable' });
    assert.equal(linked((await page.get()).body).health, 'active', 'only Entra ends a grant');
  });

  it('says expired, and shows it, once Entra no longer accepts the grant', async () => {
    world.entra.revokeGrants('alex');
    await later(80, async () => {
      await assert.rejects(find('contact', 'lastname', 'eq', 'x'), { code: 'expired' });
      assert.equal(linked((await page.get()).body).health, 'expired');
      const calls = redemptions();
      await assert.rejects(find('contact', 'lastname', 'eq', 'x'), { code: 'expired' });
      assert.equal(redemptions(), calls, 'Entra is not asked again');
    });
    assert.ok(world.events.some(({ type }) => type === 'expired'));
    assert.equal((await page.link('alex')).status, 201, 'linking again heals');
    assert.equal(linked((await page.get()).body).health, 'active');
  });

  it('keeps the link when Entra is out of order at a refresh, or refuses for another reason than the grant', async () => {
    const { token_endpoint } = world.entra.metadata;
    for (const failure of [
      new HttpResponse('busy', { status: 503 }),
      HttpResponse.json({ error: 'invalid_client', error_codes: [7000222] }, { status: 401 }),
      HttpResponse.json({ error: 'interaction_required', error_codes: [50076] }, { status: 400 }),
      HttpResponse.json({ error: 'access_denied', error_codes: [50105] }, { status: 400 }),
      HttpResponse.json({ error: 'invalid_resource', error_codes: [500011] }, { status: 400 }),
    ]) {
      faults.use(http.post(token_endpoint, () => failure, { once: true }));
      const code = failure.status === 503 ? 'identity-provider-unavailable' : 'configuration';
      await assert.rejects(
        later(80, () => find('contact', 'lastname', 'eq', 'x')),
        { code },
      );
      assert.equal(linked((await page.get()).body).health, 'active');
    }
    assert.deepEqual(await later(80, () => find('contact', 'lastname', 'eq', 'Anderson')), ['Anderson']);
  });

  it('says not-linked for an account without a link', async () => {
    const other = world.backend.dataConnector('nobody');
    await assert.rejects(other.create('contact', { lastname: 'x' }), { code: 'not-linked' });
  });

  it('shows what a check finds, and that it healed', async () => {
    world.dynamics.withdrawPrivilege('alex@contoso.example', 'prvWriteAccount');
    assert.equal(await world.backend.checkLink(page.vccAccountId), 'restricted');
    const { health, missingPrivileges } = linked((await page.get()).body);
    assert.deepEqual({ health, missingPrivileges }, { health: 'restricted', missingPrivileges: ['prvWriteAccount'] });
    world.dynamics.reset();
    assert.equal(await world.backend.checkLink(page.vccAccountId), 'active');
    assert.equal(linked((await page.get()).body).missingPrivileges, undefined);
    faults.use(
      http.get(`${api()}/WhoAmI`, () => HttpResponse.json({ error: { code: '0x80040225' } }, { status: 403 })),
    );
    assert.equal(await world.backend.checkLink(page.vccAccountId), 'restricted');
    await assert.rejects(world.backend.checkLink('nobody'), { code: 'not-linked' });
  });
});
