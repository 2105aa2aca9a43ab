import { expect } from '@open-wc/testing';
import { FakeBackend } from '../../../support/fake-backend.js';
import {
  buttons,
  metadata,
  mount,
  part,
  parts,
  shownText,
  shows,
  status,
  waitFor,
} from '../../../support/mounted-element.js';

describe('a sign-in window', () => {
  const backend = new FakeBackend();
  const { hasFocus } = document;
  before(() => backend.start());
  beforeEach(() => backend.reset());
  afterEach(() => {
    document.hasFocus = hasFocus;
  });

  async function openWindow(properties: object = {}) {
    const element = await mount({ authorityMetadata: metadata('page'), ...properties });
    await waitFor(element, () => parts(element, 'link-button').length > 0);
    part(element, 'link-button').click();
    await waitFor(element, () => buttons(element).length > 1);
    return element;
  }

  it('that is open while the page has the focus is behind it, and can be shown: nobody doubts that it is open', async () => {
    document.hasFocus = () => true;
    const element = await openWindow();
    await shows(element, 'The sign-in window is still open. If you can’t see it, look behind this one');
    expect(buttons(element)).to.deep.equal(['Show the window', 'Cancel']);
    expect(shownText(element)).not.to.include('Did you finish').and.not.to.include('try again');
    document.hasFocus = () => false;
    await waitFor(element, () => !shownText(element).includes('look behind'));
    expect(shownText(element)).to.include('Sign in to Dynamics 365 in the window that opened');
    await element.cancel();
  });

  it('that is behind is told of in the language of the page, and in the host’s own words', async () => {
    document.hasFocus = () => true;
    const element = await openWindow({ lang: 'de' });
    await shows(element, 'Das Anmeldefenster ist noch offen');
    element.messages = { windowIsBehind: 'Minimise me.' };
    await shows(element, 'Minimise me.');
    await element.cancel();
  });

  it('that comes back to a page of the portal ends the attempt in seconds, with what to exclude', async () => {
    // A page of this origin that is no callback page, and has no script at all.
    const element = await mount({ authorityMetadata: metadata('code'), redirectUri: '/authorize/page' });
    await status(element, 'unlinked');
    const begun = performance.now();
    expect(await element.link()).to.equal('unlinked');
    expect(performance.now() - begun).to.be.below(9_000);
    expect(element.error?.code).to.equal('callback-silent');
    await shows(element, 'fallback route and its login have to exclude the path /authorize/page');
    expect(shownText(element)).not.to.include('Microsoft answered');
    expect(backend.sent('POST')).to.deep.equal([]);
  });
});
