import { expect } from '@open-wc/testing';
import type { VccDynamicsAuth } from '../../src/index.js';
import { FakeBackend } from '../support/fake-backend.js';
import { askToUnlink, metadata, mount, ownEndpoint, part, shownText, status } from '../support/mounted-element.js';

type Move = (element: VccDynamicsAuth) => unknown;

/** Puts it elsewhere in the page. The last task in which it is off the page is the one in which it was taken out. */
const moves: Record<string, Move> = {
  'appended elsewhere': (element) => document.body.append(element),
  'appended where it is': (element) => element.parentElement?.append(element),
  'taken out and put back': (element) => {
    const { parentElement } = element;
    element.remove();
    parentElement?.prepend(element);
  },
  'put back after a promise': async (element) => {
    const { parentElement } = element;
    element.remove();
    await Promise.resolve();
    await new Promise<void>((resolve) => queueMicrotask(resolve));
    parentElement?.append(element);
  },
  'moved with its parent': (element) => {
    const wrapper = document.createElement('div');
    element.replaceWith(wrapper);
    wrapper.append(element);
    document.body.prepend(wrapper);
  },
  'moved into a shadow root and a fragment': (element) => {
    const fragment = document.createDocumentFragment();
    fragment.append(element);
    const host = document.body.appendChild(document.createElement('div'));
    host.attachShadow({ mode: 'open' }).append(fragment);
  },
  'sorted twice': (element) => {
    const { parentElement } = element;
    for (let turn = 0; turn < 2; turn += 1) parentElement?.replaceChildren(...[...parentElement.childNodes].reverse());
  },
  'moved by moveBefore': (element) => {
    const target = document.body.appendChild(document.createElement('div')) as HTMLElement & {
      moveBefore?(node: Node, child: Node | null): void;
    };
    if (target.moveBefore) target.moveBefore(element, null);
    else target.append(element);
  },
};

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

describe('an element that is moved in the page', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  /** Clicks Link, and resolves to the window once it shows its page. */
  async function open(element: VccDynamicsAuth): Promise<Window> {
    const original = window.open;
    const opened = new Promise<Window>((resolve) => {
      window.open = (...parameters) => {
        const handle = original(...parameters);
        if (handle) resolve(handle);
        return handle;
      };
    });
    part(element, 'link-button').click();
    const handle = await opened.finally(() => {
      window.open = original;
    });
    while (!handle.location.pathname.startsWith('/authorize/')) await new Promise(requestAnimationFrame);
    return handle;
  }

  for (const [how, move] of Object.entries(moves)) {
    it(`goes on with its sign-in: ${how}`, async () => {
      const element = await mount({ endpoint: ownEndpoint(), authorityMetadata: metadata('page') });
      await status(element, 'unlinked');
      const handle = await open(element);
      const statuses: string[] = [];
      element.addEventListener('vcc-dynamics-status', (event) => statuses.push(event.status));
      await move(element);
      await nextTask();
      await nextTask();
      expect(handle.closed).to.equal(false);
      expect(element.status).to.equal('linking');
      expect(backend.sent('GET')).to.have.length(1);
      handle.location.href = handle.location.href.replace('/authorize/page', '/authorize/code');
      await status(element, 'linked');
      expect(statuses).to.deep.equal(['linked']);
      expect(backend.sent('POST')).to.have.length(1);
      element.remove();
    });
  }

  it('shows its link all along', async () => {
    backend.linked();
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    document.body.append(element);
    expect(element.status).to.equal('linked');
    await nextTask();
    expect(element.status).to.equal('linked');
    expect(shownText(element)).to.include('Alex Morgan');
    element.remove();
  });

  it('still asks before it unlinks, over the page', async () => {
    backend.linked();
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    const dialog = await askToUnlink(element);
    document.body.append(element);
    await nextTask();
    await element.updateComplete;
    expect(dialog.matches(':modal')).to.equal(true);
    element.remove();
  });

  it('hears of the network, and of other languages, afterwards as before', async () => {
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'unlinked');
    document.body.append(element);
    await nextTask();
    backend.linked();
    dispatchEvent(new Event('online'));
    await status(element, 'linked');
    element.remove();
  });

  it('begins anew when it was set up differently while it was out', async () => {
    const element = await mount({ endpoint: ownEndpoint(), authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const handle = await open(element);
    element.remove();
    element.clientId = '7c2b9a3e-1111-4222-8333-944455556666';
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    document.body.append(element);
    await status(element, 'unlinked');
    expect(handle.closed).to.equal(true);
    expect(backend.sent('GET')).to.have.length(2);
    element.remove();
  });

  it('ends when it is put back later, and asks anew', async () => {
    const element = await mount({ endpoint: ownEndpoint(), authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const handle = await open(element);
    element.remove();
    await nextTask();
    await nextTask();
    expect(handle.closed).to.equal(true);
    document.body.append(element);
    await status(element, 'unlinked');
    expect(backend.sent('GET')).to.have.length(2);
    expect(backend.sent('POST')).to.deep.equal([]);
    element.remove();
  });
});
