import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { people } from '../../demo/stand-ins/people.js';
import { later, linked, startWorld, type World } from './world.js';

describe('linking', () => {
  const faults = setupServer();
  let world: World;
  before(async () => {
    faults.listen({ onUnhandledRequest: 'bypass' });
    world = await startWorld();
  });
  beforeEach(() => world.reset());
  afterEach(() => faults.resetHandlers());
  after(async () => {
    await world.close();
    faults.close();
  });

  it('shows an account without a link as unlinked, with a nonce and an entity tag', async () => {
    const { status, headers, body } = await world.page().get();
    assert.equal(status, 200);
    assert.equal(body.status, 'unlinked');
    assert.equal(body.canChange, true);
    assert.match(body.nonce, /^[\w-]{40,}$/);
    assert.match(headers.get('ETag') ?? '', /^"[\w.-]+"$/);
    assert.equal(headers.get('Cache-Control'), 'no-store');
    assert.equal(headers.get('Access-Control-Allow-Origin'), null);
  });

  it('gives different accounts different entity tags, also while both are unlinked', async () => {
    const [one, other] = [await world.page().get(), await world.page().get()];
    assert.notEqual(one.headers.get('ETag'), other.headers.get('ETag'));
  });

  it('links the user who signed in and answers with the link', async () => {
    const page = world.page();
    const unlinked = await page.get();
    const { status, headers, body } = await page.link('alex');
    assert.equal(status, 201);
    const link = linked(body);
    assert.equal(link.account.username, 'alex@contoso.example');
    assert.equal(link.account.name, 'Alex Morgan');
    assert.deepEqual(link.organization, { name: 'Contoso', url: world.dynamics.organizations[0]?.url });
    assert.equal(link.health, 'active');
    assert.equal(link.linkedBy, 'admin-1@portal.example');
    assert.ok(Math.abs(Date.now() - Date.parse(link.linkedAt)) < 60_000);
    assert.notEqual(headers.get('ETag'), unlinked.headers.get('ETag'));

    const afterwards = await page.get();
    assert.deepEqual({ ...afterwards.body, nonce: '' }, { ...body, nonce: '' });
    assert.equal(afterwards.headers.get('ETag'), headers.get('ETag'));
    assert.deepEqual(
      world.events.map(({ type }) => type),
      ['linked'],
    );
  });

  it('does not discover when the environment is given, and takes its name from it', async () => {
    const url = world.dynamics.organizations[0]?.url ?? '';
    const { status, body } = await world.page().link('alex', { organizationUrl: url });
    assert.equal(status, 201);
    assert.deepEqual(linked(body).organization, { name: 'Contoso', url });
    assert.ok(!world.dynamics.requests.some((request) => request.url.includes('discovery')));
  });

  it('calls the environment by its host where the user may not read its name', async () => {
    const url = world.dynamics.organizations[0]?.url ?? '';
    faults.use(
      http.get(`${url}/api/data/v9.2/organizations`, () =>
        HttpResponse.json({ error: { code: '0x80040220', message: 'prvReadOrganization' } }, { status: 403 }),
      ),
    );
    const { body } = await world.page().link('alex', { organizationUrl: url });
    assert.equal(linked(body).organization.name, new URL(url).host);
  });

  it('leaves out environments that discovery says are outside Dynamics 365', async () => {
    const url = 'https://evil.example';
    const instance = { FriendlyName: 'Evil', State: 0, Url: url, ApiUrl: world.dynamics.organizations[0]?.url };
    faults.use(
      http.get(world.dynamics.discoveryUrl, () =>
        HttpResponse.json({ value: [instance, { ...instance, Url: instance.ApiUrl, ApiUrl: url }] }),
      ),
    );
    assert.equal((await world.page().link('alex')).problem.code, 'no-organization');
  });

  it('gives up an answer that is too long, of Dynamics 365 as of Entra', async () => {
    const answers = [
      [world.dynamics.discoveryUrl, { value: [] }, 'no-organization', 'dynamics-unavailable'],
      [
        world.entra.metadata.token_endpoint,
        { error: 'invalid_grant' },
        'code-rejected',
        'identity-provider-unavailable',
      ],
    ] as const;
    for (const [url, body, codeWhenShort, codeWhenLong] of answers) {
      for (const [length, code] of [
        [900_000, codeWhenShort],
        [1_000_001, codeWhenLong],
      ] as const) {
        const text = JSON.stringify(body).padEnd(length);
        const headers = { 'Content-Type': 'application/json' };
        const status = 'error' in body ? 400 : 200;
        faults.use(http.all(url, () => new HttpResponse(text, { status, headers })));
        assert.equal((await world.page().link('alex')).problem.code, code);
        faults.resetHandlers();
      }
    }
  });

  it('replaces a link by another user of the same account', async () => {
    const page = world.page();
    const first = linked((await page.link('alex')).body);
    const second = linked((await page.link('kim')).body);
    assert.notEqual(second.linkId, first.linkId);
    assert.equal(second.account.username, 'kim@contoso.example');
    assert.equal((await world.page().link('alex')).status, 201, 'the replaced user is free for another account');
  });

  it('leaves the old link when the new one is refused', async () => {
    const page = world.page();
    const { linkId } = linked((await page.link('alex')).body);
    assert.equal((await page.link('robin')).problem.code, 'insufficient-privileges');
    assert.equal(linked((await page.get()).body).linkId, linkId);
  });

  it('refuses a user without privileges, naming what is missing', async () => {
    const page = world.page();
    const { status, headers, problem } = await page.link('robin');
    assert.equal(status, 403);
    assert.equal(headers.get('Content-Type'), 'application/problem+json');
    assert.equal(problem.code, 'insufficient-privileges');
    assert.deepEqual(problem.missingPrivileges, ['prvCreateContact']);
    assert.equal((await page.get()).body.status, 'unlinked');
  });

  it('refuses a personal Microsoft account', async () => {
    const { status, problem } = await world.page().link('pat');
    assert.equal(status, 403);
    assert.equal(problem.code, 'wrong-account');
  });

  it('refuses a user who is not in the environment that was given', async () => {
    const { status, problem } = await world
      .page()
      .link('jo', { organizationUrl: world.dynamics.organizations[0]?.url ?? '' });
    assert.equal(status, 403);
    assert.equal(problem.code, 'wrong-account');
  });

  it('says so when the user has no environment', async () => {
    const { status, problem } = await world.page().link('jo');
    assert.equal(status, 422);
    assert.equal(problem.code, 'no-organization');
  });

  it('refuses a Dynamics user who is linked to another VCC account', async () => {
    await world.page().link('alex');
    const page = world.page();
    const { status, problem } = await page.link('alex');
    assert.equal(status, 409);
    assert.equal(problem.code, 'already-linked-elsewhere');
    assert.ok(!JSON.stringify(problem).includes('account-'), 'it is not said which account');
  });

  it('lets only one of two accounts have a user that both link at once', async () => {
    const [one, other] = [world.page(), world.page()];
    const [first, second] = [await one.signIn('alex'), await other.signIn('alex')];
    const answers = await Promise.all([one.post(first), other.post(second)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409]);
    assert.ok(answers.some(({ problem }) => problem.code === 'already-linked-elsewhere'));
  });

  it('lets only one of two administrators link one account at once', async () => {
    const one = world.page('shared', { userId: 'one' });
    const other = world.page('shared', { userId: 'other' });
    const [first, second] = [await one.signIn('alex'), await other.signIn('kim')];
    const answers = await Promise.all([one.post(first), other.post(second)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 412]);
    assert.ok(answers.some(({ problem }) => problem.code === 'changed'));
  });

  it('takes over a user whose link elsewhere has expired, and puts that on record', async () => {
    const other = world.page();
    await other.link('alex');
    world.entra.revokeGrants('alex');
    assert.equal(await later(80, () => world.backend.checkLink(other.vccAccountId)), 'expired');
    assert.equal(linked((await other.get()).body).health, 'expired');

    const page = world.page();
    assert.equal((await page.link('alex')).status, 201);
    assert.equal((await other.get()).body.status, 'unlinked');
    const takenOver = world.events.find(({ type }) => type === 'taken-over');
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

  it('frees a user for other accounts by release', async () => {
    const page = world.page();
    await page.link('alex');
    const alex = people.find(({ username }) => username.startsWith('alex'));
    assert.ok(alex);
    assert.equal(await world.backend.release(alex.tid, alex.oid.toUpperCase()), true);
    assert.equal(await world.backend.release(alex.tid, alex.oid), false);
    assert.equal((await page.get()).body.status, 'unlinked');
    assert.equal((await world.page().link('alex')).status, 201);
  });
});
