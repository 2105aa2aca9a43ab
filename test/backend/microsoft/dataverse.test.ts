import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import { interceptRequests } from '../intercepted-requests.js';
import { linked, startTestBackend, type TestBackend } from '../test-backend.js';

describe('the environment', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  it('is not discovered when it is given, and tells its name', async () => {
    const url = setup.dataverse.organizations[0]?.url ?? '';
    const { status, body } = await setup.page().link('alex', { organizationUrl: url });
    assert.equal(status, 201);
    assert.deepEqual(linked(body).organization, { name: 'Contoso', url });
    assert.ok(!setup.dataverse.requests.some((request) => request.url.includes('discovery')));
  });

  it('is called by its host where the user may not read its name', async () => {
    const url = setup.dataverse.organizations[0]?.url ?? '';
    faults.use(
      http.get(`${url}/api/data/v9.2/organizations`, () =>
        HttpResponse.json({ error: { code: '0x80040220', message: 'prvReadOrganization' } }, { status: 403 }),
      ),
    );
    const { body } = await setup.page().link('alex', { organizationUrl: url });
    assert.equal(linked(body).organization.name, new URL(url).host);
  });

  it('brings nothing into a log but one short line, whatever code it answers with', async () => {
    const url = setup.dataverse.organizations[0]?.url ?? '';
    const code = `0x8\r\n2026-11-26 linked by admin\u2028\u202e ${'x'.repeat(9000)}`;
    faults.use(http.get(`${url}/api/data/v9.2/*`, () => HttpResponse.json({ error: { code } }, { status: 418 })));
    await setup.page().link('alex', { organizationUrl: url });
    const { error } = JSON.parse(JSON.stringify(setup.events.at(-1)));
    assert.equal(error.message, 'Dynamics 365 answered 418 0x8 2026-11-26 linked by admin …');
  });

  it('is left out when discovery says that it is outside Dynamics 365', async () => {
    const url = 'https://evil.example';
    const instance = { FriendlyName: 'Evil', State: 0, Url: url, ApiUrl: setup.dataverse.organizations[0]?.url };
    faults.use(
      http.get(setup.dataverse.discoveryUrl, () =>
        HttpResponse.json({ value: [instance, { ...instance, Url: instance.ApiUrl, ApiUrl: url }] }),
      ),
    );
    assert.equal((await setup.page().link('alex')).problem.code, 'no-organization');
  });

  it('is shown by its address, and called where discovery says that calls go', async () => {
    const [contoso, fabrikam] = setup.dataverse.organizations.map(({ url }) => url);
    const row = { FriendlyName: 'Contoso', State: 0, Url: `${contoso}/`, ApiUrl: fabrikam };
    faults.use(http.get(setup.dataverse.discoveryUrl, () => HttpResponse.json({ value: [row] })));
    // The stand-in for the other environment takes only its own tokens, so it answers as the first one would.
    faults.use(
      http.get(`${fabrikam}/*`, ({ request }) => {
        calledAt.add(new URL(request.url).origin);
        return fetch(request.url.replace(String(fabrikam), String(contoso)), { headers: request.headers });
      }),
    );
    const calledAt = new Set<string>();
    const page = setup.page();
    const { status, body } = await page.link('alex');
    assert.equal(status, 201);
    assert.deepEqual(linked(body).organization, { name: 'Contoso', url: contoso });
    assert.deepEqual(await setup.findContacts(page.vccAccountId, 'Anderson'), ['Anderson']);
    assert.deepEqual([...calledAt], [fabrikam]);
  });

  const odd: [what: string, row: (good: Record<string, unknown>) => unknown][] = [
    ['null', () => null],
    ['a text', () => 'Contoso'],
    ['one without an address', ({ Url: _, ...row }) => row],
    ['one with a null address', (row) => ({ ...row, Url: null })],
    ['one with a number for an address', (row) => ({ ...row, Url: 7 })],
    ['one with an address that is none', (row) => ({ ...row, Url: 'contoso' })],
  ];
  for (const [what, make] of odd) {
    it(`is found although discovery has an odd row besides: ${what}`, async () => {
      const url = setup.dataverse.organizations[0]?.url;
      const good = { Id: null, FriendlyName: 'Contoso', State: 0, Url: url, ApiUrl: url };
      faults.use(http.get(setup.dataverse.discoveryUrl, () => HttpResponse.json({ value: [make(good), good] })));
      assert.equal(linked((await setup.page().link('alex')).body).organization.url, url);
    });
  }

  const incomplete: [what: string, change: Record<string, unknown>][] = [
    ['no name', { FriendlyName: null }],
    ['an empty name', { FriendlyName: ' ' }],
    ['no address for calls', { ApiUrl: null }],
    ['an empty address for calls', { ApiUrl: '' }],
    ['an ID that is none', { Id: 17 }],
    ['an unknown state', { State: 7 }],
    ['no state', { State: null }],
  ];
  for (const [what, change] of incomplete) {
    it(`is found although discovery gives it ${what}`, async () => {
      const url = setup.dataverse.organizations[0]?.url ?? '';
      const row = { FriendlyName: 'Contoso', State: 0, Url: url, ApiUrl: url, ...change };
      faults.use(http.get(setup.dataverse.discoveryUrl, () => HttpResponse.json({ value: [row] })));
      const { name } = linked((await setup.page().link('alex')).body).organization;
      assert.equal(name, 'FriendlyName' in change ? new URL(url).host : 'Contoso');
    });
  }
});
