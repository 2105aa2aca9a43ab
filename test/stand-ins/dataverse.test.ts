import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, mock } from 'node:test';
import { dataverseFaults } from '../../demo/stand-ins/dataverse/faults.js';
import { findPerson } from '../../demo/stand-ins/people.js';
import { call, type StandIns, startStandIns } from './stand-ins.js';

describe('the Dynamics 365 stand-in', () => {
  let standIns: StandIns;
  let contoso: string;
  let fabrikam: string;
  let contacts: string;
  before(async () => {
    standIns = await startStandIns();
    ({ contoso, fabrikam } = standIns);
    contacts = `${contoso}/api/data/v9.2/contacts`;
  });
  beforeEach(() => standIns.dataverse.reset());
  after(() => standIns.close());

  it('refuses no token and a token for another environment', async () => {
    const token = await standIns.accessToken('sam', contoso);
    assert.equal((await call(token, `${contoso}/api/data/v9.2/WhoAmI`)).status, 200);
    assert.equal((await call(token, `${fabrikam}/api/data/v9.2/WhoAmI`)).status, 401);
    assert.equal((await fetch(`${contoso}/api/data/v9.2/WhoAmI`)).status, 401);
  });

  it('refuses a user of another environment', async () => {
    const { status, body } = await call(
      await standIns.accessToken('alex', fabrikam),
      `${fabrikam}/api/data/v9.2/WhoAmI`,
    );
    assert.equal(status, 403);
    assert.equal(body.error.code, '0x80072560');
  });

  it('discovers a user’s environments with a token for global discovery', async () => {
    const token = await standIns.accessToken('sam', 'https://globaldisco.crm.dynamics.com');
    const { body } = await call(token, standIns.dataverse.discoveryUrl);
    const enabled = body.value.filter(({ State }: { State: number }) => State === 0);
    const addresses = enabled.map(({ Url, ApiUrl }: { Url: string; ApiUrl: string }) => [Url, ApiUrl]);
    const [contosoApi, fabrikamApi] = standIns.dataverse.apiUrls;
    assert.deepEqual(addresses, [
      [`${contoso}/`, contosoApi],
      [`${fabrikam}/`, fabrikamApi],
    ]);
    assert.notEqual(contoso, contosoApi);
    const whoAmI = await call(await standIns.accessToken('sam', contoso), `${contosoApi}/api/data/v9.2/WhoAmI`);
    assert.equal(whoAmI.status, 200, 'a token for one address is good for the other');
  });

  it('answers with the columns that were selected and no others', async () => {
    const token = await standIns.accessToken('sam', 'https://globaldisco.crm.dynamics.com');
    const { body } = await call(token, `${standIns.dataverse.discoveryUrl}?$select=Url,State`);
    assert.deepEqual(Object.keys(body.value[0]), ['Url', 'State']);
    const contosoToken = await standIns.accessToken('alex', contoso);
    const definition = `${contoso}/api/data/v9.2/EntityDefinitions(LogicalName='task')`;
    const selected = await call(contosoToken, `${definition}?$select=EntitySetName,Privileges`);
    assert.deepEqual(Object.keys(selected.body), ['@odata.context', 'EntitySetName', 'Privileges', 'MetadataId']);
    const { Name, PrivilegeType } = selected.body.Privileges[0];
    assert.deepEqual({ Name, PrivilegeType }, { Name: 'prvReadActivity', PrivilegeType: 'Read' });
    assert.equal((await call(contosoToken, `${definition}?$select=Nothing`)).body.error.code, '0x80060888');
  });

  it('answers with JSON at every path', async () => {
    const token = await standIns.accessToken('alex', contoso);
    for (const path of ['/api/data/v9.2/nothing', '/api/data/v9.2/nothing/more', '/api/data/v8.0/WhoAmI', '/nothing']) {
      const { status, body } = await call(token, contoso + path);
      assert.equal(status, 404, path);
      assert.match(body.error.code, /^0x/);
    }
  });

  for (const [name, { fault, source }] of Object.entries(dataverseFaults)) {
    it(`answers by switch as documented: ${name} (${source})`, async () => {
      const token = await standIns.accessToken('alex', contoso);
      standIns.dataverse.fault = fault;
      try {
        const answering = fetch(contacts, { headers: { authorization: `Bearer ${token}` } });
        if (fault === 'down') return await assert.rejects(answering);
        const answer = await answering;
        assert.equal(answer.status, fault.status);
        assert.equal(answer.headers.get('Retry-After'), 'retryAfter' in fault ? String(fault.retryAfter) : null);
        const body = await answer.text();
        if ('code' in fault) assert.equal(JSON.parse(body).error.code, fault.code);
        else assert.equal(body, 'html' in fault ? fault.html : '');
      } finally {
        standIns.dataverse.reset();
      }
    });
  }

  it('carries out a batch of queries (execute-batch-operations-using-web-api)', async () => {
    const authorization = `Bearer ${await standIns.accessToken('alex', contoso)}`;
    const query = (filter: string) =>
      [
        '--b',
        'Content-Type: application/http',
        'Content-Transfer-Encoding: binary',
        '',
        `GET ${contacts}?$filter=${filter} HTTP/1.1`,
        '',
        '',
      ].join('\r\n');
    const body = `${query("lastname%20eq%20'Campbell'")}${query('nothing%20eq%201')}--b--\r\n`;
    const send = (type: string) =>
      fetch(`${contoso}/api/data/v9.2/$batch`, {
        method: 'POST',
        headers: { authorization, 'content-type': type },
        body,
      });
    const answer = await send('multipart/mixed; boundary=b');
    const text = await answer.text();
    assert.match(answer.headers.get('content-type') ?? '', /^multipart\/mixed; boundary=batchresponse_/);
    assert.match(text, /HTTP\/1\.1 200.*Campbell.*HTTP\/1\.1 400.*0x80060888/s);
    assert.equal((await send('application/json')).status, 400);
  });

  it('lets a change of roles count after a delay, where that is asked for', async () => {
    const token = await standIns.accessToken('alex', contoso);
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    try {
      standIns.dataverse.roleDelay = 30_000;
      standIns.dataverse.withdrawPrivilege('alex', 'prvReadContact');
      assert.equal((await call(token, contacts)).status, 200);
      mock.timers.tick(30_000);
      assert.equal((await call(token, contacts)).status, 403);
    } finally {
      mock.timers.reset();
      standIns.dataverse.reset();
    }
  });

  it('tells privileges apart', async () => {
    const token = await standIns.accessToken('robin', contoso);
    const { UserId } = (await call(token, `${contoso}/api/data/v9.2/WhoAmI`)).body;
    assert.notEqual(UserId, findPerson('robin')?.oid);
    const ask = (privilege: string) => {
      const url = `${contoso}/api/data/v9.2/systemusers(${UserId})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName`;
      return call(token, `${url}(PrivilegeName='${privilege}')`);
    };
    assert.equal((await ask('prvReadContact')).body.RolePrivileges.length, 1);
    assert.equal((await ask('prvCreateContact')).body.RolePrivileges.length, 0);
    const unknown = await ask('prvReadPhonecall');
    assert.deepEqual([unknown.status, unknown.body.error.code], [400, '0x80040203']);
    const { status, body } = await call(token, contacts, { method: 'POST', body: '{"lastname":"Nobody"}' });
    assert.equal(status, 403);
    assert.equal(body.error.code, '0x80040220');
  });

  it('finds by filter, with quotes, plus signs and wildcards', async () => {
    const token = await standIns.accessToken('alex', contoso);
    const find = async (table: string, filter: string) => {
      const url = `${contoso}/api/data/v9.2/${table}?$filter=${encodeURIComponent(filter)}`;
      const { body } = await call(token, url);
      return body.value.map((row: Record<string, string>) => row['lastname'] ?? row['name']);
    };
    assert.deepEqual(await find('contacts', "lastname eq 'o''bryan'"), ["O'Bryan"]);
    assert.deepEqual(await find('contacts', "telephone1 eq '+442079460101' or mobilephone eq 'x'"), ['Anderson']);
    assert.deepEqual(await find('contacts', "startswith(lastname,'C') and not (firstname eq 'x')"), ['Campbell']);
    assert.deepEqual(await find('accounts', "contains(name,'1%C')"), ['100% Coffee_House']);
    assert.deepEqual(await find('accounts', "contains(name,'[%]')"), ['100% Coffee_House']);
    assert.deepEqual(await find('accounts', "contains(name,'e_H')"), ['100% Coffee_House']);
    assert.deepEqual(await find('accounts', "contains(name,'r[_]H')"), []);
  });

  it("reads Dataverse's own In, with its values in the filter or behind an alias (query/filter-rows, query/overview)", async () => {
    const token = await standIns.accessToken('alex', contoso);
    const ask = async (filter: string, aliases: Record<string, string> = {}) => {
      const options = Object.entries({ $filter: filter, ...aliases }).map(
        ([name, value]) => `${name}=${encodeURIComponent(value)}`,
      );
      const { status, body } = await call(token, `${contacts}?${options.join('&')}`);
      return status === 200 ? body.value.map((row: Record<string, string>) => row['lastname']) : body.error.code;
    };
    const inLastname = (values: string) =>
      `Microsoft.Dynamics.CRM.In(PropertyName='lastname',PropertyValues=${values})`;
    assert.deepEqual(await ask(inLastname(`["o'bryan","Campbell"]`)), ["O'Bryan", 'Campbell']);
    assert.deepEqual(await ask(inLastname("['Campbell','x']")), ['Campbell']);
    assert.deepEqual(await ask(`${inLastname('["x"]')} or ${inLastname('["Campbell"]')}`), ['Campbell']);
    const aliased = 'Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)';
    assert.deepEqual(await ask(aliased, { '@p1': "'lastname'", '@p2': `["O'Bryan"]` }), ["O'Bryan"]);
    assert.equal(await ask(aliased, { '@p1': "'lastname'" }), '0x80060888');
    assert.equal(await ask(aliased, { '@p1': "'lastname'", '@p2': "['O'Bryan']" }), '0x80060888');
    assert.equal(await ask('Microsoft.Dynamics.CRM.In(PropertyName=\'nothing\',PropertyValues=["x"])'), '0x80060888');
    assert.equal(await ask('In(PropertyName=\'lastname\',PropertyValues=["x"])'), '0x80060888');
    for (const values of ['[]', '"x"', '[1]', "'x'"]) assert.equal(await ask(inLastname(values)), '0x80060888', values);
    // Wildcards are for the functions alone.
    assert.deepEqual(await ask(inLastname('["%","Campbel_","[A-C]ampbell"]')), []);
  });

  it('refuses a filter of more conditions than Dataverse takes (query/filter-rows: "Condition limits")', async () => {
    const token = await standIns.accessToken('alex', contoso);
    for (const [count, code] of [
      [300, undefined],
      [301, '0x80044183'],
      [501, '0x8004430C'],
    ] as const) {
      const filter = Array(count).fill("lastname eq 'x'").join(' or ');
      const { body } = await call(token, `${contacts}?$filter=${encodeURIComponent(filter)}`);
      assert.equal(body.error?.code, code);
    }
  });

  it('takes an unencoded plus sign for a space, as Dataverse does', async () => {
    const token = await standIns.accessToken('alex', contoso);
    const { body } = await call(token, `${contacts}?$filter=telephone1 eq '+442079460101'`);
    assert.deepEqual(body.value, []);
  });

  it('creates, reads and updates, and creates on an update without If-Match', async () => {
    const token = await standIns.accessToken('alex', contoso);
    const created = await call(token, contacts, { method: 'POST', body: '{"lastname":"New"}' });
    assert.equal(created.status, 204);
    const url = created.response.headers.get('odata-entityid') ?? '';

    const changed = await call(token, url, {
      method: 'PATCH',
      headers: { 'if-match': '*', prefer: 'return=representation' },
      body: '{"firstname":"Very"}',
    });
    assert.equal(changed.body.fullname, 'Very New');

    const stale = { method: 'PATCH', headers: { 'if-match': 'W/"1"' }, body: '{}' };
    assert.equal((await call(token, url, stale)).status, 412);

    const unknown = `${contacts}(00000000-0000-4000-8000-000000000000)`;
    const update = { method: 'PATCH', headers: { 'if-match': '*' }, body: '{"lastname":"Ghost"}' };
    assert.equal((await call(token, unknown, update)).status, 404);
    assert.equal((await call(token, unknown, { method: 'PATCH', body: '{"lastname":"Ghost"}' })).status, 204);
    assert.equal((await call(token, unknown)).body.lastname, 'Ghost');
  });
});
