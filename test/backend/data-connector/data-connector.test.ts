import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { callerConditions, type DataConnector, type LinkError, type Query } from '../../../src/backend.js';
import { interceptRequests } from '../intercepted-requests.js';
import { linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

describe('the data connector', () => {
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

  it('finds any of several values in one condition, whatever they hold', async () => {
    const values = ["O'Bryan", '100%', 'x"],["y', '\\', ']', 'Campbell'];
    const anyOf: Query['anyOf'] = ['firstname', 'lastname'].map((field) => ({ field, operator: 'in', values }));
    const found = await connector.find('contact', { anyOf });
    assert.deepEqual(found.map((contact) => contact['lastname']).toSorted(), ['Campbell', "O'Bryan"]);
    const wildcards: Query['anyOf'] = [
      { field: 'lastname', operator: 'in', values: ['%', 'Campbel_', '[A-C]ampbell'] },
    ];
    assert.deepEqual(await connector.find('contact', { anyOf: wildcards }), []);
  });

  it('finds what begins with a value and one of the characters that may follow it', async () => {
    const names = async (value: string, followedBy: string) => {
      const found = await connector.find('contact', {
        anyOf: [{ field: 'lastname', operator: 'startswith', value, followedBy }],
      });
      return found.map((contact) => contact['lastname']);
    };
    assert.deepEqual(await names('O', "x'"), ["O'Bryan"]);
    assert.deepEqual(await names('O', 'xB'), []);
    assert.deepEqual(await names('_', "x'"), []);
  });

  it('finds nothing by no conditions, and asks nobody', async () => {
    assert.deepEqual(await connector.find('contact', { anyOf: [] }), []);
    assert.deepEqual(setup.dataverse.requests, []);
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

  it('passes values on as they are, in both directions', async () => {
    const values = {
      firstname: '2026-01-02T03:04:05Z',
      lastname: `" {${randomUUID()}}`,
      emailaddress1: '/Date(1224043200000)/',
      telephone1: ' +44 (0) 20',
      telephone2: '\u0000\u200f\ud83d\ude00',
    };
    const id = await connector.create('contact', values);
    await connector.update('contact', id, values);
    const select = Object.keys(values);
    for (const [field, value] of Object.entries(values)) {
      const [record] = await connector.find('contact', { anyOf: [{ field, operator: 'eq', value }], select });
      assert.deepEqual({ ...record, ...values }, record, field);
    }
  });

  it('takes the name of a created record from the answer, and from nowhere else', async () => {
    for (const [entity, id] of [
      [
        'https://contoso.crm.dynamics.com/api/data/v9.2/contacts(6F9619FF-8B86-D011-B42D-00C04FC964FF)',
        '6f9619ff-8b86-d011-b42d-00c04fc964ff',
      ],
      ['contacts(6f9619ff)', undefined],
      [undefined, undefined],
    ] as const) {
      const headers = entity === undefined ? {} : { 'OData-EntityId': entity };
      faults.use(http.post(`${setup.webApi}/contacts`, () => new HttpResponse(null, { status: 204, headers })));
      const created = connector.create('contact', { lastname: 'x' });
      if (id) assert.equal(await created, id);
      else await assert.rejects(created, { code: 'dynamics-unavailable', details: { outcomeUnknown: true } });
    }
  });

  it('refuses a query that is longer than a URL may be, and says what to do', async () => {
    const anyOf = Array.from(
      { length: 50 },
      () => ({ field: 'lastname', operator: 'eq', value: '日'.repeat(200) }) as const,
    );
    await assert.rejects(connector.find('contact', { anyOf }), (error: LinkError) => {
      assert.equal(error.code, 'invalid-request');
      assert.match(error.message, /fewer conditions/);
      return true;
    });
  });

  it('refuses records that fill the memory, and says what to do', async () => {
    const memo = 'x'.repeat(1_048_576);
    const record = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`new_memo${index}`, memo]));
    faults.use(http.get(`${setup.webApi}/contacts`, () => HttpResponse.json({ value: Array(3).fill(record) })));
    await assert.rejects(find('contact', 'lastname', 'eq', 'x'), (error: LinkError) => {
      assert.equal(error.code, 'invalid-request');
      assert.match(error.message, /"select".*"top"/);
      return true;
    });
  });

  it('never asks for what an answer names as its next page', async () => {
    const { origin } = new URL(setup.webApi);
    const asked: string[] = [];
    faults.use(
      http.get(`${origin}/next`, ({ request }) => {
        asked.push(request.url);
        return HttpResponse.json({ value: [] });
      }),
      http.get(`${setup.webApi}/contacts`, () =>
        HttpResponse.json({ value: [{ lastname: 'One' }], '@odata.nextLink': `${origin}/next` }),
      ),
    );
    assert.deepEqual(await find('contact', 'lastname', 'eq', 'x'), ['One']);
    assert.deepEqual(asked, []);
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
    const circular: Record<string, unknown> = { lastname: 'x' };
    circular['parentcustomerid'] = circular;
    const bad: (() => Promise<unknown>)[] = [
      () => connector.find('contacts?$top=1', { anyOf: [condition] }),
      () => connector.find("contact')/x", { anyOf: [condition] }),
      () => connector.find('contact', { anyOf: [{ ...condition, field: 'lastname eq 1 or 1' }] }),
      () => connector.find('contact', { anyOf: [condition], select: ['a,b'] }),
      () => connector.find('contacts?$top=1', { anyOf: [] }),
      () => connector.find('contact', { anyOf: [{ field: 'lastname', operator: 'in', values: [] }] }),
      () => connector.find('contact', { anyOf: [{ field: "x'", operator: 'in', values: ['x'] }] }),
      () => connector.find('contact', { anyOf: [{ ...condition, operator: 'startswith', followedBy: '0]%' }] }),
      () => connector.find('contact', { anyOf: Array(301).fill(condition) }),
      () =>
        connector.find('contact', { anyOf: [{ field: 'lastname', operator: 'in', values: Array(2001).fill('x') }] }),
      () => connector.find('contact', { anyOf: [condition], top: 0 }),
      () => connector.update('contact', '1) or (2', { lastname: 'x' }),
      () => connector.create('contact', { 'x y': 1 }),
      () => connector.create('contact', JSON.parse('{"lastname": "x", "__proto__": {"firstname": "y"}}')),
      () => connector.create('account', JSON.parse('{"contact_customer_accounts": [{"__proto__": "x"}]}')),
      () => connector.create('contact', circular),
      () => connector.create('contact', { lastname: 1n }),
      () => connector.find('contact', { anyOf: [{ ...condition, value: '\ud800' }] }),
    ];
    for (const call of bad) await assert.rejects(call, { name: 'LinkError', code: 'invalid-request' });
    assert.deepEqual(setup.dataverse.requests, []);
  });

  it('says which kind of refusal it met', async () => {
    await assert.rejects(find('nosuchtable', 'lastname', 'eq', 'x'), { code: 'not-found' });
    await assert.rejects(find('contact', 'nosuchcolumn', 'eq', 'x'), { code: 'invalid-request' });
    setup.dataverse.withdrawPrivilege('alex@contoso.example', 'prvCreateContact');
    await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'missing-privilege' });
    for (const [status, error, code] of [
      [412, '0x80060882', 'changed'],
      [412, '0x80040333', 'duplicate'],
      [403, '0x8004D24B', 'restricted'],
      [503, '', 'dynamics-unavailable'],
      [302, '', 'dynamics-unavailable'],
    ] as const) {
      faults.use(
        http.post(`${setup.webApi}/contacts`, () => HttpResponse.json({ error: { code: error } }, { status }), {
          once: true,
        }),
      );
      await assert.rejects(connector.create('contact', { lastname: 'x' }), { code }, `${status} ${error}`);
    }
  });

  it('knows a duplicate by its number, whatever status it comes with, and never takes it for an outcome that is not known', async () => {
    for (const [status, number] of [
      [412, '0x80040333'],
      [500, '0x80040333'],
      [400, '0x80040237'],
      [412, '0x80060892'],
      [503, '0x80040237'],
    ] as const) {
      faults.use(
        http.post(`${setup.webApi}/contacts`, () => HttpResponse.json({ error: { code: number } }, { status })),
      );
      await assert.rejects(connector.create('contact', { lastname: 'x' }), (error: LinkError) => {
        assert.deepEqual([error.code, error.details.outcomeUnknown], ['duplicate', undefined], `${status} ${number}`);
        return true;
      });
    }
  });

  it('asks for duplicate detection, unless it is told not to', async () => {
    const asked: (string | null)[] = [];
    const note = ({ request }: { request: Request }) => {
      asked.push(request.headers.get('MSCRM.SuppressDuplicateDetection'));
      return new HttpResponse(null, { status: 204, headers: { 'OData-EntityId': `contacts(${randomUUID()})` } });
    };
    faults.use(http.post(`${setup.webApi}/contacts`, note), http.patch(`${setup.webApi}/*`, note));
    for (const options of [undefined, { detectDuplicates: true }, { detectDuplicates: false }]) {
      await connector.create('contact', { lastname: 'x' }, options);
      await connector.update('contact', randomUUID(), { lastname: 'x' }, options);
    }
    assert.deepEqual(asked, ['false', 'false', 'false', 'false', 'true', 'true']);
  });

  it('tells an environment that keeps us out from a privilege that is missing, and does not say that all are missing', async () => {
    const refuse = (code?: string) => () =>
      code
        ? HttpResponse.json({ error: { code } }, { status: 403 })
        : new HttpResponse('<h1>Forbidden</h1>', { status: 403 });
    for (const number of [
      '0x80095ffe',
      '0x80095FFC',
      '0x80095ffd',
      '0x8004A104',
      '0x8004A113',
      '0x8fffffff',
      undefined,
    ]) {
      const own = setup.page();
      await page.delete();
      assert.equal((await own.link('alex')).status, 201);
      const calls = setup.backend.dataConnector(own.vccAccountId);
      faults.use(http.all(`${setup.webApi}/*`, refuse(number)));
      await assert.rejects(calls.create('contact', { lastname: 'x' }), { code: 'environment-blocked' }, number);
      const { health, healthReason, missingPrivileges } = linked((await own.get()).body);
      assert.deepEqual(
        [health, healthReason, missingPrivileges],
        ['restricted', 'environment-blocked', undefined],
        number,
      );
      faults.resetHandlers();
      assert.equal(await setup.backend.checkLink(own.vccAccountId), 'active');
      await own.delete();
    }
  });

  it('does not take the 403 of a proxy, for one path, for the state of the link', async () => {
    faults.use(
      http.post(`${setup.webApi}/contacts`, () => new HttpResponse('<h1>Forbidden</h1>', { status: 403 })),
      http.get(`${setup.webApi}/systemusers*`, () => new HttpResponse('<h1>Forbidden</h1>', { status: 403 })),
    );
    await assert.rejects(connector.create('contact', { lastname: 'x' }), { code: 'environment-blocked' });
    assert.equal(linked((await page.get()).body).health, 'active');
  });

  it('says why a user is restricted, and shows it after the refusal', async () => {
    for (const [dataverseCode, reason] of [
      ['0x80040225', 'user-disabled'],
      ['0x8004D24B', 'no-licence'],
      ['0x80072560', 'not-a-member'],
    ] as const) {
      const own = setup.page();
      await page.delete();
      assert.equal((await own.link('alex')).status, 201);
      const refusal = () => HttpResponse.json({ error: { code: dataverseCode } }, { status: 403 });
      faults.use(http.get(`${setup.webApi}/contacts`, refusal), http.get(`${setup.webApi}/WhoAmI`, refusal));
      const anyOf = callerConditions('+447700900123');
      await assert.rejects(setup.backend.dataConnector(own.vccAccountId).find('contact', { anyOf }), {
        code: 'restricted',
        details: { reason },
      });
      assert.equal(linked((await own.get()).body).health, 'restricted');
      faults.resetHandlers();
      await own.delete();
    }
  });

  it('says not-linked for an account without a link', async () => {
    const other = setup.backend.dataConnector('nobody');
    await assert.rejects(other.create('contact', { lastname: 'x' }), { code: 'not-linked' });
  });
});
