import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { signIn } from '../../../demo/stand-ins/sign-in.js';
import { interceptRequests } from '../intercepted-requests.js';
import {
  clientId,
  clientSecret,
  later,
  linked,
  redirectUri,
  replace,
  startTestBackend,
  type TestBackend,
} from '../test-backend.js';

describe('the same POST again', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  const tokenEndpoint = () => setup.entra.metadata.token_endpoint;

  it('gets the same link, with the entity tag that was sent first', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const ifMatch = { 'If-Match': (await page.get()).etag };
    const first = await page.post(request, ifMatch);
    const calls = setup.tokenRequests();
    const second = await page.post(request, ifMatch);
    assert.equal(second.status, 201);
    assert.deepEqual({ ...second.body, nonce: '' }, { ...first.body, nonce: '' });
    assert.equal(second.headers.get('ETag'), first.headers.get('ETag'));
    assert.equal(setup.tokenRequests(), calls, 'the code is sent once');
  });

  it('gets the same link after a restart', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const { linkId } = linked((await page.post(request)).body);
    await setup.restart();
    assert.equal(linked((await page.post(request)).body).linkId, linkId);
  });

  it('gets the same refusal', async () => {
    const page = setup.page();
    const request = await page.signIn('robin');
    const first = await page.post(request);
    const second = await page.post(request);
    assert.equal(second.status, 403);
    assert.deepEqual({ ...second.problem, correlationId: '' }, { ...first.problem, correlationId: '' });
  });

  it('shares the work of one that is running', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const answers = await Promise.all([page.post(request), page.post(request), page.post(request)]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [201, 201, 201],
    );
    assert.equal(new Set(answers.map(({ body }) => linked(body).linkId)).size, 1);
  });

  it('is refused once the link is gone or another', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    await page.post(request);
    await replace(page, 'kim');
    assert.equal((await page.post(request)).problem.code, 'changed');
    await page.delete();
    assert.equal((await page.post(request)).problem.code, 'changed');
    assert.equal((await page.get()).body.status, 'unlinked');
  });

  it('is not answered to another user of the account, nor to another account', async () => {
    const request = await setup.page('replayed', { userId: 'one' }).signIn('alex');
    await setup.page('replayed', { userId: 'one' }).post(request);
    for (const page of [setup.page('replayed', { userId: 'other' }), setup.page('elsewhere', { userId: 'one' })]) {
      assert.equal((await page.post(request)).problem.code, 'session-changed');
    }
  });

  it('is not answered after ten minutes, and its code not sent again', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    await page.post(request);
    const calls = setup.tokenRequests();
    const ifMatch = { 'If-Match': (await page.get()).etag };
    assert.equal((await later(11, () => page.post(request, ifMatch))).problem.code, 'code-rejected');
    assert.equal(setup.tokenRequests(), calls);
  });

  it('is answered for ten minutes also when the nonce was about to expire', async () => {
    const page = setup.page();
    const { nonce } = (await page.get()).body;
    const { entra } = setup;
    const request = await later(119, async () => {
      const { code, codeVerifier } = await signIn({ entra, username: 'alex', nonce, redirectUri, clientId });
      const body = { code, codeVerifier, nonce, redirectUri, authority: entra.authority };
      assert.equal((await page.post(body)).status, 201);
      return body;
    });
    assert.equal((await later(125, () => page.post(request))).status, 201);
  });

  it('is refused with the same code but another body', async () => {
    const page = setup.page();
    const request = await page.signIn('robin');
    await page.post(request);
    const calls = setup.tokenRequests();
    const { nonce } = (await page.get()).body;
    assert.equal((await page.post({ ...request, nonce })).problem.code, 'code-rejected');
    assert.equal(setup.tokenRequests(), calls);
  });

  it('goes on where it stopped after Dynamics 365 was unavailable', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    faults.use(http.get(`${setup.webApi}/WhoAmI`, () => new HttpResponse(null, { status: 503 }), { once: true }));
    const failed = await page.post(request);
    assert.equal(failed.status, 502);
    assert.equal(failed.problem.code, 'dynamics-unavailable');
    assert.equal((await page.get()).body.status, 'unlinked');

    const calls = setup.tokenRequests();
    assert.equal((await page.post(request)).status, 201);
    assert.equal(setup.tokenRequests(), calls, 'neither the code nor a refresh token is sent again');
  });

  it('is carried out at once although a connection to Dynamics 365 breaks', async () => {
    faults.use(http.get(`${setup.webApi}/WhoAmI`, () => HttpResponse.error(), { once: true }));
    assert.equal((await setup.page().link('alex')).status, 201);
  });

  it('goes on after Dynamics 365 went on breaking connections and the backend was restarted', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    faults.use(http.get(`${setup.webApi}/WhoAmI`, () => HttpResponse.error()));
    assert.equal((await page.post(request)).problem.code, 'dynamics-unavailable');
    faults.resetHandlers();
    await setup.restart();
    assert.equal((await page.post(request)).status, 201);
  });

  it('redeems the code after Entra could not be reached', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const { authority, metadata } = setup.entra;
    const withMetadata = (own: object) => ({
      entra: {
        clientId,
        credentials: [{ secret: clientSecret }],
        registrations: [{ redirectUri, authority, metadata: own }],
      },
    });
    // Nothing listens on this port.
    await setup.restart(withMetadata({ ...metadata, token_endpoint: 'http://127.0.0.1:1/token' }));
    const failed = await page.post(request);
    assert.equal(failed.status, 502);
    assert.equal(failed.problem.code, 'identity-provider-unavailable');
    await setup.restart(withMetadata(metadata));
    assert.equal((await page.post(request)).status, 201);
  });

  it('redeems the code after Entra said that it is overloaded', async () => {
    for (const overloaded of [
      HttpResponse.json({ error: 'temporarily_unavailable', error_codes: [90033] }, { status: 400 }),
      new HttpResponse('busy', { status: 503 }),
    ]) {
      const page = setup.page();
      const request = await page.signIn('alex');
      faults.use(http.post(tokenEndpoint(), () => overloaded, { once: true }));
      assert.equal((await page.post(request)).problem.code, 'identity-provider-unavailable');
      assert.equal((await page.post(request)).status, 201);
      await page.delete();
    }
  });

  it('never sends a code again that may have been used up', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    faults.use(http.post(tokenEndpoint(), () => HttpResponse.error(), { once: true }));
    assert.equal((await page.post(request)).problem.code, 'identity-provider-unavailable');
    const calls = setup.tokenRequests();
    const { status, problem } = await page.post(request);
    assert.equal(status, 400);
    assert.equal(problem.code, 'code-rejected');
    assert.equal(setup.tokenRequests(), calls);
  });

  it('is told to wait, and then that the code is lost, when a crash interrupted the redemption', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    let reached = () => {};
    const redeeming = new Promise<void>((resolve) => {
      reached = resolve;
    });
    let answerAtLast = () => {};
    const crashed = new Promise<void>((resolve) => {
      answerAtLast = resolve;
    });
    faults.use(
      http.post(
        tokenEndpoint(),
        async () => {
          reached();
          await crashed;
          return HttpResponse.error();
        },
        { once: true },
      ),
    );
    const interrupted = page.post(request);
    await redeeming;
    await setup.restart();
    const running = await page.post(request);
    assert.equal(running.status, 503);
    assert.equal(running.problem.code, 'in-progress');
    assert.match(running.headers.get('Retry-After') ?? '', /^\d+$/);
    assert.equal((await later(2, () => page.post(request))).problem.code, 'code-rejected');
    assert.equal((await page.post(request)).problem.code, 'code-rejected');
    answerAtLast();
    await interrupted;
  });
});
