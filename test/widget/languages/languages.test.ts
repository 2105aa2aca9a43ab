import { expect, fixture, html } from '@open-wc/testing';
import { translations } from '../../../src/widget/languages/load.js';
import { chooseLanguage } from '../../../src/widget/linking/texts/translations.js';
import { part, shownText, waitFor } from '../../support/mounted-element.js';
import { showPanel } from '../../support/panel-cases.js';

const loadedLanguages = () =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => /messages\/([\w-]+)\./.exec(name)?.[1])
    .filter((tag) => tag !== undefined);

describe('languages', () => {
  it('loads no other language for an English page', async () => {
    const parent = await fixture(html`<div lang="en"></div>`);
    await showPanel('linked', parent);
    await showPanel('failed', parent);
    expect(loadedLanguages()).to.not.include.members(Object.keys(translations));
    expect(loadedLanguages().filter((tag) => tag in translations)).to.deep.equal([]);
  });

  it('takes the nearest lang, across shadow roots, and writes the date in it', async () => {
    const host = await fixture(html`<div lang="de"></div>`);
    const inner = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'));
    const element = await showPanel('linked', inner, 'de');
    expect(shownText(element)).to.include('Verknüpft am').and.include('24. November 2026');
    expect(part(element, 'heading').innerText).to.equal('MS Dynamics Authorisation');
    expect(part(element, 'status').innerText).to.equal('Linked');
    expect(part(element, 'unlink-button').innerText).to.equal('Unlink');
  });

  it('follows a lang that changes anywhere above it, until it is removed', async () => {
    const host = await fixture<HTMLElement>(html`<div></div>`);
    const inner = host.attachShadow({ mode: 'open' }).appendChild(document.createElement('div'));
    const element = await showPanel('linked', inner);
    const speaks = (text: string) => waitFor(element, () => shownText(element).includes(text));
    host.lang = 'fr';
    await speaks('Lié le');
    inner.lang = 'es';
    await speaks('Vinculado el');
    element.lang = 'ja';
    await speaks('リンク日時');
    element.removeAttribute('lang');
    inner.removeAttribute('lang');
    await speaks('Lié le');
    element.remove();
    host.lang = 'de';
    host.append(element);
    host.shadowRoot?.append(element);
    await speaks('Verknüpft am');
  });

  it('never shows English first on a page in another language', async () => {
    const parent = await fixture(html`<div lang="fr"></div>`);
    const seen = new Set<string>();
    const attach = Element.prototype.attachShadow;
    Element.prototype.attachShadow = function (init) {
      const root = attach.call(this, init);
      new MutationObserver(() => seen.add(root.querySelector('dt')?.textContent ?? '')).observe(root, {
        subtree: true,
        childList: true,
      });
      return root;
    };
    try {
      await showPanel('linked', parent, 'fr');
    } finally {
      Element.prototype.attachShadow = attach;
    }
    expect(seen).to.include('Lié le').and.not.include('Linked date');
  });

  it('lets the host’s own words win in every language', async () => {
    const parent = await fixture(html`<div lang="de"></div>`);
    const element = await showPanel('linked', parent, 'de');
    element.messages = { user: 'Nutzer' };
    await element.updateComplete;
    expect(shownText(element)).to.include('Nutzer').and.include('Umgebung');
  });

  it('chooses by language and region, and speaks English where it has nothing better', () => {
    expect(chooseLanguage('fr-CA')).to.deep.equal({ tag: 'fr', language: 'fr-CA' });
    expect(chooseLanguage('en-us')).to.deep.equal({ tag: 'en-US', language: 'en-US' });
    expect(chooseLanguage('en-AU')).to.deep.equal({ language: 'en-AU' });
    for (const lang of [
      '',
      'en',
      'nl',
      'not a language',
      'C',
      'C.UTF-8',
      'POSIX',
      '*',
      '-',
      '_',
      'auto',
      '日本語',
      'x-default',
    ]) {
      expect(chooseLanguage(lang), lang).to.deep.equal({ language: 'en-GB' });
    }
  });

  it('reads what servers write in place of a language tag', () => {
    for (const lang of [
      'fr_FR',
      'FR_fr',
      'fr_FR.UTF-8',
      'fr-FR@euro',
      'fr_FR.ISO8859-15@euro',
      ' fr-FR ',
      'fr--FR',
      'fra_FR',
    ])
      expect(chooseLanguage(lang), lang).to.deep.equal({ tag: 'fr', language: 'fr-FR' });
    for (const lang of ['FR', 'fr-', 'fr_', 'fr-F', 'fr;q=0.9', 'fr, en', 'fr-*'])
      expect(chooseLanguage(lang).tag, lang).to.equal('fr');
    expect(chooseLanguage('en_US')).to.deep.equal({ tag: 'en-US', language: 'en-US' });
    expect(chooseLanguage('ja_JP.eucJP')).to.deep.equal({ tag: 'ja', language: 'ja-JP' });
    expect(chooseLanguage('de_Latn_AT').tag).to.equal('de');
  });

  for (const lang of ['fr_FR', 'FR_fr.UTF-8', 'fr-F', 'fr, en']) {
    it(`shows French, dates included, on a page with lang="${lang}"`, async () => {
      const parent = await fixture(html`<div lang=${lang}></div>`);
      const element = await showPanel('linked', parent, 'fr');
      expect(shownText(element)).to.include('Lié le').and.include('24 novembre 2026');
    });
  }

  it('shows English American on a page with lang="en_US"', async () => {
    const element = await showPanel('linked', await fixture(html`<div lang="en_US"></div>`), 'en-US');
    expect(shownText(element)).to.include('November 24, 2026');
  });

  for (const [tag, load] of Object.entries(translations)) {
    it(`fills in the same values in ${tag} as in English`, async () => {
      const { messages } = await load();
      const english = (await import('../../../src/widget/messages/en-GB.js')).messages;
      const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].join();
      const pairs = [
        ...Object.entries(messages).filter(([, text]) => typeof text === 'string'),
        ...Object.entries(messages.errors ?? {}),
      ] as [keyof typeof english.errors, string][];
      const originals: Record<string, unknown> = { ...english, ...english.errors };
      for (const [key, text] of pairs) {
        expect(placeholders(text), key).to.equal(placeholders(String(originals[key])));
      }
    });
  }
});
