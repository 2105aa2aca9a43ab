import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, it } from 'node:test';
import { getCountries, getExampleNumber } from 'libphonenumber-js';
import examples from 'libphonenumber-js/mobile/examples';
import { callerConditions, type DataConnector, type Query } from '../../../src/backend.js';
import { startTestBackend, type TestBackend } from '../test-backend.js';

/** Rows of the backend README's table about callers: what the call brings, what is found, what is not. */
const table = readFileSync(new URL('../../../src/backend/README.md', import.meta.url), 'utf8')
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

  it('takes a number in whatever form the call brings it', async () => {
    await store(['(415) 555-2671', '415 555 26711']);
    const forms = [
      ...[
        '+14155552671',
        '14155552671',
        '+1 (415) 555-2671',
        '1-415-555-2671',
        '0014155552671',
        '01114155552671',
        '(+1) 415 555 2671',
      ],
      ...[
        'tel:+14155552671',
        'tel:+1-415-555-2671;ext=12',
        'TEL:+14155552671;npdi',
        '+14155552671,12',
        '+1 415 555 2671 ext. 12',
      ],
      ...[
        '+14155552671 x12',
        '\u202a+14155552671\u202c',
        '+1\u00a0415\u00a0555\u00a02671',
        '+１（４１５）５５５－２６７１',
        ' +14155552671 ',
      ],
      ...['+0014155552671', '+011 1 415 555 2671', '+1\u2212415\u2212555\u22122671', '+1ー415ー555ー2671'],
      ...['tel:4155552671;phone-context=+1', 'tel:555-2671;ext=12;phone-context=+1-415', '+14155552671 Extension 12'],
    ];
    for (const number of forms) assert.deepEqual(await find(number), ['(415) 555-2671'], number);
    for (const number of ['4155552671', '415.555.2671', '1 415 555 2671']) {
      assert.deepEqual(await find(number, { country: 'US' }), ['(415) 555-2671'], number);
    }
  });

  it('tells a number that lost its plus from one of its own country', async () => {
    for (const [number, country, stored] of [
      ['447700900123', 'DE', '+44 7700 900123'],
      ['33612345678', 'DE', '+33 6 12 34 56 78'],
      ['4930123456', 'DE', '030/123456'],
      ['3471234567', 'IT', '+39 347 1234567'],
      ['4533150303', 'DK', '33 15 03 03'],
      ['5551234567', 'US', '(555) 123-4567'],
      ['0011447700900123', 'AU', '07700 900123'],
      ['06201234567', 'HU', '+36 20 123 4567'],
      ['84951234567', 'RU', '+7 (495) 123-45-67'],
      ['810447700900123', 'RU', '+44 7700 900123'],
      ['00447700900123', 'US', '+44 7700 900123'],
      ['+07700900123', 'GB', '+44 7700 900123'],
    ] as const) {
      await store([stored]);
      assert.deepEqual(await find(number, { country }), [stored], number);
      await setup.reset();
      ({ connector } = await setup.linkAccount('alex'));
    }
  });

  it('knows how people write numbers where that is not how they are written officially', async () => {
    for (const [number, stored] of [
      ['+4915123456789', ['0151/23456789', '01512 3456789', '+49 (0)151 234 567 89']],
      ['+390212345678', ['02 12345678', '02 12345678 x12', '02.12345678', '+39(0)2 12345678']],
      ['+5493511234567', ['0351 15-123-4567', '(0351) 15-123-4567', '351 1234567', '+549 351 123 4567']],
      ['+541143211234', ['(011) 4321-1234', '(54 11) 4321-1234', '+54 (0)11 4321-1234']],
      ['+528112345678', ['+521 81 1234 5678', '01 81 1234 5678', '045 81 1234 5678', '811 234 5678', '(81) 1234-5678']],
      ['+5511961234567', ['(11) 9 6123-4567', '(011) 96123-4567', '11 6123-4567']],
      ['+375291234567', ['8 (029) 123-45-67', '+375 (29) 123-45-67', '80291234567']],
      ['+380501234567', ['+38 (050) 123-45-67', '050 123 45 67']],
      ['+40721234567', ['+4 0721 234 567', '0721.234.567']],
      ['+905321234567', ['0 532 123 45 67', '0 (532) 123 45 67']],
      ['+31201234567', ['020-1234567', '020-123 45 67']],
      ['+34911234567', ['91 123 45 67', '911 23 45 67']],
      ['+302101234567', ['210 1234567', '+30 210 123 4567']],
      ['+61412345678', ['04 1234 5678', '+61 0412 345 678']],
      ['+81312345678', ['03(1234)5678', '(03) 1234-5678']],
      ['+886912345678', ['0912-345-678', '+886 912 345 678']],
      ['+56912345678', ['9 1234 5678', '+569 1234 5678']],
      ['+3725123456', ['5123456', '+372 512 3456']],
    ] as const) {
      await store(stored);
      assert.deepEqual((await find(number)).toSorted(), stored.toSorted(), number);
      await setup.reset();
      ({ connector } = await setup.linkAccount('alex'));
    }
  });

  it('finds a number of every country as that country and the world write it, within the limits of a query', () => {
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples);
      assert.ok(number, country);
      const conditions = callerConditions(number.number, { fields: Array(10).fill('telephone1') });
      assert.ok(conditions.length <= 300, country);
      const values = conditions.flatMap((condition) => (condition.operator === 'in' ? condition.values : ['']));
      assert.ok(values.length <= 2000, country);
      const spellings = [number.number, number.number.slice(1), number.formatInternational()];
      // Three islands have numbers as short as an extension.
      if (number.nationalNumber.length >= 6) spellings.push(number.formatNational());
      for (const spelling of spellings) assert.ok(values.includes(spelling), `${country}: ${spelling}`);
      for (const value of values.filter((one) => one !== '')) {
        assert.ok(value.replace(/\D/g, '').length >= 6, `${country}: ${value}`);
        assert.doesNotMatch(
          value,
          /[^\d\s+()./:tel\-\u2011\u2013\u202a\u202c]|\(\)| $| {2}|--|\/\//,
          `${country}: ${value}`,
        );
      }
    }
  });

  it('looks only for the same number, whatever country it is of', () => {
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples);
      // The other numbers of the same subscriber.
      if (!number || ['AR', 'BR', 'MX'].includes(country)) continue;
      for (const condition of callerConditions(number.number, { fields: ['telephone1'] })) {
        for (const value of condition.operator === 'in' ? condition.values : [condition.value]) {
          const { countryCallingCode: code, nationalNumber } = number;
          // With a plus come the country code, what is dialled at home perhaps, and the number; without one, what is dialled.
          const expected = value.includes('+') ? `^${code}(0|06|8)?${nationalNumber}$` : `^\\d{0,8}${nationalNumber}$`;
          assert.match(value.replace(/\D/g, ''), new RegExp(expected), value);
        }
      }
    }
  });

  it('does not find numbers that end, begin or are grouped alike', async () => {
    for (const [number, others] of [
      [
        '+14155552671',
        ['5552671', '555-2671', '+44 4155552671', '+1 212 555 2671', '9 4155552671', '4155552671 4155552672'],
      ],
      ['+447700900123', ['900123', '+49 7700 900123', '+1 770 090 0123', '07700 9001234', '07700 900123 / 900124']],
      [
        '+498912345670',
        ['12345-670', '1234567-0', '089 1234567-1', '089 1234567', '+43 89 12345670', '089 12345670-1'],
      ],
      ['+390669812345', ['69812345', '+39 6 6981 2345', '+39 069812345', '06 6981 23456']],
      ['+5491123456789', ['2345-6789', '15 2345-6789', '+54 9 351 2345-6789', '+55 11 2345-6789']],
      ['+5511931234567', ['11 3123-4567', '(11) 3123-4567', '+551131234567']],
      ['+2471234567', ['1234567', '234567']],
      ['01164960123', ['+64 960123', '960123']],
      ['01143211234', ['+43 211234', '0211234']],
      ['6123456', ['+61 23456', '023456']],
      ['+6907290', ['7290', '729', '+690 7291']],
    ] as const) {
      await store(others);
      assert.deepEqual(await find(number), [], number);
      await setup.reset();
      ({ connector } = await setup.linkAccount('alex'));
    }
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
      ...[
        '0000000000',
        '+00000000000',
        '9999999999',
        '+266696687',
        '+7378742833',
        '+86282452253',
        '266696687',
        '8656696',
      ],
      ...['1'.repeat(100_000), `+1${' '.repeat(20_000)}x`, '\u200f'.repeat(1000), '7042;phone-context=+1'],
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
