import { expect } from '@open-wc/testing';
import { HttpResponse } from 'msw';
import type { LinkStatus, VccDynamicsAuth } from '../../../src/index.js';
import { FakeBackend, problem } from '../../support/fake-backend.js';
import { mount, ownEndpoint, shows, status } from '../../support/mounted-element.js';

const elsewhere = 'works for another VCC account now';

describe('once the host has let go of an account, or another element has', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  let endpoint: string;
  let events: string[];
  beforeEach(() => {
    backend.reset();
    endpoint = ownEndpoint();
    events = [];
  });

  /** A panel of Northwind. */
  async function northwind(wanted: LinkStatus = 'unlinked', properties: Partial<VccDynamicsAuth> = {}) {
    backend.account = 'northwind';
    const element = await mount({ endpoint, ...properties });
    for (const type of ['vcc-dynamics-linked', 'vcc-dynamics-unlinked'])
      element.addEventListener(type, () => events.push(type));
    await status(element, wanted);
    return element;
  }

  function switchToTailspin(): void {
    backend.account = 'tailspin';
    backend.linked({ linkId: 'link-of-tailspin' });
  }

  function lookAgain(): void {
    document.dispatchEvent(new Event('visibilitychange'));
  }

  const outcomes: Record<string, () => Response> = {
    'a link': () => HttpResponse.json(backend.body(), { status: 201, headers: { ETag: backend.etag } }),
    'a failure after which it may have been made': () => problem('internal', { accountTag: 'tailspin' }),
    'a refusal': () => problem('session-changed', { accountTag: 'tailspin' }),
  };
  for (const [what, answer] of Object.entries(outcomes)) {
    it(`${what} of the next account is not the outcome of an attempt for the first, and the next account is shown`, async () => {
      const element = await northwind();
      backend.answer('POST', () => {
        switchToTailspin();
        void element.refresh();
        return answer();
      });
      await element.link();
      await status(element, 'linked');
      expect(element.currentLink?.linkId).to.equal('link-of-tailspin');
      expect(element.error).to.equal(null);
      expect(events).to.deep.equal([]);
    });
  }

  it('the link of the next account is not the late outcome of a cancelled attempt', async () => {
    const element = await northwind();
    backend.answer('POST', () => {
      void element.cancel();
      return new Promise<Response>(() => {});
    });
    expect(await element.link()).to.equal('unlinked');
    switchToTailspin();
    expect(await element.refresh()).to.equal('linked');
    expect(element.currentLink?.linkId).to.equal('link-of-tailspin');
    expect(events).to.deep.equal([]);
  });

  it('an unlinked account is not the late outcome of an unlink elsewhere', async () => {
    backend.linked();
    const element = await northwind('linked');
    backend.answer('DELETE', () => {
      void element.cancel();
      return new Promise<Response>(() => {});
    });
    expect(await element.unlink()).to.equal('linked');
    backend.account = 'tailspin';
    backend.resource = { status: 'unlinked', canChange: true };
    expect(await element.refresh()).to.equal('unlinked');
    expect(events).to.deep.equal([]);
  });

  it('a click on Link that was meant for the first account opens no sign-in for the next', async () => {
    const one = await northwind();
    const other = await northwind();
    backend.account = 'tailspin';
    expect(await other.refresh()).to.equal('unlinked');
    const { open } = window;
    const { now } = Date;
    let opened = 0;
    window.open = (...parameters) => {
      opened++;
      return open(...parameters);
    };
    Date.now = () => now() + 50 * 60_000;
    try {
      await one.link();
    } finally {
      Date.now = now;
      window.open = open;
    }
    await status(one, 'unlinked');
    expect(opened).to.equal(0);
    expect(backend.sent('POST')).to.deep.equal([]);
  });

  it('an element that stays with the endpoint keeps the account when another one leaves it', async () => {
    const one = await northwind();
    const other = await northwind();
    other.endpoint = ownEndpoint();
    await other.updateComplete;
    await status(other, 'unlinked');
    switchToTailspin();
    lookAgain();
    await shows(one, elsewhere);
    expect(one.currentLink).to.equal(null);
  });

  it('an element keeps the account that the host named for it when another one is let go', async () => {
    const one = await northwind('unlinked', { accountTag: 'northwind' });
    const other = await northwind();
    switchToTailspin();
    expect(await other.refresh()).to.equal('linked');
    lookAgain();
    await shows(one, elsewhere);
    expect(one.currentLink).to.equal(null);
  });
});
