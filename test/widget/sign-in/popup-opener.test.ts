import { expect } from '@open-wc/testing';
import { FakeBackend } from '../../support/fake-backend.js';
import { mount, ownEndpoint, status } from '../../support/mounted-element.js';

const throwing = (): never => {
  throw new DOMException('no', 'SecurityError');
};

/** A window of this origin that no person sees. */
function hiddenFrame(): Window | null {
  const frame = document.body.appendChild(document.createElement('iframe'));
  frame.hidden = true;
  return frame.contentWindow;
}

/** What extensions and scripts put in the place of `window.open`, by what comes of it. */
const replaced: Record<string, () => unknown> = {
  'throws an error': throwing,
  'throws nothing at all': () => {
    throw undefined;
  },
  'returns null': () => null,
  'returns undefined': () => undefined,
  'returns an empty object': () => ({}),
  'returns true': () => true,
  'returns a function': () => () => undefined,
  'returns a text': () => 'blocked',
  'returns an object without a prototype': () => Object.create(null),
  'returns the page itself': () => window,
  'returns the page’s global object by another name': () => document.defaultView,
  'returns the outermost page': () => top,
  'returns a hidden frame': hiddenFrame,
  'returns a window that is closed already': () => ({ closed: true, focus() {}, close() {}, location: {} }),
  'returns a window that says nothing about being closed': () => ({ location: { assign() {} }, document }),
  'returns an object whose closed throws': () => Object.defineProperty({}, 'closed', { get: throwing }),
  'returns an object that throws at everything': () => new Proxy({}, { get: throwing, has: throwing }),
  'returns a stand-in that does nothing': () =>
    new Proxy(() => undefined, { get: (target, name) => (name === 'closed' ? false : target) }),
};

describe('where window.open was replaced, the sign-in', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  for (const [how, open] of Object.entries(replaced)) {
    it(`counts as blocked, and the portal stays where it is: it ${how}`, async () => {
      const { href } = location;
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'unlinked');
      const original = window.open;
      window.open = open as typeof window.open;
      let leaves = false;
      const onLeave = () => {
        leaves = true;
      };
      addEventListener('beforeunload', onLeave);
      try {
        expect(await element.link()).to.equal('unlinked');
      } finally {
        window.open = original;
        removeEventListener('beforeunload', onLeave);
      }
      expect(element.error?.code).to.equal('popup-blocked');
      expect(leaves).to.equal(false);
      expect(location.href).to.equal(href);
      expect(await element.link(), 'without the extension').to.equal('linked');
    });
  }
});
