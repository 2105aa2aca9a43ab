import { expect } from '@open-wc/testing';
import type { VccDynamicsAuth } from '../../src/index.js';
import { FakeBackend, problem } from '../support/fake-backend.js';
import {
  askToUnlink,
  metadata,
  mount,
  ownEndpoint,
  part,
  shownText,
  shows,
  status,
} from '../support/mounted-element.js';

const another = {
  linkId: 'link-2',
  account: { name: 'Robin Hale', username: 'robin@fabrikam.example', tenantId: 'tenant' },
  organization: { name: 'Fabrikam', url: 'https://fabrikam.crm4.dynamics.com' },
};

/** The ways in which translators of pages take a text out of the page and put their own in its place. */
const translators: Record<string, (text: Text) => void> = {
  'a font element in place of the text': (text) => {
    text.replaceWith(font(font(document.createTextNode(text.data.toUpperCase()))));
  },
  'the text itself in a font element': (text) => {
    const wrapper = font();
    text.replaceWith(wrapper);
    wrapper.append(text);
  },
  'a span after an emptied text': (text) => {
    const span = document.createElement('span');
    span.textContent = text.data.toUpperCase();
    text.after(span);
    text.remove();
  },
  'a text split in two': (text) => {
    if (text.data.trim().length > 3) text.splitText(2);
  },
};

function font(...content: Node[]): HTMLElement {
  const element = document.createElement('font');
  element.append(...content);
  return element;
}

function translate(element: VccDynamicsAuth, how: (text: Text) => void): void {
  const texts: Text[] = [];
  const walker = document.createTreeWalker(element.shadowRoot as ShadowRoot, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode as Text;
    if (text.data.trim() && text.parentElement?.localName !== 'style') texts.push(text);
  }
  texts.forEach(how);
}

describe('a page that is translated by the browser', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  for (const [name, how] of Object.entries(translators)) {
    describe(`with ${name}`, () => {
      it('shows the user who is linked now, and no other', async () => {
        backend.linked();
        const element = await mount({ endpoint: ownEndpoint() });
        await status(element, 'linked');
        translate(element, how);
        backend.linked(another);
        await element.refresh();
        await element.updateComplete;
        expect(part(element, 'account').innerText).to.equal('Robin Hale robin@fabrikam.example');
        expect(shownText(element))
          .to.include('Fabrikam')
          .and.not.match(/alex|contoso/i);
      });

      it('asks about the user who is unlinked', async () => {
        backend.linked();
        const element = await mount({ endpoint: ownEndpoint() });
        await status(element, 'linked');
        const dialog = await askToUnlink(element);
        translate(element, how);
        part(element, 'dismiss-button').click();
        backend.linked(another);
        await element.refresh();
        await element.updateComplete;
        await askToUnlink(element);
        expect(dialog.innerText).to.include('Robin Hale').and.not.match(/alex/i);
      });

      it('says what it is doing, and what went wrong last', async () => {
        const element = await mount({ endpoint: ownEndpoint(), authorityMetadata: metadata('AADSTS65004') });
        await status(element, 'unlinked');
        await element.link();
        await shows(element, 'The permissions were not accepted');
        translate(element, how);
        element.authorityMetadata = metadata('code');
        await element.updateComplete;
        backend.answer('POST', () => problem('already-linked-elsewhere'));
        await element.link();
        await shows(element, 'linked to another');
        expect(shownText(element)).to.not.match(/permissions were not/i);
      });

      it('says Unlinked after an unlink', async () => {
        backend.linked();
        const element = await mount({ endpoint: ownEndpoint() });
        await status(element, 'linked');
        translate(element, how);
        await element.unlink();
        await status(element, 'unlinked');
        expect(part(element, 'status').innerText).to.equal('Unlinked');
        expect(shownText(element)).to.not.match(/alex/i);
      });
    });
  }

  it('leaves names as they are', async () => {
    backend.linked();
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    await askToUnlink(element);
    const names = [...(element.shadowRoot?.querySelectorAll<HTMLElement>('bdi') ?? [])];
    expect(names.map((it) => it.textContent)).to.include.members(['Alex Morgan', 'Contoso']);
    for (const it of names) expect(it.translate, it.innerText).to.equal(false);
  });
});

describe('a name that turns the direction of text', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const names = ['\u202eevil', 'closes\u2069\u202ethe isolation', 'عربي (1)', '\u2067open', '\u202a\u202d\u202cmixed'];

  for (const name of names) {
    it(`stays by itself in question and announcement: ${JSON.stringify(name)}`, async () => {
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'unlinked');
      backend.answer('POST', () =>
        backend.makeLink({
          account: { name, username: 'a@b.example', tenantId: 't' },
          organization: { name, url: 'https://a.crm.dynamics.com' },
        }),
      );
      await element.link();
      await status(element, 'linked');
      const announced = element.shadowRoot?.querySelector('[role=status]')?.textContent ?? '';
      const inner = name.replace(/[\u202a-\u202e\u2066-\u2069]/g, '');
      expect(announced).to.equal(`Linked: \u2068${inner}\u2069, \u2068${inner}\u2069`);
      const dialog = await askToUnlink(element);
      expect(dialog.querySelector('h2 bdi')?.textContent).to.equal(name);
      const outside = [...(dialog.querySelector('h2')?.childNodes ?? [])].filter((it) => it.nodeName !== 'BDI');
      expect(outside.map((it) => it.textContent).join('')).to.not.include(name);
    });
  }
});
