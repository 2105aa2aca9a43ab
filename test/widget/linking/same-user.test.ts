import { expect } from '@open-wc/testing';
import type { VccDynamicsAuth } from '../../../src/index.js';
import { FakeBackend, problem } from '../../support/fake-backend.js';
import {
  buttons,
  metadata,
  mount,
  ownEndpoint,
  part,
  parts,
  shownText,
  shows,
  status,
  waitFor,
} from '../../support/mounted-element.js';

const alex = { username: 'alex@contoso.example', name: 'Alex Morgan', tenantId: 'tenant-1' };
const kim = { username: 'kim@contoso.example', name: 'Kim <b>Larsen</b>\u202e', tenantId: 'tenant-1' };
const question = { choice: 'choice-1', from: alex, to: kim };

describe('a link that no longer works', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const broken = async (changes: object = {}) => {
    backend.linked({ health: 'expired', healthReason: 'policy', ...changes });
    const element = await mount({ endpoint: ownEndpoint(), authorityMetadata: metadata('page') });
    await status(element, 'linked');
    await shows(element, 'A rule in Microsoft Entra');
    return element;
  };
  const button = (element: VccDynamicsAuth, name: string) => {
    const found = [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find((each) => each.innerText === name);
    if (!found) throw new Error(`no button ${name}`);
    return found;
  };

  /** Returns what the sign-in window asks Microsoft for. */
  const askedBy = async (element: VccDynamicsAuth, click: () => void) => {
    const { open } = window;
    let opened: Window | null = null;
    window.open = (...args) => {
      opened = open.call(window, ...args);
      return opened;
    };
    try {
      click();
      await waitFor(element, () => (opened?.location.search.length ?? 0) > 0);
      return new URLSearchParams((opened as Window | null)?.location.search);
    } finally {
      window.open = open;
      (opened as Window | null)?.close();
      await element.cancel();
    }
  };

  it('is linked again with the same user, without an account picker', async () => {
    const element = await broken();
    const asked = await askedBy(element, () => part(element, 'link-button').click());
    expect([asked.get('login_hint'), asked.get('prompt')]).to.deep.equal(['alex@contoso.example', null]);
  });

  it('is linked with another user by a choice of its own', async () => {
    const element = await broken();
    expect(buttons(element)).to.include.members(['Link again', 'Link another user', 'Unlink']);
    const asked = await askedBy(element, () => button(element, 'Link another user').click());
    expect([asked.get('login_hint'), asked.get('prompt')]).to.deep.equal([null, 'select_account']);
  });

  it('does not offer that while it works, nor to those who may only look', async () => {
    backend.linked();
    const working = await mount({ endpoint: ownEndpoint() });
    await status(working, 'linked');
    expect(buttons(working)).to.deep.equal(['Unlink']);
    expect(buttons(await broken({ canChange: false }))).to.not.include('Link another user');
  });

  it('lets people pick an account where nothing is linked', async () => {
    const element = await mount({ endpoint: ownEndpoint(), authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const asked = await askedBy(element, () => part(element, 'link-button').click());
    expect([asked.get('login_hint'), asked.get('prompt')]).to.deep.equal([null, 'select_account']);
  });

  const asked = async () => {
    backend.linked({ health: 'expired', healthReason: 'revoked' });
    backend.answer('POST', () => problem('user-differs', question));
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    expect(await element.link()).to.equal('choosing');
    await shows(element, 'Replace the linked user?');
    return element;
  };

  it('asks before another user takes its place, with both names as text', async () => {
    const element = await asked();
    expect(shownText(element)).to.contain('Alex Morgan (alex@contoso.example) is linked');
    expect(shownText(element)).to.contain('Kim <b>Larsen</b>\u202e (kim@contoso.example) has signed in');
    for (const name of element.shadowRoot?.querySelectorAll('.credentials p bdi') ?? [])
      expect(name.getAttribute('translate')).to.equal('no');
    expect(parts(element, 'unlink-button').length, 'nothing else is offered').to.equal(0);
    expect(element.error).to.equal(null);
  });

  it('is replaced once that is confirmed', async () => {
    const element = await asked();
    part(element, 'replace-button').click();
    await status(element, 'linked');
    const [, answer] = backend.sent('POST');
    expect(answer?.body).to.deep.equal({ choice: 'choice-1', replace: true });
    expect(answer?.headers.get('If-Match')).to.equal('"account.link-1"');
  });

  it('stays as it was when that was not meant', async () => {
    const element = await asked();
    backend.answer('POST', () => new Response(null, { status: 204 }));
    part(element, 'cancel-button').click();
    await status(element, 'linked');
    expect(backend.sent('POST')[1]?.body).to.deep.equal({ choice: 'choice-1', cancel: true });
    expect(element.currentLink?.account.username).to.equal('alex@contoso.example');
    expect(parts(element, 'link-button').length).to.equal(1);
  });

  it('asks again after a reload, and for the environment after the answer', async () => {
    backend.linked({ health: 'expired', pending: question });
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'choosing');
    await shows(element, 'Replace the linked user?');
    backend.answer('POST', () =>
      problem('organization-choice-required', {
        choice: 'choice-1',
        organizations: [{ name: 'Fabrikam', url: 'https://fabrikam.crm4.dynamics.com' }],
      }),
    );
    part(element, 'replace-button').click();
    await shows(element, 'Fabrikam');
    parts(element, 'choice')[0]?.click();
    await status(element, 'linked');
  });

  for (const more of [{}, { choice: 'c', from: alex }, { choice: 'c', from: alex, to: {} }, { from: alex, to: kim }]) {
    it(`takes a question that has only ${Object.keys(more).join(', ') || 'a code'} for no answer of the contract`, async () => {
      backend.linked({ health: 'expired' });
      backend.answer('POST', ...[1, 2, 3].map(() => () => problem('user-differs', more)));
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'linked');
      expect(await element.link()).to.equal('linked');
      expect(element.error?.code).to.equal('backend-invalid');
    });
  }
});
