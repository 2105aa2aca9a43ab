import { expect } from '@open-wc/testing';
import { HttpResponse } from 'msw';
import type { VccDynamicsAuth } from '../../../../src/index.js';
import { FakeBackend, organizations, problem } from '../../../support/fake-backend.js';
import { askToUnlink, metadata, mount, part, parts, shows, status, waitFor } from '../../../support/mounted-element.js';

const inWindow = 'politely: Sign in to Dynamics 365 in the window that opened, and accept the permissions.';

describe('what a keyboard and a screen reader meet', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  it('a link: each step once, and the focus on a button', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    const said = listen(element);
    press(element, 'link-button');
    await status(element, 'linked');
    expect(said).to.deep.equal([
      inWindow,
      'politely: Checking the Dynamics 365 user…',
      'politely: Linked: Alex Morgan, Contoso',
    ]);
    expect(focused(element)).to.equal('unlink-button');
  });

  it('a link whose answer was lost: that it takes longer, and then the link', async () => {
    backend.answer('POST', () => HttpResponse.error());
    const element = await mount();
    await status(element, 'unlinked');
    const said = listen(element);
    press(element, 'link-button');
    await status(element, 'linked');
    expect(said).to.deep.equal([
      inWindow,
      'politely: Checking the Dynamics 365 user…',
      'politely: The answer is taking longer than usual. We keep asking.',
      'politely: Linked: Alex Morgan, Contoso',
    ]);
  });

  it('a cancelled link: politely, and the focus is back on Link', async () => {
    const element = await mount({ authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const said = listen(element);
    press(element, 'link-button');
    await waitFor(element, () => said.length === 1);
    expect(focused(element)).to.equal('cancel-button');
    press(element, 'cancel-button');
    await status(element, 'unlinked');
    expect(said).to.deep.equal([inWindow, 'politely: Unlinked. Linking was cancelled. Nothing was linked.']);
    expect(focused(element)).to.equal('link-button');
  });

  it('a failed link: assertively, and the focus is back on Link', async () => {
    const element = await mount({ authorityMetadata: metadata('AADSTS65004') });
    await status(element, 'unlinked');
    const said = listen(element);
    press(element, 'link-button');
    await status(element, 'linking');
    await status(element, 'unlinked');
    expect(said).to.deep.equal([
      inWindow,
      'at once: The permissions were not accepted. Nothing was linked. Link again and choose Accept.',
      'politely: Unlinked',
    ]);
    expect(focused(element)).to.equal('link-button');
  });

  it('a cancelled Link again: that nothing was linked, not only that it is Linked', async () => {
    backend.linked({ health: 'expired' });
    const element = await mount({ authorityMetadata: metadata('page') });
    await status(element, 'linked');
    const said = listen(element);
    press(element, 'link-button');
    await waitFor(element, () => said.length === 1);
    press(element, 'cancel-button');
    await status(element, 'linked');
    expect(said).to.deep.equal([inWindow, 'politely: Linked. Linking was cancelled. Nothing was linked.']);
    expect(focused(element)).to.equal('link-button');
  });

  it('a failed Link again: the failure, and nothing that sounds like success', async () => {
    backend.linked({ health: 'expired' });
    const element = await mount({ authorityMetadata: metadata('AADSTS65004') });
    await status(element, 'linked');
    const said = listen(element);
    press(element, 'link-button');
    await status(element, 'linking');
    await status(element, 'linked');
    expect(said).to.deep.equal([
      inWindow,
      'at once: The permissions were not accepted. Nothing was linked. Link again and choose Accept.',
      'politely: Linked',
    ]);
  });

  it('a link that stops working while the page is open', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    part(element, 'unlink-button').focus();
    await waitFor(element, () => parts(element, 'dialog').length > 0);
    const said = listen(element);
    backend.linked({ health: 'restricted', missingPrivileges: ['prvCreateContact'] });
    await element.refresh();
    await waitFor(element, () => said.length > 0);
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/^politely: Linked: Alex Morgan, Contoso\. Dynamics 365 no longer .* Create on Contact/);
  });

  it('a link that stops working for a reason, once and with the reason', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    part(element, 'unlink-button').focus();
    await waitFor(element, () => parts(element, 'dialog').length > 0);
    const said = listen(element);
    backend.linked({ health: 'expired', healthReason: 'policy' });
    await element.refresh();
    await waitFor(element, () => said.length > 0);
    await shows(element, 'A rule in Microsoft Entra stops this user');
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/^politely: Linked: Alex Morgan, Contoso\. A rule in Microsoft Entra stops this user/);
  });

  it('Try again, when it fails again', async () => {
    backend.answer('GET', ...Array(2).fill(() => problem('internal')));
    const element = await mount();
    await status(element, 'unavailable');
    const said = listen(element);
    const seen: string[] = [];
    element.addEventListener('vcc-dynamics-status', (event) => seen.push(event.status));
    press(element, 'retry-button');
    await waitFor(element, () => said.length > 0);
    expect(seen).to.deep.equal(['loading', 'unavailable']);
    expect(said).to.deep.equal([
      'at once: Something went wrong on our side. Try again; if that doesn’t help, contact support.',
    ]);
  });

  it('Try again beside a link that is known, when it fails again', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    backend.answer('GET', ...Array(2).fill(() => problem('internal')));
    await element.refresh();
    await status(element, 'linked');
    const said = listen(element);
    for (const last of ['at once: Something went wrong on our side.', 'politely: Linked: Alex Morgan, Contoso']) {
      press(element, 'retry-button');
      await waitFor(element, () => said.some((text) => text.startsWith(last)));
    }
    expect(said.map((text) => text.split('. ')[0])).to.deep.equal([
      'politely: Loading the link…',
      'at once: Something went wrong on our side',
      'politely: Linked',
      'politely: Loading the link…',
      'politely: Linked: Alex Morgan, Contoso',
    ]);
    expect(focused(element)).to.equal('unlink-button');
  });

  it('a dialog whose question no longer stands, as the user may only look by now', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    await askToUnlink(element);
    backend.linked({ canChange: false });
    await element.refresh();
    await element.updateComplete;
    expect(element.shadowRoot?.querySelector('dialog')).to.equal(null);
    expect(focused(element)).to.equal('heading');
  });

  it('a report that is copied, each time', async () => {
    backend.answer('GET', ...Array(2).fill(() => problem('internal')));
    const element = await mount();
    await status(element, 'unavailable');
    const { writeText } = navigator.clipboard;
    navigator.clipboard.writeText = () => Promise.resolve();
    try {
      for (const times of [1, 2]) {
        const said = listen(element);
        element.shadowRoot?.querySelector<HTMLElement>('.quiet')?.click();
        await waitFor(element, () => said.includes('politely: Copied'));
        expect(said, `time ${times}`).to.deep.equal(['politely: Copied']);
      }
    } finally {
      navigator.clipboard.writeText = writeText;
    }
  });

  it('a choice: the question, and then the link', async () => {
    backend.answer('POST', () => problem('organization-choice-required', { choice: 'choice-1', organizations }));
    const element = await mount();
    await status(element, 'unlinked');
    const said = listen(element);
    press(element, 'link-button');
    await status(element, 'choosing');
    expect(focused(element)).to.equal('choice');
    parts(element, 'choice')[0]?.click();
    await status(element, 'linked');
    expect(said).to.deep.equal([
      inWindow,
      'politely: Checking the Dynamics 365 user…',
      'politely: Choose an environment',
      'politely: Checking the Dynamics 365 user…',
      'politely: Linked: Alex Morgan, Contoso',
    ]);
    expect(focused(element)).to.equal('unlink-button');
  });

  it('an unlink: the dialog begins with the harmless button, and afterwards the focus is on Link', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    const said = listen(element);
    const dialog = await askToUnlink(element);
    expect(dialog.getAttribute('aria-describedby')).to.equal('unlink-stops unlink-remains');
    expect(focused(element)).to.equal('dismiss-button');
    press(element, 'confirm-button');
    await status(element, 'unlinked');
    expect(said).to.deep.equal(['politely: Unlinking…', 'politely: Unlinked']);
    expect(focused(element)).to.equal('link-button');
  });

  it('a user who may only look keeps the focus when the buttons go: it is on the heading', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    part(element, 'unlink-button').focus();
    backend.linked({ canChange: false });
    await element.refresh();
    await element.updateComplete;
    expect(focused(element)).to.equal('heading');
  });

  it('a page that begins with a link says nothing: it is read where it stands', async () => {
    backend.linked();
    const element = await mount();
    const said = listen(element);
    await status(element, 'linked');
    document.documentElement.lang = 'fr';
    await waitFor(element, () => element.shadowRoot?.querySelector('section')?.lang === 'fr');
    document.documentElement.lang = '';
    await waitFor(element, () => element.shadowRoot?.querySelector('section')?.lang === 'en-GB');
    expect(said).to.deep.equal([]);
  });
});

/** Collects the texts of the live regions from now on, in order. */
function listen(element: VccDynamicsAuth): string[] {
  const said: string[] = [];
  const root = element.shadowRoot;
  if (!root) throw new Error('the element has not rendered');
  const regions = () => [...root.querySelectorAll('[role=status], [role=alert]')];
  const textOf = (region: Element) => (region.textContent ?? '').replace(/\s+/g, ' ').trim();
  const heard = new Map(regions().map((region) => [region, textOf(region)]));
  const hear = () => {
    for (const region of regions()) {
      const text = textOf(region);
      if (text && text !== (heard.get(region) ?? '')) {
        said.push(`${region.role === 'alert' ? 'at once' : 'politely'}: ${text}`);
      }
      heard.set(region, text);
    }
  };
  new MutationObserver(hear).observe(root, { subtree: true, childList: true, characterData: true });
  return said;
}

/** As a keyboard does it. */
function press(element: VccDynamicsAuth, name: string): void {
  part(element, name).focus();
  part(element, name).click();
}

function focused(element: VccDynamicsAuth): string | null | undefined {
  return element.shadowRoot?.activeElement?.getAttribute('part');
}
