import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { later, linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

describe('a user in two environments', () => {
  let setup: TestBackend;
  let page: Page;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    page = setup.page();
  });
  after(() => setup.close());

  const fabrikam = () => setup.dataverse.organizations[1]?.url ?? '';

  it('is asked to choose, and linked to the chosen one', async () => {
    const { status, problem } = await page.link('sam');
    assert.equal(status, 409);
    assert.equal(problem.code, 'organization-choice-required');
    assert.deepEqual(problem.organizations, setup.dataverse.organizations);

    const { choice } = problem;
    const { pending } = (await page.get()).body;
    assert.ok(pending && 'organizations' in pending);
    const { account, ...asked } = pending;
    assert.deepEqual(asked, { choice, organizations: setup.dataverse.organizations });
    assert.deepEqual([account, account?.name], [problem.account, 'Sam Lindqvist'], 'who has signed in');
    const chosen = await page.post({ choice, organizationUrl: fabrikam() });
    assert.equal(chosen.status, 201);
    assert.deepEqual(linked(chosen.body).organization, { name: 'Fabrikam', url: fabrikam() });
    assert.equal((await page.get()).body.pending, undefined);
  });

  it('is given the same choice when the POST is repeated, and the link once it was made', async () => {
    const request = await page.signIn('sam');
    const { choice } = (await page.post(request)).problem;
    assert.equal((await page.post(request)).problem.choice, choice);
    await page.post({ choice, organizationUrl: fabrikam() });
    assert.equal((await page.post(request)).status, 201);
  });

  it('gets the same link when the choice is repeated, and is refused another', async () => {
    const { choice } = (await page.link('sam')).problem;
    const body = { choice, organizationUrl: fabrikam() };
    const ifMatch = { 'If-Match': (await page.get()).etag };
    const { linkId } = linked((await page.post(body, ifMatch)).body);
    assert.equal(linked((await page.post(body, ifMatch)).body).linkId, linkId);
    const other = await page.post({ choice, organizationUrl: setup.dataverse.organizations[0]?.url });
    assert.equal(other.problem.code, 'choice-expired');
  });

  it('may not choose what was not offered', async () => {
    const { choice } = (await page.link('sam')).problem;
    const { status, problem } = await page.post({ choice, organizationUrl: 'https://evil.example' });
    assert.equal(status, 400);
    assert.equal(problem.code, 'invalid-request');
    assert.equal((await page.post({ choice, organizationUrl: fabrikam() })).status, 201);
  });

  it('may not choose both at once', async () => {
    const { choice } = (await page.link('sam')).problem;
    const answers = await Promise.all(
      setup.dataverse.organizations.map(({ url }) => page.post({ choice, organizationUrl: url })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 503]);
    assert.ok(answers.some(({ code }) => code === 'in-progress'));
  });

  it('may choose for ten minutes', async () => {
    const { choice } = (await page.link('sam')).problem;
    await later(11, async () => {
      const { status, problem } = await page.post({ choice, organizationUrl: fabrikam() });
      assert.equal(status, 410);
      assert.equal(problem.code, 'choice-expired');
      assert.equal((await page.get()).body.pending, undefined);
      await setup.backend.keepAlive();
    });
    assert.equal((await page.post({ choice, organizationUrl: fabrikam() })).status, 410, 'the grant was deleted');
  });

  it('has a choice that no other user and no other account can make, see or cancel', async () => {
    const { choice } = (await page.link('sam')).problem;
    for (const other of [setup.page(page.vccAccountId, { userId: 'other' }), setup.page()]) {
      assert.equal((await other.get()).body.pending, undefined);
      assert.equal((await other.post({ choice, organizationUrl: fabrikam() })).problem.code, 'choice-expired');
      assert.equal((await other.post({ choice, cancel: true })).problem.code, 'choice-expired');
    }
    assert.equal((await page.get()).body.pending?.choice, choice);
  });

  it('may cancel, also twice, and then not choose', async () => {
    const { choice } = (await page.link('sam')).problem;
    assert.equal((await page.post({ choice, cancel: true })).status, 204);
    assert.equal((await page.post({ choice, cancel: true })).status, 204);
    assert.equal((await page.get()).body.pending, undefined);
    assert.equal((await page.post({ choice, organizationUrl: fabrikam() })).status, 410);
  });

  it('loses an earlier choice to a later sign-in', async () => {
    const earlier = (await page.link('sam')).problem.choice;
    const later = (await page.link('sam')).problem.choice;
    assert.equal((await page.get()).body.pending?.choice, later);
    assert.equal((await page.post({ choice: earlier, organizationUrl: fabrikam() })).status, 410);
  });

  it('loses the choice when the account is unlinked meanwhile', async () => {
    const { choice } = (await page.link('sam')).problem;
    assert.equal((await page.delete()).status, 204);
    assert.equal((await page.post({ choice, organizationUrl: fabrikam() })).status, 410);
  });

  it('does not replace a link that was made after the page was shown', async () => {
    const { choice } = (await page.link('sam')).problem;
    const stale = (await page.get()).etag;
    await setup.page(page.vccAccountId, { userId: 'other' }).link('alex');
    const { status } = await page.post({ choice, organizationUrl: fabrikam() }, { 'If-Match': stale });
    assert.equal(status, 412);
    assert.equal(linked((await page.get()).body).account.username, 'alex@contoso.example');
  });
});
