import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { interceptRequests } from '../intercepted-requests.js';
import { later, linked, type Page, replace, startTestBackend, type TestBackend } from '../test-backend.js';

describe('whoever signs in as another user than the linked one', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  let page: Page;
  let linkId: string;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    page = setup.page();
    linkId = linked((await page.link('alex')).body).linkId;
  });
  after(() => setup.close());

  const user = (name: string) => `${name}@contoso.example`;
  const linkNow = async () => linked((await page.get()).body);

  it('is asked before anything is replaced, and told who is linked and who has signed in', async () => {
    const { status, problem } = await page.link('kim');
    assert.deepEqual([status, problem.code], [409, 'user-differs']);
    assert.equal(problem.from?.username, user('alex'));
    assert.equal(problem.to?.username, user('kim'));
    assert.match(String(problem.to?.tenantId), /^[\da-f-]{36}$/);
    assert.equal((await linkNow()).linkId, linkId);
    const { choice, from, to } = problem;
    assert.deepEqual((await page.get()).body.pending, { choice, from, to }, 'a page that is loaded anew asks too');
  });

  it('replaces the user by saying so, once however often it is said', async () => {
    const { choice } = (await page.link('kim')).problem;
    const ifMatch = { 'If-Match': (await page.get()).etag };
    const answers = await Promise.all([1, 2].map(() => page.post({ choice, replace: true }, ifMatch)));
    answers.push(await page.post({ choice, replace: true }, ifMatch));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201],
    );
    assert.equal(new Set(answers.map(({ body }) => linked(body).linkId)).size, 1);
    assert.equal((await linkNow()).account.username, user('kim'));
    assert.equal((await page.get()).body.pending, undefined);
    assert.deepEqual(
      setup.events.map(({ type }) => type),
      ['linked', 'replaced', 'linked'],
    );
  });

  it('keeps the linked user by calling it off', async () => {
    const { choice } = (await page.link('kim')).problem;
    assert.equal((await page.post({ choice, cancel: true })).status, 204);
    assert.equal((await page.post({ choice, cancel: true })).status, 204);
    assert.equal((await page.post({ choice, replace: true })).problem.code, 'choice-expired');
    assert.equal((await linkNow()).linkId, linkId);
    assert.equal((await setup.page().link('kim')).status, 201, 'the other user is free');
  });

  it('is asked again when the POST is repeated, until it is decided', async () => {
    const request = await page.signIn('kim');
    const { choice } = (await page.post(request)).problem;
    assert.deepEqual((await page.post(request)).problem.choice, choice);
    await page.post({ choice, replace: true });
    assert.equal((await page.post(request)).status, 201);
  });

  it('is asked for the environment after that, under the same choice, which may be repeated', async () => {
    const { choice } = (await page.link('sam')).problem;
    const [, fabrikam] = setup.dataverse.organizations;
    const body = { choice, organizationUrl: fabrikam?.url };
    assert.equal((await page.post(body)).problem.code, 'invalid-request', 'no environment has been offered yet');
    for (let time = 0; time < 2; time++) {
      const { problem } = await page.post({ choice, replace: true });
      assert.deepEqual([problem.code, problem.choice], ['organization-choice-required', choice]);
    }
    const { pending } = (await page.get()).body;
    assert.ok(pending && 'organizations' in pending);
    assert.deepEqual(
      [pending.choice, pending.organizations, pending.account?.username],
      [choice, setup.dataverse.organizations, user('sam')],
    );
    assert.equal(linked((await page.post(body)).body).account.username, user('sam'));
  });

  it('is not asked when it is the same user, nor where nothing is linked', async () => {
    assert.equal((await page.link('alex')).status, 201);
    assert.equal((await setup.page().link('kim')).status, 201);
  });

  it('is asked whatever the health of the link', async () => {
    setup.entra.revokeGrants('alex');
    await later(80, () => assert.rejects(setup.findContacts(page.vccAccountId, 'Anderson'), { code: 'expired' }));
    assert.equal((await replace(page, 'kim')).status, 201);
  });

  it('can’t answer in place of another person or account, nor what was not asked', async () => {
    const { choice } = (await page.link('kim')).problem;
    for (const other of [setup.page(page.vccAccountId, { userId: 'colleague' }), setup.page()]) {
      for (const body of [
        { choice, replace: true },
        { choice, cancel: true },
      ]) {
        assert.equal((await other.post(body)).problem.code, 'choice-expired');
      }
      assert.equal((await other.get()).body.pending, undefined);
    }
    for (const body of [{ choice }, { choice, replace: false }, { choice, replace: 'true' }, { replace: true }]) {
      assert.equal((await page.post(body)).problem.code, 'invalid-request');
    }
    const { choice: environments } = (await setup.page('unlinked').link('sam')).problem;
    const wrong = await setup.page('unlinked').post({ choice: environments, replace: true });
    assert.ok(['invalid-request', 'choice-expired'].includes(wrong.problem.code));
    assert.equal((await linkNow()).linkId, linkId);
  });

  it('replaces nothing that the page did not show', async () => {
    const { choice } = (await page.link('kim')).problem;
    const stale = { 'If-Match': (await page.get()).etag };
    const newer = linked((await page.link('alex')).body).linkId;
    assert.equal((await page.post({ choice, replace: true }, stale)).problem.code, 'choice-expired');
    const { choice: another } = (await page.link('kim')).problem;
    assert.equal((await page.post({ choice: another, replace: true }, stale)).problem.code, 'changed');
    assert.equal((await linkNow()).linkId, newer);
  });

  it('may answer for ten minutes', async () => {
    const { choice } = (await page.link('kim')).problem;
    await later(11, async () => {
      assert.equal((await page.post({ choice, replace: true })).problem.code, 'choice-expired');
      assert.equal((await page.get()).body.pending, undefined);
    });
    assert.equal((await linkNow()).linkId, linkId);
  });

  it('leaves the old link when the other user is refused, and is told so again', async () => {
    const { choice } = (await page.link('robin')).problem;
    for (let time = 0; time < 2; time++) {
      assert.equal((await page.post({ choice, replace: true })).problem.code, 'insufficient-privileges');
    }
    assert.equal((await linkNow()).linkId, linkId);
  });

  it('need not say it again when Dynamics 365 was away', async () => {
    const { choice } = (await page.link('kim')).problem;
    faults.use(http.get(`${setup.webApi}/WhoAmI`, () => HttpResponse.text('', { status: 503 }), { once: true }));
    assert.equal((await page.post({ choice, replace: true })).problem.code, 'dynamics-unavailable');
    assert.equal((await page.post({ choice, replace: true })).status, 201);
  });
});
