import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { interceptRequests } from '../intercepted-requests.js';
import { later, linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

const contosoId = '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a01';

describe('an environment that was renamed or moved', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  let page: Page;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(async () => {
    await setup.reset();
    page = setup.page();
    assert.equal((await page.link('sam', { organizationUrl: oldUrl() })).status, 201);
    setup.events.length = 0;
  });
  after(() => setup.close());

  const oldUrl = () => setup.dataverse.organizations[0]?.url ?? '';
  const newUrl = () => setup.dataverse.organizations[1]?.url ?? '';
  const shown = async () => linked((await page.get()).body);

  const answersAt = (url: string, organizationId: string) =>
    http.get(`${url}/api/data/v9.2/WhoAmI`, () =>
      HttpResponse.json({ UserId: '5f5f5f5f-2a61-4d0f-8e0c-5b2f0f5d9a03', OrganizationId: organizationId }),
    );
  const discovered = (row: object) =>
    http.get(setup.dataverse.discoveryUrl, () => HttpResponse.json({ value: [{ State: 0, ...row }] }));
  const rename = () =>
    faults.use(
      discovered({ Id: contosoId.toUpperCase(), FriendlyName: 'Contoso Ltd', Url: `${newUrl()}/`, ApiUrl: newUrl() }),
      answersAt(newUrl(), contosoId),
    );
  const nobodyAtOldAddress = () => faults.use(http.all(`${oldUrl()}/*`, () => HttpResponse.error()));

  it('is found again by its ID when the link is checked, and called at its new address', async () => {
    rename();
    nobodyAtOldAddress();
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active');
    assert.deepEqual((await shown()).organization, { name: 'Contoso Ltd', url: newUrl() });
    assert.deepEqual(await setup.findContacts(page.vccAccountId, 'Mortensen'), ['Mortensen']);
    const moves = setup.events.filter(({ type }) => type === 'moved');
    assert.deepEqual(
      moves.map(({ at: _, ...event }) => event),
      [{ type: 'moved', vccAccountId: page.vccAccountId, from: oldUrl(), to: newUrl() }],
    );
  });

  it('is found again when somebody else has its old address', async () => {
    rename();
    faults.use(answersAt(oldUrl(), '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a99'));
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active');
    assert.equal((await shown()).organization.url, newUrl());
  });

  it('is not taken for another organisation at the old address, when discovery does not know it any more', async () => {
    faults.use(
      discovered({
        Id: '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a99',
        FriendlyName: 'Other',
        Url: newUrl(),
        ApiUrl: newUrl(),
      }),
      answersAt(oldUrl(), '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a99'),
    );
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'restricted');
    const { health, organization } = await shown();
    assert.deepEqual({ health, url: organization.url }, { health: 'restricted', url: oldUrl() });
  });

  it('is found again when Entra knows nothing at the old address', async () => {
    rename();
    const { token_endpoint } = setup.entra.metadata;
    faults.use(
      http.post(token_endpoint, async ({ request }) => {
        const body = new URLSearchParams(await request.clone().text());
        if (!body.get('scope')?.includes(oldUrl())) return undefined;
        const error = {
          error: 'invalid_resource',
          error_description: 'AADSTS500011: not found',
          error_codes: [500011],
        };
        return HttpResponse.json(error, { status: 400 });
      }),
    );
    await later(120, async () => {
      await assert.rejects(setup.findContacts(page.vccAccountId, 'Anderson'), { code: 'configuration' });
      assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active');
    });
    assert.equal((await shown()).organization.url, newUrl());
  });

  it('keeps its address while discovery says the same, or nothing', async () => {
    nobodyAtOldAddress();
    faults.use(discovered({ Id: contosoId, FriendlyName: 'Contoso', Url: oldUrl(), ApiUrl: oldUrl() }));
    await assert.rejects(setup.backend.checkLink(page.vccAccountId), { code: 'dynamics-unavailable' });
    faults.use(http.get(setup.dataverse.discoveryUrl, () => new HttpResponse(null, { status: 500 })));
    await assert.rejects(setup.backend.checkLink(page.vccAccountId), { code: 'dynamics-unavailable' });
    faults.resetHandlers();
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active');
    assert.equal((await shown()).organization.url, oldUrl());
  });

  it('is called where discovery says that calls go, when nobody answers where people see it', async () => {
    nobodyAtOldAddress();
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active');
    assert.equal((await shown()).organization.url, oldUrl());
    assert.deepEqual(await setup.findContacts(page.vccAccountId, 'Anderson'), ['Anderson']);
  });

  it('is not believed to be where no environment can be', async () => {
    nobodyAtOldAddress();
    faults.use(discovered({ Id: contosoId, FriendlyName: 'Contoso', Url: 'https://evil.example', ApiUrl: newUrl() }));
    await assert.rejects(setup.backend.checkLink(page.vccAccountId), { code: 'dynamics-unavailable' });
    assert.equal((await shown()).organization.url, oldUrl());
  });
});
