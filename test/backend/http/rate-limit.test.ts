import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, it } from 'node:test';
import { endpointUrl, type Page, sessionHeader, startTestBackend, type TestBackend } from '../test-backend.js';

const times = async <Result>(count: number, work: () => Promise<Result>): Promise<Result[]> => {
  const results = [];
  for (let time = 0; time < count; time++) results.push(await work());
  return results;
};
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);

describe('the rate limit', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend({
      rateLimit: { perUser: 5, perAccount: 8, changesPerUser: 3, changesPerAccount: 5 },
    });
  });
  after(() => setup.close());

  /** Deletes nothing, without asking for an entity tag first. */
  const change = (page: Page) => page.delete({ 'If-Match': '"stale.none"' });

  it('counts looks per user and per account, and says when to come back', async () => {
    const ask = (user: string, count: number) => {
      const page = setup.page('limited', { userId: user });
      return times(count, () => page.get());
    };
    const byUser = await ask('eager', 6);
    assert.deepEqual(statuses(byUser), [200, 200, 200, 200, 200, 429]);
    assert.equal(byUser[5]?.problem.code, 'too-many-requests');
    assert.match(byUser[5]?.headers.get('Retry-After') ?? '', /^[1-9]\d?$/);
    assert.deepEqual(statuses(await ask('other', 4)), [200, 200, 200, 429]);
    assert.equal((await setup.page('another').get()).status, 200);
  });

  it('counts changes apart from looks, per user and per account', async () => {
    const page = setup.page('changed', { userId: 'ada' });
    assert.deepEqual(statuses(await times(4, () => change(page))), [412, 412, 412, 429]);
    assert.equal((await page.get()).status, 200, 'looking goes on');
    const colleague = setup.page('changed', { userId: 'ben' });
    assert.deepEqual(statuses(await times(3, () => change(colleague))), [412, 412, 429]);
    assert.equal((await change(setup.page('not-changed'))).status, 412);
  });

  it('counts HEAD as a look', async () => {
    const session = sessionHeader({ vccAccountId: 'headed', userId: 'ada' });
    const head = () => setup.backend.fetch(new Request(endpointUrl, { method: 'HEAD', headers: session }));
    assert.deepEqual(statuses(await times(6, head)), [200, 200, 200, 200, 200, 429]);
    assert.equal((await change(setup.page('headed', { userId: 'ada' }))).status, 412);
  });

  it('lets nobody who may only look use up the share of those who may change', async () => {
    for (const user of ['v1', 'v2', 'v3']) {
      const viewer = setup.page('viewed', { userId: user, canChange: false });
      await times(6, () => viewer.get());
      await times(6, () => change(viewer));
    }
    const administrator = setup.page('viewed', { userId: 'ada' });
    assert.equal((await administrator.get()).status, 200);
    assert.equal((await change(administrator)).status, 412);
  });
});

describe('codes that Entra refuses', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  afterEach(() => setup.reset());
  after(() => setup.close());

  const bogus = async (page: Page) =>
    page.post({ ...(await page.signIn('alex')), code: randomUUID(), codeVerifier: 'v'.repeat(43) });

  it('stop reaching Entra after a few of one session, and no other session is in the way', async () => {
    const page = setup.page('guessed', { userId: 'guesser' });
    const answers = await times(8, () => bogus(page));
    assert.deepEqual(
      answers.map(({ code }) => code),
      [...Array(5).fill('code-rejected'), ...Array(3).fill('too-many-requests')],
    );
    assert.match(answers[7]?.headers.get('Retry-After') ?? '', /^\d+$/);
    const guesses = setup.tokenRequests();
    assert.equal((await page.link('alex')).code, 'too-many-requests');
    assert.equal(setup.tokenRequests(), guesses);
    assert.equal((await setup.page('guessed', { userId: 'colleague' }).link('alex')).status, 201);
  });

  it('are forgotten once somebody has signed in there', async () => {
    const page = setup.page();
    for (let round = 0; round < 3; round++) {
      await times(3, () => bogus(page));
      assert.equal((await page.link('alex')).status, 201);
    }
  });

  it('are counted also when they come at once', async () => {
    const page = setup.page();
    const requests = await times(12, async () => ({ ...(await page.signIn('alex')), code: randomUUID() }));
    setup.entra.requests.length = 0;
    const { etag } = await page.get();
    const answers = await Promise.all(requests.map((request) => page.post(request, { 'If-Match': etag })));
    assert.equal(answers.filter(({ code }) => code === 'code-rejected').length, 5);
    assert.equal(setup.tokenRequests(), 5);
  });

  it('are not confused with sign-ins that fail for another reason', async () => {
    const page = setup.page();
    assert.deepEqual(
      (await times(7, () => page.link('robin'))).map(({ code }) => code),
      Array(7).fill('insufficient-privileges'),
    );
    assert.equal((await page.link('alex')).status, 201);
  });
});
