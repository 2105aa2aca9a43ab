import { expect } from '@open-wc/testing';
import { FakeBackend } from '../../support/fake-backend.js';
import { mount, ownEndpoint, shows, status } from '../../support/mounted-element.js';

/** What a script of the same origin can do to a panel by the ways that tabs use among themselves. */
describe('the channel of the tabs', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  async function asked(times: number): Promise<void> {
    while (backend.sent('GET').length < times) await new Promise(requestAnimationFrame);
  }

  it('leads to one question at once and one more soon, however much is said on it', async () => {
    const endpoint = ownEndpoint();
    const element = await mount({ endpoint });
    await status(element, 'unlinked');
    const tab = new BroadcastChannel(`vcc-dynamics-auth changes ${location.origin}${endpoint}`);
    const before = backend.sent('GET').length;
    backend.linked();
    for (let message = 0; message < 2_000; message++) tab.postMessage(message % 2 ? 'changed' : { x: message });
    await status(element, 'linked');
    expect(backend.sent('GET').length - before).to.equal(1);
    backend.resource = { status: 'unlinked', canChange: true };
    await status(element, 'unlinked');
    expect(backend.sent('GET').length - before).to.equal(2);
    tab.close();
  });

  it('brings the news of another tab at once, also when the clock was set back', async () => {
    const endpoint = ownEndpoint();
    const element = await mount({ endpoint });
    await status(element, 'unlinked');
    const tab = new BroadcastChannel(`vcc-dynamics-auth changes ${location.origin}${endpoint}`);
    tab.postMessage('changed');
    await asked(2);
    const { now } = Date;
    Date.now = () => now() - 3_600_000;
    try {
      backend.linked();
      tab.postMessage('changed');
      await status(element, 'linked');
      expect(backend.sent('GET').length).to.equal(3);
    } finally {
      Date.now = now;
      tab.close();
    }
  });

  it('asks nothing for a panel that is gone', async () => {
    const endpoint = ownEndpoint();
    const element = await mount({ endpoint });
    await status(element, 'unlinked');
    const tab = new BroadcastChannel(`vcc-dynamics-auth changes ${location.origin}${endpoint}`);
    for (let message = 0; message < 10; message++) tab.postMessage('changed');
    await asked(2);
    element.remove();
    const before = backend.sent('GET').length;
    const other = await mount({ endpoint: ownEndpoint() });
    await status(other, 'unlinked');
    await shows(other, 'Unlinked');
    expect(backend.sent('GET').length).to.equal(before + 1);
    tab.close();
  });
});
