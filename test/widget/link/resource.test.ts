import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import { FakeBackend, link, problem } from '../../support/fake-backend.js';
import { mount, shows, status } from '../../support/mounted-element.js';

describe('of what the backend answers, the element', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const always = (respond: () => Response) => backend.use(http.get(`${location.origin}/api/dynamics-link`, respond));
  const json = (body: object, headers: Record<string, string> = { ETag: '"account.x"' }) =>
    HttpResponse.json(body, { headers });

  it('takes null for absent, and drops what is malformed', async () => {
    backend.linked();
    always(() => json({ ...link, nonce: 'n', canChange: true, pending: null, linkedBy: null, missingPrivileges: [1] }));
    const element = await mount();
    await status(element, 'linked');
    backend.answer('DELETE', () =>
      problem('configuration', { missingPrivileges: null, organizations: 7, choice: null }),
    );
    const original = console.error;
    console.error = () => undefined;
    expect(await element.unlink()).to.equal('linked');
    console.error = original;
    await shows(element, 'not set up correctly');
  });

  it('passes on nothing that the contract does not name', async () => {
    always(() =>
      json({ ...link, nonce: 'n', canChange: true, accessToken: 'leaked', account: { ...link.account, x: 'leaked' } }),
    );
    const element = await mount();
    await status(element, 'linked');
    expect(JSON.stringify(element.currentLink)).not.to.include('leaked');
  });

  it('takes an answer without an entity tag for an answer of another server', async () => {
    always(() => json({ status: 'unlinked', nonce: 'n', canChange: true }, {}));
    const element = await mount();
    await status(element, 'unavailable');
    expect(element.error?.code).to.equal('backend-invalid');
  });
});
