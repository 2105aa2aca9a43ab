import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { callerConditions, type DataConnector, type Query } from '../../../src/backend.js';
import { startTestBackend, type TestBackend } from '../test-backend.js';

/** Rows of the README's table about callers: what the call brings, what is found, what is not. */
const table = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
  .split('\n| the call brings |')[1]
  ?.split('\n\n')[0]
  ?.split('\n')
  .slice(2)
  .map((line) => {
    const [given = '', found = '', notFound = ''] = line.split('|').slice(1);
    const [number] = codeIn(given);
    const [, country] = /, country `([A-Z]{2})`/.exec(given) ?? [];
    return {
      number: number ?? '',
      options: country === undefined ? {} : { country },
      found: codeIn(found),
      notFound: codeIn(notFound),
    };
  });

function codeIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

describe("the conditions for a caller's number", () => {
  let setup: TestBackend;
  let connector: DataConnector;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    ({ connector } = await setup.linkAccount('alex'));
  });
  after(() => setup.close());

  /** Stores a contact for each spelling, in the column that is given or `mobilephone`. */
  async function store(spellings: readonly string[], column = 'mobilephone'): Promise<void> {
    for (const spelling of spellings) await connector.create('contact', { lastname: spelling, [column]: spelling });
  }

  /** Returns the names of the contacts that were stored and are found. */
  async function find(number: string, options: Parameters<typeof callerConditions>[1] = {}): Promise<string[]> {
    const query: Query = { anyOf: callerConditions(number, options), select: ['lastname', 'firstname'], top: 50 };
    const found = await connector.find('contact', query);
    return found.filter((contact) => contact['firstname'] === null).map((contact) => String(contact['lastname']));
  }

  for (const { number, options, found, notFound } of table ?? []) {
    const where = options.country === undefined ? '' : ` in ${options.country}`;
    it(`finds for ${number}${where} what the README says, and not what it says is not found`, async () => {
      await store([...found, ...notFound]);
      assert.deepEqual((await find(number, options)).toSorted(), found.toSorted());
    });
  }

  it('is described in the README', () => {
    assert.ok((table?.length ?? 0) >= 10);
    assert.ok(table?.every(({ number, found, notFound }) => number !== '' && found.length + notFound.length > 0));
  });

  it("looks in the eight columns that are the contact's own, and in no other", async () => {
    const own = ['telephone1', 'business2', 'telephone2', 'home2', 'telephone3', 'mobilephone', 'company', 'callback'];
    for (const column of [...own, 'assistantphone', 'managerphone']) {
      await connector.create('contact', { lastname: column, [column]: '(415) 555-2671 ext. 12' });
    }
    assert.deepEqual((await find('+14155552671')).toSorted(), own.toSorted());
  });

  it('looks in any ten columns that are asked for, in one call and within the length of a URL', async () => {
    const fields = [
      ...['telephone1', 'business2', 'telephone2', 'home2', 'telephone3', 'mobilephone', 'company', 'callback'],
      ...['assistantphone', 'address1_telephone1'],
    ];
    for (const column of fields) await connector.create('contact', { lastname: column, [column]: '+7 495 123-45-67' });
    setup.dataverse.requests.length = 0;
    assert.deepEqual((await find('+74951234567', { fields })).toSorted(), fields.toSorted());
    assert.equal(setup.dataverse.requests.length, 1);
    const account = callerConditions('020 7946 0200', {
      country: 'GB',
      fields: ['telephone1', 'telephone2', 'telephone3'],
    });
    assert.equal((await connector.find('account', { anyOf: account })).length, 1);
  });

  it('finds nobody for what is no number, and does not ask Dynamics 365', async () => {
    const numbers = [
      ...[
        '',
        ' ',
        'anonymous',
        'Anonymous',
        'withheld',
        'Private',
        'unknown',
        'restricted',
        'unavailable',
        'null',
        '-',
        '+',
      ],
      ...['1800FLOWERS', '1-800-FLOWERS', '+1800FLOWERS', 'CallerID', 'Ωmega 4155552671', '+1415555267l'],
      ...[
        'sip:+14155552671@gw.example',
        'sips:4155552671@gw.example;user=phone',
        '+14155552671@gw.example',
        'sip:1800@gw.example',
      ],
      ...[
        'tel:7042;phone-context=example.com',
        'tel:4155552671;phone-context=gw.example',
        'tel:',
        'mailto:a@b.example',
      ],
      ...['1', '911', '112', '1800', '12345', '+1', '+441', '+1 (415)', '123456789012345678', '+1234567890123456'],
      ...['0000000000', '+00000000000', '9999999999', '+266696687', '+7378742833', '+86282452253', '266696687'],
      ...["+14155552671' or lastname ne '", "' or 1 eq 1", '+1415%', '%', '_______', '[0-9][0-9]', '+1415555267?', '*'],
      ...['+1415+5552671', '14155552671+', '++14155552671'],
    ];
    await store(['1800', '18003569377', ...numbers.filter((number) => number.trim() !== '')]);
    setup.dataverse.requests.length = 0;
    for (const number of numbers) {
      assert.deepEqual(callerConditions(number), [], number);
      assert.deepEqual(callerConditions(number, { country: 'US' }), [], number);
      assert.deepEqual(await find(number), [], number);
    }
    assert.deepEqual(callerConditions(undefined as unknown as string), []);
    assert.deepEqual(setup.dataverse.requests, []);
  });

  it('never looks with a leading wildcard, nor for what a number merely begins with', () => {
    for (const number of ['+14155552671', '+4930123456', '+33612345678', '+5491123456789', '07700 900123']) {
      for (const condition of callerConditions(number)) {
        assert.ok(condition.operator === 'in' || condition.operator === 'startswith', condition.operator);
        if (condition.operator !== 'startswith') continue;
        assert.match(condition.value, /^[+(\d]/);
        assert.match(condition.followedBy ?? '', /^\D+$/);
        assert.ok(condition.value.replace(/\D/g, '').length >= 7, condition.value);
      }
    }
  });

  it('refuses a country that is none, in whatever letters it is written', () => {
    for (const country of ['UK', 'XX', 'GBR', 'United Kingdom', "GB'", '44']) {
      assert.throws(() => callerConditions('07700 900123', { country }), {
        name: 'LinkError',
        code: 'invalid-request',
      });
    }
    assert.deepEqual(
      callerConditions('07700 900123', { country: 'gb' }),
      callerConditions('07700 900123', { country: 'GB' }),
    );
  });
});
