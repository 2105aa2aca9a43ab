import { expect, fixture, html } from '@open-wc/testing';
import { detailedTexts } from '../../src/widget/detailed-texts/load.js';
import { translations } from '../../src/widget/languages/load.js';
import { FakeBackend } from '../support/fake-backend.js';
import { clientId, mount, ownEndpoint, part, shows, status } from '../support/mounted-element.js';

const denied = (): never => {
  throw new DOMException('Access is denied for this document.', 'SecurityError');
};

/** What browsers do to a page that may not keep site data, or not all of it: the object, the name and what is there instead. */
const browsers: Record<string, [object: object, name: string, instead: PropertyDescriptor]> = {
  'throws when asked for the session storage': [window, 'sessionStorage', { get: denied }],
  'has no session storage': [window, 'sessionStorage', { value: null }],
  'throws when something is kept': [Storage.prototype, 'setItem', { value: denied }],
  'forgets what is kept': [Storage.prototype, 'setItem', { value: () => undefined }],
  'throws when asked for the local storage': [window, 'localStorage', { get: denied }],
  'has no local storage': [window, 'localStorage', { value: undefined }],
  'has no database': [window, 'indexedDB', { value: undefined }],
  'throws when asked for the database': [window, 'indexedDB', { get: denied }],
  'has no channels': [window, 'BroadcastChannel', { value: undefined }],
  'opens no channel': [window, 'BroadcastChannel', { value: denied }],
  'has no cryptography': [crypto, 'subtle', { value: undefined }],
};

/** Until the function that it returns is called. */
function block([object, name, instead]: (typeof browsers)[string]): () => void {
  const original = Object.getOwnPropertyDescriptor(object, name);
  Object.defineProperty(object, name, { ...instead, configurable: true });
  return () => {
    if (original) Object.defineProperty(object, name, original);
    else Reflect.deleteProperty(object, name);
  };
}

describe('a browser that keeps site data from the page', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  for (const [how, blocking] of Object.entries(browsers)) {
    it(`is told what to allow, before a window opens: it ${how}`, async () => {
      const { open } = window;
      let opened = 0;
      window.open = (...parameters) => {
        opened += 1;
        return open(...parameters);
      };
      const unblock = block(blocking);
      try {
        const element = await mount({ endpoint: ownEndpoint() });
        await status(element, 'unlinked');
        const told = new Promise<string>((resolve) =>
          element.addEventListener('vcc-dynamics-error', ({ message }) => resolve(message)),
        );
        expect(await element.link()).to.equal('unlinked');
        expect(element.error?.code).to.equal('storage-blocked');
        expect(element.error?.correlationId).to.be.a('string');
        await shows(element, 'Allow cookies and site data for this site');
        expect(await told).to.include('Allow cookies and site data');
        const found = (await element.diagnose()).find(({ check }) => check === 'site-data');
        expect(found?.ok).to.equal(false);
        expect(found?.detail).to.include(blocking[1] === 'setItem' ? 'sessionStorage' : blocking[1]);
        unblock();
        expect(opened).to.equal(0);
        expect(await element.link(), 'once it is allowed').to.equal('linked');
      } finally {
        unblock();
        window.open = open;
      }
    });
  }

  it('still shows the link, and unlinks it', async () => {
    const unblock = Object.values(browsers).slice(0, 10).map(block).reverse();
    try {
      backend.linked();
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'linked');
      expect(part(element, 'account').innerText).to.include('Alex Morgan');
      expect(await element.unlink()).to.equal('unlinked');
      expect((await element.diagnose()).length).to.be.greaterThan(8);
    } finally {
      for (const end of unblock) end();
    }
  });

  for (const tag of Object.keys(translations).filter((name) => !name.startsWith('en'))) {
    it(`reads what to allow in ${tag}`, async () => {
      const parent = await fixture(html`<div lang=${tag}></div>`);
      const unblock = block([window, 'sessionStorage', { get: denied }]);
      try {
        const element = document.createElement('vcc-dynamics-auth');
        Object.assign(element, { endpoint: ownEndpoint(), clientId, redirectUri: '/popup-callback.html' });
        parent.append(element);
        await status(element, 'unlinked');
        await element.link();
        const { texts } = (await detailedTexts[tag]?.()) ?? {};
        await shows(element, texts?.errors['storage-blocked'] ?? 'no sentence');
      } finally {
        unblock();
      }
    });
  }
});

describe('diagnose() finds in the browser', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const clipboardDenied = Promise.resolve({ state: 'denied' });
  const faults: [check: string, how: string, ...(typeof browsers)[string]][] = [
    ['pop-ups', 'a replaced window.open', window, 'open', { value: () => null }],
    ['pop-ups', 'no window.open', window, 'open', { value: undefined }],
    ['pop-ups', 'a window.open that throws', window, 'open', { get: denied }],
    ['web-locks', 'no locks', navigator, 'locks', { value: undefined }],
    ['web-locks', 'locks that reject', navigator, 'locks', { value: { request: () => Promise.reject(new Error()) } }],
    ['web-locks', 'locks that never answer', navigator, 'locks', { value: { request: () => new Promise(() => {}) } }],
    ['clipboard', 'no clipboard', navigator, 'clipboard', { value: undefined }],
    ['clipboard', 'a clipboard that throws', navigator, 'clipboard', { get: denied }],
    ['clipboard', 'a denied clipboard', navigator, 'permissions', { value: { query: () => clipboardDenied } }],
    [
      'clipboard',
      'a permissions policy',
      document,
      'featurePolicy',
      { value: { features: () => ['clipboard-write'], allowsFeature: () => false } },
    ],
  ];

  for (const [check, how, ...blocking] of faults) {
    it(how, async () => {
      const element = await mount({ endpoint: ownEndpoint() });
      const unblock = block(blocking);
      try {
        const wrong = (await element.diagnose()).filter(({ ok }) => !ok).map((finding) => finding.check);
        expect(wrong.filter((name) => name !== 'backend')).to.deep.equal([check]);
      } finally {
        unblock();
      }
    });
  }
});
