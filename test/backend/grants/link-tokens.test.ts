import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { LinkError } from '../../../src/backend/errors.js';
import { createLinkTokens } from '../../../src/backend/grants/link-tokens.js';
import type { Grant } from '../../../src/backend/microsoft/entra.js';
import { createAudit } from '../../../src/backend/store/audit.js';
import type { Database } from '../../../src/backend/store/database/database.js';
import { migrate } from '../../../src/backend/store/database/schema.js';
import { createGrantStore } from '../../../src/backend/store/grant-store.js';
import { createLinkStore } from '../../../src/backend/store/link-store.js';
import { createTokenCipher } from '../../../src/backend/store/token-cipher.js';
import { interceptRequests } from '../intercepted-requests.js';
import { later, linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';
import { openTestDatabase } from '../test-database.js';

describe('using a link', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  let page: Page;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    ({ page } = await setup.linkAccount('alex'));
  });
  after(() => setup.close());

  const findByName = (lastname: string) => setup.findContacts(page.vccAccountId, lastname);

  it('refreshes the token when it is due, once for calls at the same time', async () => {
    await findByName('Anderson');
    assert.equal(setup.tokenRequests(), 0);
    await later(80, async () => {
      const found = await Promise.all([1, 2, 3].map(() => findByName('Anderson')));
      assert.deepEqual(found, [['Anderson'], ['Anderson'], ['Anderson']]);
      assert.equal(setup.tokenRequests(), 1);
      await findByName('Anderson');
      assert.equal(setup.tokenRequests(), 1);
    });
    assert.deepEqual(
      setup.events.map(({ type }) => type),
      ['linked', 'refreshed'],
    );
  });

  it('keeps working from one refresh to the next', async () => {
    for (const minutes of [80, 160, 240]) {
      assert.deepEqual(await later(minutes, () => findByName('Anderson')), ['Anderson']);
    }
    assert.equal(setup.tokenRequests(), 3);
  });

  it('refreshes once when Dynamics 365 refuses the token, and does not take that for the end of the grant', async () => {
    const refuse = () => HttpResponse.json({ error: { code: '0x80048405' } }, { status: 401 });
    faults.use(http.get(`${setup.webApi}/contacts`, refuse, { once: true }));
    assert.deepEqual(await findByName('Anderson'), ['Anderson']);
    assert.equal(setup.tokenRequests(), 1);
    faults.use(http.get(`${setup.webApi}/contacts`, refuse));
    await assert.rejects(findByName('Anderson'), { code: 'dynamics-unavailable' });
    assert.equal(setup.tokenRequests(), 2);
    await assert.rejects(findByName('Anderson'), { code: 'dynamics-unavailable' });
    assert.equal(setup.tokenRequests(), 2, 'not for five minutes, however often it is called');
    await later(6, async () => {
      faults.use(http.get(`${setup.webApi}/WhoAmI`, refuse, { once: true }));
      assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active');
      assert.equal(setup.tokenRequests(), 3);
      faults.use(http.get(`${setup.webApi}/WhoAmI`, refuse));
      await assert.rejects(setup.backend.checkLink(page.vccAccountId), { code: 'dynamics-unavailable' });
    });
    assert.equal(linked((await page.get()).body).health, 'active', 'only Entra ends a grant');
  });

  it('uses a token that lives for less than the margin, instead of renewing it without end', async () => {
    for (const lifetime of [60, 1, 0, undefined]) {
      faults.use(
        http.post(setup.entra.metadata.token_endpoint, async ({ request }) => {
          const answer = await (await fetch(request)).json();
          return HttpResponse.json({ ...answer, expires_in: lifetime });
        }),
      );
      const { page: own } = await setup.linkAccount('kim');
      faults.use(
        http.post(setup.entra.metadata.token_endpoint, async ({ request }) => {
          const answer = await (await fetch(request)).json();
          return HttpResponse.json({ ...answer, expires_in: lifetime });
        }),
      );
      await later(80, async () => {
        assert.deepEqual(await setup.findContacts(own.vccAccountId, 'Anderson'), ['Anderson']);
        assert.equal(setup.tokenRequests(), 1, `${lifetime} seconds`);
      });
      faults.resetHandlers();
      await own.delete();
    }
  });

  it('leaves a pause that grows after a refresh that failed, and uses the token while it lives', async () => {
    const { token_endpoint } = setup.entra.metadata;
    let asked = 0;
    faults.use(
      http.post(token_endpoint, () => {
        asked++;
        return new HttpResponse('busy', { status: 503 });
      }),
    );
    // A minute before its end it is due, and still good.
    await later(74, async () => {
      for (let call = 0; call < 3; call++) assert.deepEqual(await findByName('Anderson'), ['Anderson']);
      assert.equal(asked, 1);
    });
    const minutes = [80, 80.01, 80.3, 80.31, 81, 81.01];
    for (const minute of minutes) {
      await later(minute, () => assert.rejects(findByName('Anderson'), { code: 'identity-provider-unavailable' }));
    }
    assert.ok(asked < 1 + minutes.length, `${asked} questions`);
    const before = asked;
    await later(81.02, () => assert.rejects(setup.backend.checkLink(page.vccAccountId)));
    assert.equal(asked, before + 1, 'a check asks at once');
    faults.resetHandlers();
    assert.deepEqual(await later(120, () => findByName('Anderson')), ['Anderson']);
  });

  it('leaves Entra alone for as long as it asks', async () => {
    let asked = 0;
    faults.use(
      http.post(setup.entra.metadata.token_endpoint, () => {
        asked++;
        return new HttpResponse('Too Many Requests', { status: 429, headers: { 'Retry-After': '300' } });
      }),
    );
    const details = { outcomeUnknown: false, retryAfter: 300 };
    for (const [minute, questions] of [
      [120, 1],
      [124, 1],
      [126, 2],
    ] as const) {
      await later(minute, () => assert.rejects(findByName('x'), { code: 'identity-provider-unavailable', details }));
      assert.equal(asked, questions, `after ${minute} minutes`);
    }
  });

  it('says why a new sign-in is needed, and heals by itself when the reason passes', async () => {
    const { token_endpoint } = setup.entra.metadata;
    for (const [error, numbers, reason] of [
      ['interaction_required', [50076], 'more-proof'],
      ['interaction_required', [53003], 'policy'],
      ['invalid_grant', [50079], 'more-proof'],
      ['invalid_grant', [70043], 'more-proof'],
      ['invalid_grant', [53000], 'policy'],
      ['invalid_grant', [50057], 'policy'],
      ['invalid_grant', [65001], 'consent-withdrawn'],
      ['consent_required', [65001], 'consent-withdrawn'],
      ['unauthorized_client', [700016], 'app-removed'],
      ['invalid_grant', [7000112], 'app-removed'],
    ] as const) {
      const { page: own } = await setup.linkAccount('kim');
      const find = () => setup.findContacts(own.vccAccountId, 'Anderson');
      let asked = 0;
      faults.use(
        http.post(token_endpoint, () => {
          asked++;
          return HttpResponse.json({ error, error_codes: numbers }, { status: 400 });
        }),
      );
      const refusal = { code: 'expired', details: { healthReason: reason } };
      await later(80, async () => {
        await assert.rejects(find(), refusal, `${error} ${numbers}`);
        await assert.rejects(find(), refusal);
        assert.equal(asked, 1, 'within the pause Entra is not asked again');
        const { health, healthReason } = linked((await own.get()).body);
        assert.deepEqual([health, healthReason], ['expired', reason]);
        assert.equal(await setup.backend.checkLink(own.vccAccountId), 'expired');
        assert.equal(asked, 2, 'a check asks at once');
      });
      await later(80 + 9, () => assert.rejects(find(), refusal));
      assert.equal(asked, 2, 'the pause grows');
      await later(80 + 11, () => assert.rejects(find(), refusal));
      assert.equal(asked, 3);
      assert.equal(setup.events.filter(({ type }) => type === 'expired').length, 1, 'told once');
      faults.resetHandlers();
      await later(80 + 60, async () => {
        const elsewhere = await setup.page().link('kim');
        assert.equal(elsewhere.problem.code, 'already-linked-elsewhere', 'only a revoked link is taken over');
        assert.deepEqual(await find(), ['Anderson']);
      });
      const { health, healthReason } = linked((await own.get()).body);
      assert.deepEqual([health, healthReason], ['active', undefined]);
      await own.delete();
      setup.events.length = 0;
    }
  });

  it('leaves the link alone for what passes, and for what several tenants refuse at once', async () => {
    const { token_endpoint } = setup.entra.metadata;
    for (const [index, numbers] of [[50196], [90033]].entries()) {
      faults.use(
        http.post(token_endpoint, () =>
          HttpResponse.json({ error: 'invalid_grant', error_codes: numbers }, { status: 400 }),
        ),
      );
      const code = 'identity-provider-unavailable';
      await later(80 + 20 * index, () => assert.rejects(findByName('x'), { code }));
      assert.equal(linked((await page.get()).body).health, 'active');
      faults.resetHandlers();
    }
  });

  it('is kept alive again once the reason has passed, and one refusal does not end the run of the others', async () => {
    const { page: other } = await setup.linkAccount('kim');
    const { token_endpoint } = setup.entra.metadata;
    faults.use(
      http.post(
        token_endpoint,
        () => HttpResponse.json({ error: 'invalid_grant', error_codes: [53003] }, { status: 400 }),
        {
          once: true,
        },
      ),
    );
    const day = 24 * 60;
    assert.equal(await later(26 * day, () => setup.backend.keepAlive()), 1);
    const healths = async () => [page, other].map(async (one) => linked((await one.get()).body).health);
    assert.deepEqual((await Promise.all(await healths())).sort(), ['active', 'expired']);
    assert.equal(await later(27 * day, () => setup.backend.keepAlive()), 1);
    assert.deepEqual(await Promise.all(await healths()), ['active', 'active']);
  });

  it('says expired, and shows it, once Entra no longer accepts the grant', async () => {
    setup.entra.revokeGrants('alex');
    await later(80, async () => {
      await assert.rejects(findByName('x'), { code: 'expired' });
      assert.equal(linked((await page.get()).body).health, 'expired');
      const calls = setup.tokenRequests();
      await assert.rejects(findByName('x'), { code: 'expired' });
      assert.equal(setup.tokenRequests(), calls, 'Entra is not asked again');
    });
    assert.ok(setup.events.some(({ type }) => type === 'expired'));
    assert.equal((await page.link('alex')).status, 201, 'linking again heals');
    assert.equal(linked((await page.get()).body).health, 'active');
  });

  it('keeps the link when Entra is out of order at a refresh, or refuses for another reason than the grant', async () => {
    const { token_endpoint } = setup.entra.metadata;
    for (const [index, failure] of [
      new HttpResponse('busy', { status: 503 }),
      HttpResponse.json({ error: 'invalid_client', error_codes: [7000222] }, { status: 401 }),
      HttpResponse.json({ error: 'access_denied', error_codes: [50105] }, { status: 400 }),
      HttpResponse.json({ error: 'invalid_resource', error_codes: [500011] }, { status: 400 }),
    ].entries()) {
      faults.use(http.post(token_endpoint, () => failure, { once: true }));
      const code = failure.status === 503 ? 'identity-provider-unavailable' : 'configuration';
      await assert.rejects(
        later(80 + index * 20, () => findByName('x')),
        { code },
      );
      assert.equal(linked((await page.get()).body).health, 'active');
    }
    assert.deepEqual(await later(180, () => findByName('Anderson')), ['Anderson']);
  });
});

