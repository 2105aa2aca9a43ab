import { expect } from '@open-wc/testing';
import { HttpResponse, http, passthrough } from 'msw';
import type { VccDynamicsAuth, VccDynamicsErrorEvent } from '../../../src/index.js';
import { FakeBackend, organizations, problem } from '../../support/fake-backend.js';
import { buttons, metadata, mount, part, shows, waitFor } from '../../support/mounted-element.js';

// In this order: what was loaded once stays loaded.
describe('without the chunk for linking, the panel', () => {
  const backend = new FakeBackend();
  /** Decides on each request for the chunk. */
  let answer: () => Promise<'fails' | 'comes'>;
  let loads = 0;
  before(() => backend.start());
  beforeEach(() => {
    backend.reset();
    loads = 0;
    answer = async () => 'fails';
    backend.use(
      http.get(/linking\/linking\.ts/, async () => {
        loads += 1;
        return (await answer()) === 'fails' ? HttpResponse.error() : passthrough();
      }),
    );
  });

  /** Holds the chunk back until the function that is returned is called. */
  function hold(): (outcome: 'fails' | 'comes') => void {
    let release: (outcome: 'fails' | 'comes') => void = () => undefined;
    const held = new Promise<'fails' | 'comes'>((resolve) => {
      release = resolve;
    });
    answer = () => held;
    return (outcome) => {
      answer = async () => outcome;
      release(outcome);
    };
  }

  const has = (element: VccDynamicsAuth, status: string) => waitFor(element, () => element.status === status);

  const nextError = (element: VccDynamicsAuth) =>
    new Promise<VccDynamicsErrorEvent>((resolve) =>
      element.addEventListener('vcc-dynamics-error', resolve, { once: true }),
    );

  it('says that the portal does not answer when Unlink is clicked', async () => {
    backend.linked();
    const element = await mount();
    const error = nextError(element);
    await has(element, 'linked');
    part(element, 'unlink-button').click();
    await shows(element, 'The portal does not answer.');
    expect(buttons(element)).to.deep.equal(['Try again', 'Unlink']);
    expect((await error).code).to.equal('backend-unreachable');
  });

  it('says so where a link needs attention, and where a choice waits', async () => {
    backend.linked({ health: 'expired' });
    await shows(await mount(), 'The portal does not answer.');
    backend.resource = { status: 'unlinked', canChange: true, pending: { choice: 'choice-1', organizations } };
    const element = await mount();
    await has(element, 'choosing');
    await shows(element, 'The portal does not answer.');
    // A Cancel would throw away what can't be seen.
    expect(buttons(element)).to.deep.equal(['Try again']);
  });

  it('does not wait without end for it: what went wrong is told as far as it can be', async () => {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = (ms) => timeout.call(AbortSignal, ms / 50);
    const release = hold();
    backend.answer('GET', () => problem('not-signed-in'));
    const element = await mount();
    await has(element, 'unavailable');
    AbortSignal.timeout = timeout;
    await shows(element, 'The portal does not answer.');
    release('fails');
  });

  it('gives up at once when Link is cancelled, and tells that', async () => {
    const release = hold();
    const element = await mount();
    const error = nextError(element);
    await has(element, 'unlinked');
    const ended = element.link();
    expect(element.status).to.equal('linking');
    expect(await element.cancel()).to.equal('unlinked');
    release('fails');
    expect(await ended).to.equal('unlinked');
    expect(element.error?.code).to.equal('cancelled');
    expect((await error).code).to.equal('cancelled');
    expect(backend.sent('POST')).to.have.length(0);
  });

  it('opens the window once it comes, whatever the backend answers meanwhile', async () => {
    const release = hold();
    const element = await mount();
    await has(element, 'unlinked');
    let answerGet: (response: Response) => void = () => undefined;
    const asked = new Promise<void>((resolve) =>
      backend.answer('GET', () => {
        resolve();
        return new Promise<Response>((answer) => (answerGet = answer));
      }),
    );
    document.dispatchEvent(new Event('visibilitychange'));
    await asked;
    const other = await mount();
    await has(other, 'unlinked');
    const link = part(other, 'link-button');
    const outcomes = [element.link(), element.link()];
    answerGet(problem('not-signed-in'));
    await element.updateComplete;
    const cancel = part(element, 'cancel-button');
    release('comes');
    // Its styles come with the chunk.
    while (other.shadowRoot?.adoptedStyleSheets.length !== 2) await new Promise(requestAnimationFrame);
    await other.updateComplete;
    // A click is lost when the button under it is replaced by another one.
    expect(part(other, 'link-button')).to.equal(link);
    expect(part(element, 'cancel-button')).to.equal(cancel);
    other.remove();
    expect(await Promise.all(outcomes)).to.deep.equal(['linked', 'linked']);
    expect(backend.sent('POST')).to.have.length(1);
    // From now on it is there, and is not loaded again for each failure.
    loads = 0;
    backend.answer(
      'GET',
      () => problem('not-signed-in'),
      () => problem('not-entitled'),
    );
    await element.refresh();
    await element.refresh();
    expect(element.error?.code).to.equal('not-entitled');
    expect(loads).to.equal(0);
  });

  it('tells its first error in the language of the page', async () => {
    backend.answer('GET', () => problem('not-signed-in'));
    document.documentElement.lang = 'de';
    const element = await mount();
    const { message } = await nextError(element);
    document.documentElement.lang = '';
    expect(message).to.include('Portalsitzung');
  });

  it('asks nothing while it is on no page, whatever is set', async () => {
    const element = await mount({ authorityMetadata: metadata('page') });
    await has(element, 'unlinked');
    element.remove();
    backend.requests = [];
    element.redirectUri = '/popup-callback.html?other';
    await element.updateComplete;
    await new Promise((resolve) => requestIdleCallback(resolve));
    expect(backend.requests).to.have.length(0);
  });
});
