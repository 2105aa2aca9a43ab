import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { type Method, refusalsOf } from '../../src/backend/http/answers-by-method.js';
import { dataverseError } from '../../src/backend/microsoft/dataverse-errors.js';
import { migrate } from '../../src/backend/store/database/schema.js';
import { meaningOf } from '../../src/entra-error-codes.js';
import { backendStatusByCode } from '../../src/protocol.js';
import { createDatabaseFolder, openTestDatabase } from '../backend/test-database.js';
import { requirements } from '../contract/requirements.js';
import { tableIn } from './readme-tables.js';

const readme = readFileSync('src/backend/README.md', 'utf8');

const sorted = <T>(values: Iterable<T>) => [...values].sort();

/** The numbers in a source text, each once. */
const numbersIn = (path: string, pattern: RegExp) => new Set(readFileSync(path, 'utf8').match(pattern) ?? []);

describe('the text of the contract', () => {
  it('has the statuses of each code, by method', () => {
    const statuses = (method: Method, code: string) =>
      refusalsOf(method)
        .filter((refusal) => refusal.code === code)
        .map(({ status }) => status)
        .join(', ') || '–';
    assert.deepEqual(
      tableIn(readme, '| code | GET | POST | DELETE |'),
      Object.keys(backendStatusByCode).map((code) => [
        code,
        ...(['GET', 'POST', 'DELETE'] as const).map((method) => statuses(method, code)),
      ]),
    );
  });

  it('has every AADSTS number, with its code and reason', () => {
    const reasons = { 'more-proof': 'more-proof', policy: 'policy', 'not-assigned': 'policy', disabled: 'policy' };
    const told = tableIn(readme, '| AADSTS |').flatMap(([numbers = '', code = '']) =>
      numbers.split(', ').map((number) => [number, code.replace(/(: [\w ]+)?\)$/, ')')]),
    );
    for (const [number, code] of told) {
      const meaning = meaningOf('', [Number(number)]);
      const reason = meaning.reason ? ` (${reasons[meaning.reason]})` : '';
      assert.equal(code, `${meaning.code}${reason}`, number);
    }
    assert.deepEqual(
      sorted(told.map(([number]) => number)),
      sorted(numbersIn('src/entra-error-codes.ts', /(?<=[[ ])\d{5,7}(?=[,\]])/g)),
    );
  });

  it('has every number of Dataverse, with what it means during a call', () => {
    const told = tableIn(readme, '| number | while linking |').flatMap(([numbers = '', , meaning]) =>
      (numbers.match(/0x\w+/g) ?? []).map((number) => [number, meaning] as const),
    );
    for (const [number, meaning] of told) {
      const { code, details } = dataverseError({ status: 418, headers: new Headers() }, { method: 'GET', number });
      assert.equal(meaning, details.reason ? `${code} (${details.reason})` : code, number);
    }
    assert.deepEqual(
      sorted(told.map(([number]) => number)),
      sorted(numbersIn('src/backend/microsoft/dataverse-errors.ts', /0x[0-9a-f]{8}/g)),
    );
  });

  it('cites every requirement of the kit by its number, and no other', () => {
    assert.deepEqual(sorted(new Set(readme.match(/R-[A-Z]+-\d+/g))), sorted(Object.keys(requirements)));
  });
});

describe('the numbers to watch', () => {
  it('are asked by SQL that fits the tables', async () => {
    const numbers = readme.slice(readme.indexOf('### Numbers to watch'));
    const [, sql = ''] = /```sql\n(.*?)```/s.exec(numbers) ?? [];
    const database = await openTestDatabase();
    await migrate(database);
    const statements = sql.split('\n').flatMap((line) => /^select .*;/.exec(line) ?? []);
    assert.equal(statements.length, 3);
    for (const statement of statements) assert.equal((await database.query(statement)).length, 1, statement);
    await database.close();
  });
});

describe('the recipe', () => {
  it('has SQL that PostgreSQL takes, and a row that is finished once', async () => {
    const recipe = readme.slice(readme.indexOf('## A recipe'), readme.indexOf('## Check a backend'));
    const [tables = '', statements = ''] = [...recipe.matchAll(/```sql\n(.*?)```/gs)].map(([, sql = '']) => sql);
    const directory = await createDatabaseFolder();
    const database = await PGlite.create(directory);
    await database.exec(tables);
    const named = new Map(
      statements.split(/^-- /m).map((text) => [/^\w*/.exec(text)?.[0] ?? '', text.slice(text.indexOf('\n'))]),
    );
    const run = (name: string, ...parameters: unknown[]) =>
      database.query<Record<string, unknown>>(named.get(name) ?? assert.fail(name), parameters);
    const bytes = (text: string) => new TextEncoder().encode(text);
    const add = (nonce: string, code: string) =>
      run('INSERT', bytes(nonce), bytes(code), bytes('request'), 'account', 'user', null);
    const count = async (asked: ReturnType<typeof run>) => (await asked).rows.length;

    assert.equal(await count(add('nonce', 'code')), 1);
    assert.equal(await count(add('nonce', 'another code')), 0, 'the nonce is used');
    assert.equal(await count(add('another nonce', 'code')), 0, 'the code is used');
    assert.equal(await count(run('FIND', bytes('nonce'), 'account', 'user')), 1);
    assert.equal(await count(run('FIND', bytes('nonce'), 'account', 'colleague')), 0);
    assert.equal(await count(run('LEASE', bytes('nonce'))), 0, 'it is being worked on');
    await run('RENEW', bytes('nonce'));
    assert.equal(await count(run('KEEP', bytes('nonce'), bytes('grant'))), 1);
    await run('SUSPEND', bytes('nonce'));
    assert.equal(await count(run('LEASE', bytes('nonce'))), 1, 'the grant waits');
    assert.equal(await count(run('ASK', bytes('nonce'), 'choice', '[]')), 1);
    await run('OVERTAKE', 'account', 'user', bytes('nonce'));
    await run('FORGET', bytes('nonce'));
    await run('ABANDON', 'account');
    assert.equal(await count(run('FINISH', bytes('nonce'), '{"link": "id"}')), 0, 'a DELETE came in between');
    assert.equal(await count(run('UNLINK', 'account', 'id')), 0);
    await run('CLEAR');
    await run('SWEEP');
    const [row] = (await run('FIND', bytes('nonce'), 'account', 'user')).rows;
    assert.deepEqual([row?.['answer'], row?.['sealed_grant']], [{ code: 'changed' }, null]);
    await database.close();
    await rm(directory, { recursive: true });
  });
});
