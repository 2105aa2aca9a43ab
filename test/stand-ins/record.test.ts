import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compare } from '../../demo/live/compare.js';
import { type Exchange, errorsOf, pathOf, shapeOf } from '../../demo/live/shapes.js';
import { standInExchanges } from '../../demo/live/stand-in-exchanges.js';

describe('the shape of an exchange', () => {
  it('has the types of what was said, and nothing that was said', () => {
    const value = { a: 'secret', b: 7, c: [{ d: true }, { d: false }, { d: null }], e: {} };
    assert.deepEqual(shapeOf(value, false), { a: 'string', b: 'number', c: [{ d: 'boolean' }, { d: 'null' }], e: {} });
  });

  it('has no names that a customer has given', () => {
    const path =
      "/api/data/v9.2/new_secretprojects(11111111-2222-4333-8444-555555555555)/x(LogicalName='new_secretproject')";
    assert.equal(pathOf(path), "/api/data/v9.2/{name}({guid})/{name}(LogicalName='{text}')");
    assert.equal(pathOf('/contoso.onmicrosoft.com/oauth2/v2.0/token'), '/{name}/oauth2/v2.0/token');
    assert.equal(pathOf('/3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10/v2.0'), '/{name}/v2.0');
    const columns = { new_secret: 1, _cr12_secret_value: 'x', address1_city: 'x', _ownerid_value: 'x', lastname: 'x' };
    assert.deepEqual(Object.keys(shapeOf(columns, true)), ['_ownerid_value', '{name}', 'address1_city', 'lastname']);
  });

  it('has the names and numbers of errors, and no sentence', () => {
    const entra = {
      error: 'invalid_grant',
      suberror: 'basic_action',
      error_codes: [50076],
      error_description: 'AADSTS…',
    };
    assert.deepEqual(errorsOf(entra), ['invalid_grant', 'basic_action', '50076']);
    assert.deepEqual(errorsOf({ error: { code: '0x80040220', message: 'Principal user x' } }), ['0x80040220']);
    assert.deepEqual(errorsOf({ error: 'The user x is not welcome', error_codes: ['x', 1.5] }), []);
    for (const nothing of [null, undefined, 'x', [], { error: null }]) assert.deepEqual(errorsOf(nothing), []);
  });
});

describe('the comparison with the stand-ins', () => {
  let standIns: Exchange[];
  const find = (service: Exchange['service'], status: number, part: string) => {
    const found = standIns.find((one) => one.service === service && one.status === status && one.path.includes(part));
    return found ?? assert.fail(`no ${service} ${status} ${part}`);
  };

  it('finds none between what the stand-ins say twice', async () => {
    standIns = await standInExchanges();
    assert.deepEqual(compare(standIns, await standInExchanges()), []);
  });

  it('covers every call that the backend makes', () => {
    const asked = new Set(standIns.map(({ service, method, path }) => `${service} ${method} ${path}`));
    for (const call of [
      'entra GET /organizations/v2.0/.well-known/openid-configuration',
      'entra POST /organizations/oauth2/v2.0/token',
      'entra GET /organizations/discovery/v2.0/keys',
      'discovery GET /api/discovery/v2.0/Instances',
      'dataverse GET /api/data/v9.2/WhoAmI',
      "dataverse GET /api/data/v9.2/EntityDefinitions(LogicalName='{text}')",
      'dataverse GET /api/data/v9.2/contacts',
      'dataverse POST /api/data/v9.2/contacts',
      'dataverse PATCH /api/data/v9.2/contacts({guid})',
    ]) {
      assert.ok(asked.has(call), call);
    }
  });

  it('holds nothing that was said', () => {
    const text = JSON.stringify(standIns);
    for (const secret of [
      'alex',
      'Contoso',
      'Campbell',
      '447700900123',
      'eyJ',
      'knows-this-secret',
      'localhost',
      '127.0.0.1',
    ]) {
      assert.ok(!text.includes(secret), secret);
    }
  });

  it('says what Microsoft has and the stand-in has not, and the other way round', () => {
    const whoAmI = find('dataverse', 200, 'WhoAmI');
    const real = { ...whoAmI, body: { ...(whoAmI.body as object), UserId: 'number', More: 'string' } } as Exchange;
    assert.deepEqual(compare([real], standIns), [
      'dataverse GET /api/data/v9.2/WhoAmI 200: body.UserId is number at Microsoft, string at the stand-in',
      'dataverse GET /api/data/v9.2/WhoAmI 200: the stand-in has no body.More',
    ]);
    const { UserId: _, ...rest } = whoAmI.body as { UserId: 'string' };
    assert.match(String(compare([{ ...whoAmI, body: rest }], standIns)), /Microsoft has no body\.UserId/);
  });

  it('says which errors and requests the stand-ins do not know', () => {
    const whoAmI = find('dataverse', 200, 'WhoAmI');
    const refused: Exchange = { ...whoAmI, status: 403, errors: ['0x8004f999'] };
    assert.match(String(compare([refused], standIns)), /the stand-ins never answer 403 0x8004f999/);
    assert.match(String(compare([{ ...whoAmI, path: '/api/data/v9.2/Other' }], standIns)), /were not asked this/);
  });

  it('says which headers are missing, and leaves out those of the connection', () => {
    const throttled = find('dataverse', 429, 'WhoAmI');
    const headers = throttled.headers.filter((name) => name !== 'retry-after');
    assert.match(String(compare([{ ...throttled, headers }], standIns)), /Microsoft sends no header retry-after/);
    assert.deepEqual(
      compare([{ ...throttled, headers: [...throttled.headers, 'x-ms-service-request-id'] }], standIns),
      [],
    );
    const more = { ...throttled, headers: [...throttled.headers, 'ms-something'] };
    assert.match(String(compare([more], standIns)), /the stand-in sends no header ms-something/);
  });
});
