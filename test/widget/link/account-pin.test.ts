import { expect } from '@open-wc/testing';
import { HttpResponse } from 'msw';
import type { LinkStatus, VccDynamicsAuth } from '../../../src/index.js';
import { FakeBackend, organizations, problem } from '../../support/fake-backend.js';
import {
  askToUnlink,
  buttons,
  mount,
  ownEndpoint,
  part,
  parts,
  shownText,
  shows,
  status,
} from '../../support/mounted-element.js';

const elsewhere = 'works for another VCC account now';

describe('in a page for one VCC account, when the session works for another one by now, the panel', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  let endpoint: string;
  let errors: string[];
  beforeEach(() => {
    backend.reset();
    endpoint = ownEndpoint();
  });

  /** A panel of Northwind. */
  async function northwind(wanted: LinkStatus = 'unlinked', properties: Partial<VccDynamicsAuth> = {}) {
    backend.account = 'northwind';
    const element = await mount({ endpoint, ...properties });
    errors = [];
    element.addEventListener('vcc-dynamics-error', ({ code }) => errors.push(code));
    await status(element, wanted);
    return element;
  }

  function switchToTailspin(): void {
    backend.account = 'tailspin';
    backend.linked({ linkId: 'link-of-tailspin', account: { username: 'kim@x.example', name: 'Kim', tenantId: 't' } });
  }

  async function saysSo(element: VccDynamicsAuth): Promise<void> {
    await shows(element, elsewhere);
    expect(element.status).to.equal('unavailable');
    expect(element.currentLink).to.equal(null);
    expect(element.error?.code).to.equal('changed');
    expect(shownText(element)).not.to.include('Kim');
    expect(buttons(element)).to.include('Reload the page');
    expect(parts(element, 'link-button').concat(parts(element, 'unlink-button'))).to.deep.equal([]);
  }

  const hints: Record<string, (element: VccDynamicsAuth) => unknown> = {
    'comes into view': () => document.dispatchEvent(new Event('visibilitychange')),
    'is online again': () => dispatchEvent(new Event('online')),
    'comes back from the back/forward cache': () =>
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
    'hears of a change in another tab': () => {
      const tab = new BroadcastChannel(`vcc-dynamics-auth changes ${location.origin}${endpoint}`);
      tab.postMessage('changed');
      tab.close();
    },
    'gets another fetch with each rendering of its host': (element) => {
      element.fetch = (...request) => globalThis.fetch(...request);
    },
    'gets another client ID': (element) => {
      element.clientId = crypto.randomUUID();
    },
    'is moved in the page': (element) => document.body.append(element),
  };
  for (const [what, happen] of Object.entries(hints)) {
    it(`shows nothing of it when it ${what}`, async () => {
      const element = await northwind();
      switchToTailspin();
      happen(element);
      await saysSo(element);
      element.remove();
    });
  }

  it('says so once, and shows its own account again when the session is back', async () => {
    const element = await northwind();
    switchToTailspin();
    for (let time = 0; time < 3; time++) {
      document.dispatchEvent(new Event('visibilitychange'));
      await saysSo(element);
    }
    part(element, 'retry-button').click();
    await status(element, 'unavailable');
    await saysSo(element);
    expect(errors.length).to.be.lessThan(3);
    backend.account = 'northwind';
    backend.resource = { status: 'unlinked', canChange: true };
    document.dispatchEvent(new Event('visibilitychange'));
    await status(element, 'unlinked');
    expect(element.error).to.equal(null);
  });

  it('goes by the account that the host names, from the first answer on', async () => {
    switchToTailspin();
    const element = await mount({ endpoint, accountTag: 'northwind' });
    await saysSo(element);
    element.accountTag = 'tailspin';
    await status(element, 'linked');
    expect(element.currentLink?.linkId).to.equal('link-of-tailspin');
  });

  it('takes the account from the attribute too', async () => {
    switchToTailspin();
    const element = await mount({ endpoint });
    await status(element, 'linked');
    element.setAttribute('account-tag', 'northwind');
    await saysSo(element);
  });

  it('shows the other account when the host asks for it, or has another endpoint', async () => {
    const element = await northwind();
    switchToTailspin();
    expect(await element.refresh()).to.equal('linked');
    expect(element.currentLink?.linkId).to.equal('link-of-tailspin');
    element.endpoint = ownEndpoint();
    await status(element, 'linked');
    backend.account = 'northwind';
    element.endpoint = endpoint;
    await status(element, 'linked');
  });

  it('is of the same account as another panel of that endpoint, also one that comes later', async () => {
    const one = await northwind();
    switchToTailspin();
    const other = await mount({ endpoint });
    await saysSo(other);
    document.dispatchEvent(new Event('visibilitychange'));
    await saysSo(one);
  });

  it('opens no sign-in with a nonce of the other account', async () => {
    const element = await northwind();
    switchToTailspin();
    const { open } = window;
    let opened = 0;
    window.open = (...parameters) => {
      opened++;
      return open(...parameters);
    };
    const { now } = Date;
    Date.now = () => now() + 50 * 60_000;
    try {
      expect(await element.link()).to.equal('unavailable');
    } finally {
      Date.now = now;
      window.open = open;
    }
    await saysSo(element);
    expect(opened).to.equal(0);
    expect(backend.sent('POST')).to.deep.equal([]);
  });

  it('does not say that a posted attempt was refused: it may have been made before the switch', async () => {
    const element = await northwind();
    backend.answer(
      'POST',
      () => HttpResponse.error(),
      () => {
        switchToTailspin();
        return problem('session-changed', { accountTag: 'tailspin' });
      },
    );
    const linked = new Promise((resolve) => element.addEventListener('vcc-dynamics-linked', resolve));
    expect(await element.link()).to.equal('unavailable');
    await saysSo(element);
    expect(errors).to.deep.equal(['changed']);
    // Somebody looks whether the session is back, and it is not.
    part(element, 'retry-button').click();
    await status(element, 'unavailable');
    await saysSo(element);
    backend.account = 'northwind';
    backend.linked({ linkId: 'made-before' });
    document.dispatchEvent(new Event('visibilitychange'));
    await linked;
    expect(element.currentLink?.linkId).to.equal('made-before');
  });

  it('takes no link of the other account for the one that it asked for', async () => {
    const element = await northwind();
    const events: Event[] = [];
    element.addEventListener('vcc-dynamics-linked', (event) => events.push(event));
    backend.answer('POST', () => {
      switchToTailspin();
      return HttpResponse.json(backend.body(), { status: 201, headers: { ETag: backend.etag } });
    });
    expect(await element.link()).to.equal('unavailable');
    await saysSo(element);
    expect(events).to.deep.equal([]);
  });

  it('shows nothing of the other account when it asks what became of a lost answer', async () => {
    const element = await northwind();
    backend.answer('POST', () => {
      switchToTailspin();
      return problem('internal');
    });
    expect(await element.link()).to.equal('unavailable');
    await saysSo(element);
  });

  it('unlinks nothing there', async () => {
    backend.linked();
    const element = await northwind('linked');
    backend.answer('DELETE', () => {
      switchToTailspin();
      return problem('changed', { accountTag: 'tailspin' });
    });
    expect(await element.unlink()).to.equal('unavailable');
    await saysSo(element);
    expect(backend.sent('DELETE')).to.have.length(1);
    expect(await element.unlink()).to.equal('unavailable');
    expect(backend.sent('DELETE')).to.have.length(1);
  });

  it('takes the question before Unlink away', async () => {
    backend.linked();
    const element = await northwind('linked');
    await askToUnlink(element);
    switchToTailspin();
    document.dispatchEvent(new Event('visibilitychange'));
    await saysSo(element);
    expect(parts(element, 'dialog')).to.deep.equal([]);
    expect(backend.sent('DELETE')).to.deep.equal([]);
  });

  it('offers none of its environments, and drops the choice that was open', async () => {
    backend.resource = { status: 'unlinked', canChange: true, pending: { choice: 'choice-1', organizations } };
    const element = await northwind('choosing');
    backend.answer('POST', () => {
      switchToTailspin();
      return problem('choice-expired', { accountTag: 'tailspin' });
    });
    parts(element, 'choice')[0]?.click();
    await saysSo(element);
    expect(parts(element, 'choice')).to.deep.equal([]);
  });

  it('forgets a code that waits for Try again', async () => {
    const element = await northwind();
    backend.answer('POST', () => problem('not-signed-in'));
    await element.link();
    await element.updateComplete;
    switchToTailspin();
    document.dispatchEvent(new Event('visibilitychange'));
    await saysSo(element);
    backend.account = 'northwind';
    backend.resource = { status: 'unlinked', canChange: true };
    document.dispatchEvent(new Event('visibilitychange'));
    await status(element, 'unlinked');
    expect(parts(element, 'retry-button')).to.deep.equal([]);
    expect(backend.sent('POST')).to.have.length(1);
  });

  it('asks again when an answer names no account although others did', async () => {
    const element = await northwind();
    backend.namesAccount = false;
    backend.linked();
    document.dispatchEvent(new Event('visibilitychange'));
    await shows(element, 'can’t be read here');
    expect(element.currentLink).to.equal(null);
    backend.namesAccount = true;
    await status(element, 'linked');
  });

  it('works with a backend that names no account', async () => {
    backend.namesAccount = false;
    const element = await northwind('unlinked', { accountTag: 'northwind' });
    expect(await element.link()).to.equal('linked');
    expect(await element.unlink()).to.equal('unlinked');
  });

  it('reads what is no tag as none', async () => {
    for (const accountTag of [17, null, {}, ['northwind']]) {
      endpoint = ownEndpoint();
      backend.answer('GET', () => {
        const body = { ...backend.body(), accountTag };
        return HttpResponse.json(body, { headers: { ETag: backend.etag } });
      });
      const element = await northwind();
      expect(element.error).to.equal(null);
      element.remove();
    }
  });
});