/** Each process is represented by its own set of parts; they share the database and nothing else. */
describe('the refresh of a grant', () => {
  const environment = 'https://contoso.crm11.dynamics.com';
  const first = { id: 'first', secret: randomBytes(32) };
  const cipher = createTokenCipher([first]);
  const keepAliveAt = () => new Date(Date.now() + 1e9);
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
    await migrate(database);
  });
  after(() => database.close());

  const grantOf = (number: number, lifetime = 3600): Grant => ({
    accessToken: `access ${number}`,
    refreshToken: `refresh ${number}`,
    resource: environment,
    expiresAt: new Date(Date.now() + lifetime * 1000),
  });

  /** Stores a link whose access token has expired. Returns its account. */
  async function link(vccAccountId: string = randomUUID()): Promise<string> {
    await createLinkStore({ database, cipher, keepAliveAt }).save(
      {
        vccAccountId,
        linkId: randomUUID(),
        account: { username: 'alex@contoso.example', name: 'Alex', tenantId: randomUUID() },
        objectId: randomUUID(),
        organization: { name: 'Contoso', url: environment },
        authority: 'https://login.microsoftonline.com/organizations',
        linkedAt: new Date(),
      },
      grantOf(0, 0),
      undefined,
      async () => undefined,
    );
    return vccAccountId;
  }

  function startProcess(refresh: (refreshToken: string) => Promise<Grant>) {
    const grants = createGrantStore({ database, cipher, keepAliveAt });
    const entra = { refresh: (_: string, refreshToken: string) => refresh(refreshToken) };
    return {
      grants,
      tokens: createLinkTokens({ grants, entra, audit: createAudit(database), requireTenant: async () => undefined }),
    };
  }

  /** Returns a refresh whose answer of Entra the test gives, and a promise that resolves when Entra is asked. */
  function slowAnswer() {
    let ask = () => {};
    let answer: (grant: Grant | Promise<never>) => void = () => {};
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    const answered = new Promise<Grant>((resolve) => {
      answer = resolve;
    });
    return {
      asked,
      answer: (grant: Grant | Promise<never>) => answer(grant),
      refresh: () => {
        ask();
        return answered;
      },
    };
  }

  it('happens once for all processes, and they all get what it gave', async () => {
    const vccAccountId = await link();
    let refreshes = 0;
    const processes = [1, 2, 3, 4].map(() => startProcess(async () => grantOf(++refreshes)));
    const uses = processes.flatMap(({ tokens }) => [1, 2, 3].map(() => tokens.current(vccAccountId)));
    const accessTokens = (await Promise.all(uses)).map(({ accessToken }) => accessToken);
    assert.deepEqual(new Set(accessTokens), new Set(['access 1']));
    assert.equal(refreshes, 1);
  });

  it('is left to another process after one has died in the middle of it', async () => {
    const vccAccountId = await link();
    const died = slowAnswer();
    const dying = startProcess(died.refresh).tokens.current(vccAccountId);
    await died.asked;
    const other = startProcess(async () => grantOf(2));
    const waiting = other.tokens.current(vccAccountId, { signal: AbortSignal.timeout(300) });
    await assert.rejects(waiting, { code: 'identity-provider-unavailable' });
    const taken = await later(1, () => other.tokens.current(vccAccountId));
    assert.equal(taken.accessToken, 'access 2');
    // The first process was slow, not dead: its answer is older than what is stored.
    died.answer(grantOf(1));
    assert.equal((await dying).accessToken, 'access 2');
  });

  it('of an older grant does not make a newer one expired', async () => {
    const vccAccountId = await link();
    const slow = slowAnswer();
    const first = startProcess(slow.refresh).tokens.current(vccAccountId);
    await slow.asked;
    await later(1, () => startProcess(async () => grantOf(2)).tokens.current(vccAccountId));
    slow.answer(Promise.reject(new LinkError('expired', 'invalid_grant')));
    assert.equal((await first).accessToken, 'access 2');
  });

  it('that failed is tried by the next one at once', async () => {
    const vccAccountId = await link();
    const broken = startProcess(async () => {
      throw new LinkError('identity-provider-unavailable', 'busy');
    });
    await assert.rejects(broken.tokens.current(vccAccountId), { code: 'identity-provider-unavailable' });
    assert.equal((await startProcess(async () => grantOf(1)).tokens.current(vccAccountId)).accessToken, 'access 1');
  });

  it('brings nothing back to life when the account is unlinked meanwhile', async () => {
    const vccAccountId = await link();
    const slow = slowAnswer();
    const refreshing = startProcess(slow.refresh);
    const use = refreshing.tokens.current(vccAccountId);
    await slow.asked;
    const links = createLinkStore({ database, cipher, keepAliveAt });
    const found = await links.find(vccAccountId);
    await links.delete(vccAccountId, found?.linkId, async () => undefined);
    slow.answer(grantOf(1));
    await assert.rejects(use, { code: 'not-linked' });
    for (const { tokens } of [refreshing, startProcess(async () => grantOf(2))]) {
      await assert.rejects(tokens.current(vccAccountId), { code: 'not-linked' });
    }
  });

  it('is not spoiled by a rotation of the keys, which comes back for it', async () => {
    const vccAccountId = await link();
    const slow = slowAnswer();
    const use = startProcess(slow.refresh).tokens.current(vccAccountId);
    await slow.asked;
    const rotated = createTokenCipher([{ id: 'second', secret: randomBytes(32) }, first]);
    const rotating = createGrantStore({ database, cipher: rotated, keepAliveAt });
    assert.ok((await rotating.reseal()).isBeingRefreshed);
    slow.answer(grantOf(1));
    assert.equal((await use).accessToken, 'access 1');
    assert.deepEqual(await rotating.reseal(), { isBeingRefreshed: false, unreadable: [] });
    assert.equal((await rotating.find(vccAccountId))?.accessToken, 'access 1');
  });
});
