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
});
