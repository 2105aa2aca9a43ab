import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { interceptRequests } from '../intercepted-requests.js';
import { later, linked, replace, startTestBackend, type TestBackend } from '../test-backend.js';

describe('linking', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  it('shows an account without a link as unlinked, with a nonce and an entity tag', async () => {
    const { status, headers, body } = await setup.page().get();
    assert.equal(status, 200);
    assert.equal(body.status, 'unlinked');
    assert.equal(body.canChange, true);
    assert.match(body.nonce, /^[\w-]{40,}$/);
    assert.match(headers.get('ETag') ?? '', /^"[\w.-]+"$/);
    assert.equal(headers.get('Cache-Control'), 'no-store');
    assert.equal(headers.get('Access-Control-Allow-Origin'), null);
  });

  it('links the user who signed in and answers with the link', async () => {
    const page = setup.page();
    const unlinked = await page.get();
    const { status, headers, body } = await page.link('alex');
    assert.equal(status, 201);
    const link = linked(body);
    assert.equal(link.account.username, 'alex@contoso.example');
    assert.equal(link.account.name, 'Alex Morgan');
    assert.deepEqual(link.organization, { name: 'Contoso', url: setup.dataverse.organizations[0]?.url });
    assert.equal(link.health, 'active');
    assert.equal(link.linkedBy, 'admin-1@portal.example');
    assert.ok(Math.abs(Date.now() - Date.parse(link.linkedAt)) < 60_000);
    assert.notEqual(headers.get('ETag'), unlinked.headers.get('ETag'));

    const afterwards = await page.get();
    assert.deepEqual({ ...afterwards.body, nonce: '' }, { ...body, nonce: '' });
    assert.equal(afterwards.headers.get('ETag'), headers.get('ETag'));
    assert.deepEqual(
      setup.events.map(({ type }) => type),
      ['linked'],
    );
  });

  it('replaces a link by another user of the same account', async () => {
    const page = setup.page();
    const first = linked((await page.link('alex')).body);
    const second = linked((await replace(page, 'kim')).body);
    assert.notEqual(second.linkId, first.linkId);
    assert.equal(second.account.username, 'kim@contoso.example');
    assert.equal((await setup.page().link('alex')).status, 201, 'the replaced user is free for another account');
  });

  it('leaves the old link when the new one is refused', async () => {
    const page = setup.page();
    const { linkId } = linked((await page.link('alex')).body);
    assert.equal((await replace(page, 'robin')).problem.code, 'insufficient-privileges');
    assert.equal(linked((await page.get()).body).linkId, linkId);
  });

  it('refuses a user without privileges, naming what is missing', async () => {
    const page = setup.page();
    const { status, headers, problem } = await page.link('robin');
    assert.equal(status, 403);
    assert.equal(headers.get('Content-Type'), 'application/problem+json');
    assert.equal(problem.code, 'insufficient-privileges');
    assert.deepEqual(problem.missingPrivileges, ['prvCreateContact']);
    assert.equal((await page.get()).body.status, 'unlinked');
  });

  it('says that the environment keeps VCC out, and does not take that for missing privileges', async () => {
    for (const body of [{ error: { code: '0x80095ffe' } }, { error: { code: '0x8004A113' } }, {}]) {
      faults.use(http.get(`${setup.webApi}/WhoAmI`, () => HttpResponse.json(body, { status: 403 })));
      const { status, problem } = await setup.page().link('alex');
      assert.deepEqual([status, problem.code, problem.missingPrivileges], [403, 'environment-blocked', undefined]);
    }
  });

  it('refuses a personal Microsoft account', async () => {
    setup.entra.faults = { personalAccounts: 'let in' };
    const { status, problem } = await setup.page().link('pat');
    setup.entra.faults = {};
    assert.equal(status, 403);
    assert.equal(problem.code, 'wrong-account');
  });

  it('refuses a user who is not in the environment that was given', async () => {
    const { status, problem } = await setup
      .page()
      .link('jo', { organizationUrl: setup.dataverse.organizations[0]?.url ?? '' });
    assert.equal(status, 403);
    assert.equal(problem.code, 'wrong-account');
  });

  it('says so when the user has no environment', async () => {
    const { status, problem } = await setup.page().link('jo');
    assert.equal(status, 422);
    assert.equal(problem.code, 'no-organization');
  });

  it('refuses a Dynamics user who is linked to another VCC account', async () => {
    await setup.page().link('alex');
    const page = setup.page();
    const { status, problem } = await page.link('alex');
    assert.equal(status, 409);
    assert.equal(problem.code, 'already-linked-elsewhere');
    assert.ok(!JSON.stringify(problem).includes('account-'), 'it is not said which account');
  });

  it('lets only one of two accounts have a user that both link at once', async () => {
    const [one, other] = [setup.page(), setup.page()];
    const [first, second] = [await one.signIn('alex'), await other.signIn('alex')];
    const answers = await Promise.all([one.post(first), other.post(second)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
    assert.ok(answers.some(({ code }) => code === 'already-linked-elsewhere'));
  });

  it('lets only one of two administrators link one account at once', async () => {
    const one = setup.page('shared', { userId: 'one' });
    const other = setup.page('shared', { userId: 'other' });
    const [first, second] = [await one.signIn('alex'), await other.signIn('kim')];
    const answers = await Promise.all([one.post(first), other.post(second)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 412]);
    assert.ok(answers.some(({ code }) => code === 'changed'));
  });

  it('takes over a user whose link elsewhere has expired, and puts that on record', async () => {
    const other = setup.page();
    await other.link('alex');
    setup.entra.revokeGrants('alex');
    assert.equal(await later(80, () => setup.backend.checkLink(other.vccAccountId)), 'expired');
    assert.equal(linked((await other.get()).body).health, 'expired');

    const page = setup.page();
    assert.equal((await page.link('alex')).status, 201);
    assert.equal((await other.get()).body.status, 'unlinked');
    const takenOver = setup.events.find(({ type }) => type === 'taken-over');
    assert.deepEqual(
      { ...takenOver, at: undefined, correlationId: undefined },
      {
        type: 'taken-over',
        vccAccountId: other.vccAccountId,
        byVccAccountId: page.vccAccountId,
        userId: 'admin-1',
        at: undefined,
        correlationId: undefined,
      },
    );
  });
});
