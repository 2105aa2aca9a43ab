import { expect } from '@open-wc/testing';
import { FakeBackend } from '../support/fake-backend.js';
import { mount, status } from '../support/mounted-element.js';

describe('the settings', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  it('name the attribute that is missing or wrong', async () => {
    const errors: string[] = [];
    const original = console.error;
    console.error = (error: Error) => errors.push(error.message);
    try {
      for (const [properties, name] of [
        [{ endpoint: '' }, 'endpoint'],
        [{ clientId: '' }, 'client-id'],
        [{ redirectUri: 'https://elsewhere.example/callback.html' }, 'redirect-uri'],
        [{ authority: 'http://localhost/organizations' }, 'authority'],
        [{ organizationUrl: 'https://' }, 'organization-url'],
        [{ fetch: Promise.resolve() as never }, 'fetch'],
      ] as const) {
        const element = await mount(properties);
        await status(element, 'unavailable');
        expect(element.error?.code).to.equal('configuration');
        expect(errors.pop()).to.include(name);
      }
    } finally {
      console.error = original;
    }
    expect(backend.requests).to.deep.equal([]);
  });
});
