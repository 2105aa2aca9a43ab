import { expect } from '@open-wc/testing';
import { HttpResponse, http, passthrough } from 'msw';
import { FakeBackend } from '../../support/fake-backend.js';
import { mount, part, parts, shownText, shows, status, waitFor } from '../../support/mounted-element.js';

// Each test has a language of its own: what was loaded once stays loaded.
describe('without the sentences for the reasons, the panel', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  /** Holds the sentences of a language back until the function that is returned is called. */
  function hold(tag: string): (outcome: 'fail' | 'come') => void {
    let release: (outcome: 'fail' | 'come') => void = () => undefined;
    const held = new Promise<'fail' | 'come'>((resolve) => {
      release = resolve;
    });
    backend.use(
      http.get(new RegExp(`detailed-texts/${tag}\\.ts`), async () =>
        (await held) === 'fail' ? HttpResponse.error() : passthrough(),
      ),
    );
    return release;
  }

  it('has the general sentence until they come, and announces the reason alone', async () => {
    const release = hold('en-GB');
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    const region = element.shadowRoot?.querySelector('[role=status]') as HTMLElement;
    // So that the chunk with the live region is there before there is news.
    part(element, 'unlink-button').focus();
    await waitFor(element, () => parts(element, 'dialog').length > 0);
    const said: string[] = [];
    new MutationObserver(() => said.push(region.textContent ?? '')).observe(region, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    backend.linked({ health: 'restricted', healthReason: 'no-licence', missingPrivileges: ['prvReadContact'] });
    await element.refresh();
    await shows(element, /Dynamics 365 no longer lets this user .* Missing: Read on Contact\./);
    expect(said).to.deep.equal([]);
    release('come');
    await shows(element, /no Dynamics 365 licence any more.* Missing: Read on Contact\./);
    expect(shownText(element)).to.not.contain('no longer lets this user');
    expect(said).to.have.length(1);
    expect(said[0]).to.contain('no Dynamics 365 licence any more');
  });

  it('keeps the general sentence when they can’t be loaded', async () => {
    const release = hold('fr');
    backend.linked({ health: 'expired', healthReason: 'policy' });
    const element = await mount({ lang: 'fr' });
    await shows(element, 'Microsoft n’accepte plus ce lien');
    release('fail');
    // Asked for after the failed ones, and shown after them.
    element.lang = 'de';
    await shows(element, 'Eine Regel in Microsoft Entra');
    element.lang = 'fr';
    await shows(element, 'Microsoft n’accepte plus ce lien');
    expect(parts(element, 'link-button')).to.have.length(1);
  });

  it('does not mix languages when the page changes its own', async () => {
    backend.linked({ health: 'expired', healthReason: 'policy' });
    const element = await mount({ lang: 'es' });
    await shows(element, 'Una regla de Microsoft Entra');
    const release = hold('ja');
    element.lang = 'ja';
    await shows(element, 'Microsoft がこのリンクを受け付けなくなり');
    expect(shownText(element)).to.not.contain('Una regla');
    release('come');
    await shows(element, 'Microsoft Entra の規則');
  });
});
