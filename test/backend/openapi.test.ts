import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { backendStatusByCode } from '../../src/protocol.js';
import { portalOrigin, startWorld, type World } from './world.js';

describe('the OpenAPI document', () => {
  let world: World;
  let document: Record<string, unknown>;
  before(async () => {
    world = await startWorld({ rateLimit: { perUser: 5, perAccount: 8 } });
    const response = await world.backend.fetch(new Request(`${portalOrigin}/api/dynamics-link/openapi.json`));
    assert.equal(response.status, 200);
    document = await response.json();
  });
  after(() => world.close());

  it('is served without a session, and valid', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document));
    assert.ok(valid, JSON.stringify(errors));
    assert.match(String(document['openapi']), /^3\.1\./);
  });

  it('knows every code of the contract, and says what a request must look like', () => {
    const text = JSON.stringify(document);
    for (const code of Object.keys(backendStatusByCode)) assert.ok(text.includes(`"${code}"`), code);
    assert.ok(text.includes('{43,128}'), 'the pattern of a verifier, as the handler checks it');
  });

  it('promises Retry-After with too-many-requests, per user and per account', async () => {
    const ask = async (user: string, times: number) => {
      const page = world.page('limited', { userId: user });
      const answers = [];
      for (let time = 0; time < times; time++) answers.push(await page.get());
      return answers;
    };
    const byUser = await ask('eager', 6);
    assert.deepEqual(
      byUser.map(({ status }) => status),
      [200, 200, 200, 200, 200, 429],
    );
    assert.equal(byUser[5]?.problem.code, 'too-many-requests');
    assert.match(byUser[5]?.headers.get('Retry-After') ?? '', /^[1-9]\d?$/);
    const byAccount = await ask('other', 4);
    assert.deepEqual(
      byAccount.map(({ status }) => status),
      [200, 200, 200, 429],
    );
    assert.equal((await world.page('another').get()).status, 200);
  });
});
