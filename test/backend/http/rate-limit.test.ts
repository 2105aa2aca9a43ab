import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestBackend, type TestBackend } from '../test-backend.js';

describe('the rate limit', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend({ rateLimit: { perUser: 5, perAccount: 8 } });
  });
  after(() => setup.close());

  it('counts per user and per account, and says when to come back', async () => {
    const ask = async (user: string, times: number) => {
      const page = setup.page('limited', { userId: user });
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
    assert.equal((await setup.page('another').get()).status, 200);
  });
});
