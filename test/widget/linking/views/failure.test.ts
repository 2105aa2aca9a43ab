import { expect } from '@open-wc/testing';
import { FakeBackend, problem } from '../../../support/fake-backend.js';
import { mount, status } from '../../../support/mounted-element.js';

describe('below a failure, the panel', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  it('opens nothing but web pages, mail and telephone for support', async () => {
    backend.answer('GET', () => problem('not-entitled'));
    const element = await mount({ supportUrl: 'javascript:alert(1)' });
    await status(element, 'unavailable');
    expect(element.shadowRoot?.querySelector('a')).to.equal(null);
  });
});
