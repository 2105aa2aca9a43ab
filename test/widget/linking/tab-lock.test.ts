import { expect } from '@open-wc/testing';
import type { VccDynamicsAuth } from '../../../src/index.js';
import { FakeBackend } from '../../support/fake-backend.js';
import { metadata, mount, ownEndpoint, part, shows, status } from '../../support/mounted-element.js';

describe('an attempt whose lock another script has', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  const letGo: (() => void)[] = [];
  beforeEach(() => backend.reset());
  afterEach(() => {
    for (const release of letGo.splice(0)) release();
  });

  const lockOf = (endpoint: string) => `vcc-dynamics-auth ${location.origin}${endpoint}`;

  /** Takes the lock and keeps it. */
  function take(endpoint: string, steal: boolean): Promise<void> {
    return new Promise((taken, failed) => {
      navigator.locks
        .request(lockOf(endpoint), { steal }, () => {
          taken();
          return new Promise<void>((release) => letGo.push(release));
        })
        .catch(failed);
    });
  }

  /** Clicks Link, and resolves to the window once the attempt holds the lock. The window stays where it is. */
  async function open(element: VccDynamicsAuth, endpoint: string): Promise<Window> {
    const original = window.open;
    const opened = new Promise<Window>((resolve) => {
      window.open = (...parameters) => {
        const handle = original(...parameters);
        if (handle) resolve(handle);
        window.open = original;
        return handle;
      };
    });
    void element.link();
    const handle = await opened;
    for (;;) {
      const { held = [] } = await navigator.locks.query();
      if (held.some(({ name }) => name === lockOf(endpoint)) && handle.location.pathname.startsWith('/authorize/'))
        return handle;
      await new Promise(requestAnimationFrame);
    }
  }

  it('loses its place on the panel, and not its result', async () => {
    const endpoint = ownEndpoint();
    const element = await mount({ endpoint, authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const handle = await open(element, endpoint);
    await take(endpoint, true);
    await shows(element, 'Linking is already under way');
    expect(element.status).to.equal('unlinked');
    const linked = new Promise((resolve) => element.addEventListener('vcc-dynamics-linked', resolve));
    handle.location.href = handle.location.href.replace('/authorize/page', '/authorize/code');
    await linked;
    await status(element, 'linked');
    expect(element.error).to.equal(null);
  });

  it('comes to nothing quietly when its window finishes too late, and the panel shows what is true', async () => {
    const endpoint = ownEndpoint();
    const element = await mount({ endpoint, authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const handle = await open(element, endpoint);
    await take(endpoint, true);
    await shows(element, 'Linking is already under way');
    const codes: string[] = [];
    element.addEventListener('vcc-dynamics-error', ({ code }) => codes.push(code));
    backend.linked();
    await element.refresh();
    handle.location.href = handle.location.href.replace('/authorize/page', '/authorize/AADSTS65004');
    await status(element, 'linked');
    handle.close();
    expect(codes).to.deep.equal([]);
  });

  it('can be begun anew here, which ends the other one', async () => {
    const endpoint = ownEndpoint();
    await take(endpoint, false);
    const element = await mount({ endpoint });
    await status(element, 'unlinked');
    await element.link();
    expect(element.error?.code).to.equal('attempt-elsewhere');
    await element.updateComplete;
    expect(part(element, 'link-button').innerText).to.equal('Continue here instead');
    expect(await element.link()).to.equal('linked');
  });
});

describe('an attempt on a page that gets no locks', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());
  afterEach(() => Reflect.deleteProperty(navigator, 'locks'));

  const denied = () => new DOMException('Access to the Locks API is denied in this context.', 'SecurityError');
  const browsers: Record<string, PropertyDescriptor> = {
    'has none': { value: undefined },
    'throws when asked for them': {
      get: () => {
        throw denied();
      },
    },
    rejects: { value: { request: () => Promise.reject(denied()) } },
    throws: {
      value: {
        request: () => {
          throw denied();
        },
      },
    },
    'has an object of another kind': { value: {} },
    'never answers': { value: { request: () => new Promise(() => undefined) } },
  };

  for (const [how, descriptor] of Object.entries(browsers)) {
    it(`links all the same: the browser ${how}`, async () => {
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'unlinked');
      Object.defineProperty(navigator, 'locks', { ...descriptor, configurable: true });
      expect(await element.link()).to.equal('linked');
      expect(element.error).to.equal(null);
    });
  }
});
