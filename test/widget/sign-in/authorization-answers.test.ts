import { expect } from '@open-wc/testing';
import { messages } from '../../../src/widget/messages/en-GB.js';
import type { ToldErrorCode } from '../../../src/widget/messages/messages.js';
import { authorizationAnswers } from '../../microsoft-answers/authorization.js';
import { FakeBackend } from '../../support/fake-backend.js';
import { metadata, mount, shows, status } from '../../support/mounted-element.js';

describe('what the sign-in page sends back', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  for (const { situation, error, number, more = {}, source, code, reason } of authorizationAnswers) {
    it(`${situation}: ${code} (${source})`, async () => {
      const description = number === undefined ? {} : { error_description: `AADSTS${number}: What happened.` };
      const refusal = new URLSearchParams({ error, ...description, ...more });
      const element = await mount({
        authorityMetadata: {
          ...metadata('code'),
          authorization_endpoint: `${location.origin}/authorize/refusal?${refusal}`,
        },
      });
      await status(element, 'unlinked');
      expect(await element.link()).to.equal('unlinked');
      expect(element.error?.code).to.equal(code);
      const detailed = `${code}/${reason}` as keyof typeof messages.errors;
      await shows(element, messages.errors[reason ? detailed : (code as ToldErrorCode)]);
      expect(backend.requests.filter(({ method }) => method === 'POST')).to.deep.equal([]);
      element.remove();
    });
  }
});
