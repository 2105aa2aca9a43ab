import { expect } from '@open-wc/testing';
import type { VccDynamicsAuth } from '../../../src/index.js';
import { FakeBackend, organizations, problem } from '../../support/fake-backend.js';
import { buttons, mount, ownEndpoint, part, parts, shownText, shows, status } from '../../support/mounted-element.js';

describe('after an attempt, the panel', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());
  const { setTimeout, clearTimeout } = window;
  afterEach(() => {
    Object.assign(window, { setTimeout, clearTimeout });
    expect({ ...sessionStorage }, 'sessionStorage').to.deep.equal({});
    expect({ ...localStorage }, 'localStorage').to.deep.equal({});
    expect(document.cookie).to.equal('');
  });

  it('lets the user choose among several environments', async () => {
    backend.answer('POST', () => problem('organization-choice-required', { choice: 'choice-1', organizations }));
    const element = await mount();
    await status(element, 'unlinked');
    expect(await element.link()).to.equal('choosing');
    await element.updateComplete;
    expect(parts(element, 'choice').length).to.equal(2);
    parts(element, 'choice')[0]?.click();
    await status(element, 'linked');
  });

  it('offers the choice also where Link came right after Unlink, and keeps the code no longer', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    expect(await element.unlink()).to.equal('unlinked');
    backend.answer('POST', () => problem('organization-choice-required', { choice: 'choice-1', organizations }));
    // The nonce is on its way, and overtaken by the attempt's own question.
    const codes = keptCodes();
    expect(await element.link()).to.equal('choosing');
    expect(codes.size).to.equal(0);
    await element.updateComplete;
    parts(element, 'choice')[0]?.click();
    await status(element, 'linked');
    expect(element.error).to.equal(null);
  });

  it('keeps a code for Try again, and no longer than that button', async () => {
    for (const end of [
      (element: VccDynamicsAuth) => element.remove(),
      async (element: VccDynamicsAuth) => {
        backend.account = 'another';
        await element.refresh();
      },
      (element: VccDynamicsAuth) => element.link(),
    ]) {
      backend.reset();
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'unlinked');
      backend.answer('POST', () => problem('not-signed-in'));
      const codes = keptCodes();
      await element.link();
      await element.updateComplete;
      expect(parts(element, 'retry-button')).to.have.length(1);
      expect(codes.size).to.equal(1);
      await end(element);
      // One that is only moved in the page is put back before the next task.
      await new Promise((resolve) => setTimeout(resolve));
      expect(codes.size).to.equal(0);
      element.remove();
    }
  });

  it('says that it checks, not that a window opens, when Try again comes too late for the code', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    backend.answer('POST', () => problem('not-signed-in'));
    const codes = keptCodes();
    await element.link();
    await element.updateComplete;
    for (const forget of codes.values()) forget();
    const shown = shows(element, 'Checking the Dynamics 365 user…');
    backend.answer('GET', async () => {
      await shown;
      return backend.current();
    });
    part(element, 'retry-button').click();
    await status(element, 'unlinked');
    expect(element.error?.code).to.equal('code-rejected');
  });

  it('keeps the code when the portal session has ended, and posts it on Try again', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    backend.answer('POST', () => problem('not-signed-in'));
    backend.answer('GET', () => problem('not-signed-in'));
    expect(await element.link()).to.equal('unlinked');
    await shows(element, 'Your portal session has ended');
    part(element, 'retry-button').click();
    await status(element, 'linked');
    const [first, second] = backend.sent('POST');
    expect(second?.body).to.deep.equal(first?.body);
  });

  it('keeps that code also when the host asks anew after its login, but not for another VCC account', async () => {
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'unlinked');
    backend.answer('POST', () => problem('not-signed-in'));
    backend.answer('GET', () => problem('not-signed-in'));
    await element.link();
    await element.refresh();
    expect(element.error?.code).to.equal('not-signed-in');
    expect(parts(element, 'retry-button')).to.have.length(1);
    backend.account = 'other-account';
    await element.refresh();
    expect(element.error).to.equal(null);
    expect(parts(element, 'retry-button')).to.have.length(0);
  });

  it('links again an expired link without passing through Unlinked', async () => {
    backend.linked({ health: 'expired' });
    const element = await mount();
    await status(element, 'linked');
    expect(shownText(element)).to.include('no longer accepts this link');
    expect(buttons(element)).to.deep.equal(['Link again', 'Link another user', 'Unlink']);
    const passed: string[] = [];
    element.addEventListener('vcc-dynamics-status', (event) => passed.push(event.status));
    backend.answer('POST', () => backend.makeLink({ linkId: 'link-2', health: 'active' }));
    expect(await element.link()).to.equal('linked');
    expect(passed).to.deep.equal(['linking', 'linked']);
    expect(backend.sent('POST')[0]?.headers.get('If-Match')).to.equal('"account.link-1"');
    expect(element.currentLink?.linkId).to.equal('link-2');
  });
});

/** The timers that end the ten minutes for which a code is kept. */
function keptCodes(): Map<unknown, () => void> {
  const running = new Map<unknown, () => void>();
  const { setTimeout, clearTimeout } = window;
  window.setTimeout = ((work: () => void, delay?: number) => {
    const id = setTimeout(work, delay);
    if (delay === 10 * 60_000) running.set(id, work);
    return id;
  }) as typeof setTimeout;
  window.clearTimeout = (id) => {
    running.delete(id);
    clearTimeout(id);
  };
  return running;
}
