import { expect, fixture, html } from '@open-wc/testing';
import { translations } from '../../../src/widget/languages/load.js';
import { type PanelCaseName, panelCases, showPanel } from '../../support/panel-cases.js';
import { waitFor } from '../../support/wait-for.js';

const names = Object.keys(panelCases) as PanelCaseName[];
const languages = ['en-GB', ...Object.keys(translations)];

/** Rules of axe for whole pages, not for a part of one. */
const ignoredRules = ['region', 'page-has-heading-one'];

async function mountContainer(theme: string, language: string): Promise<Element> {
  const background = theme === 'dark' ? '#101012' : '#f3f3f5';
  return fixture(
    html`<div
      lang=${language}
      dir=${language === 'ar' ? 'rtl' : 'ltr'}
      style="color-scheme: ${theme}; background: ${background}; padding: 16px"
    ></div>`,
  );
}

describe('axe finds nothing', () => {
  for (const language of languages) {
    for (const theme of ['light', 'dark']) {
      it(`in any status, ${theme}, ${language}`, async function () {
        this.timeout(30_000);
        for (const name of names) {
          const parent = await mountContainer(theme, language);
          const element = await showPanel(name, parent, language);
          await expect(element, name).to.be.accessible({ ignoredRules });
          parent.remove();
        }
      });
    }
  }
});

describe('the panel at its limits', () => {
  /** WCAG 1.4.12, on the host, from where it is inherited. */
  const spaced = 'line-height: 1.5; letter-spacing: 0.12em; word-spacing: 0.16em';

  for (const name of names) {
    it(`keeps ${name} within 280 pixels, with text spacing, in German`, async () => {
      const parent = await fixture<HTMLElement>(html`<div lang="de" style="inline-size: 280px; ${spaced}"></div>`);
      const element = await showPanel(name, parent, 'de');
      const root = element.shadowRoot;
      const panel = root?.querySelector('.panel') as HTMLElement;
      expect(panel.scrollWidth).to.be.at.most(panel.clientWidth);
      for (const part of panel.querySelectorAll('button, a, p:not(.unseen), dd, h2, h3')) {
        const { left, right } = part.getBoundingClientRect();
        expect(right - left, part.textContent ?? '').to.be.at.most(280);
        expect(part.scrollWidth, part.textContent ?? '').to.be.at.most(part.clientWidth + 1);
      }
      for (const target of root?.querySelectorAll('button, a') ?? []) {
        if (!target.checkVisibility()) continue;
        const { width, height } = target.getBoundingClientRect();
        expect(Math.min(width, height), target.textContent ?? '').to.be.at.least(24);
      }
    });
  }

  for (const width of [320, 430, 480, 520, 720]) {
    it(`is as high while it loads as it is linked and unlinked, at ${width} pixels, in Spanish`, async () => {
      const parent = await fixture<HTMLElement>(html`<div lang="es" style="inline-size: ${width}px"></div>`);
      const heights = new Map<string, number>();
      for (const name of ['loading', 'unlinked', 'linking', 'linked', 'unlinking'] as const) {
        const element = await showPanel(name, parent, 'es');
        heights.set(name, Math.round(element.getBoundingClientRect().height));
        parent.replaceChildren();
      }
      expect([...new Set(heights.values())], JSON.stringify([...heights])).to.have.length(1);
    });
  }

  it('asks whether to unlink a user with a long name without being wider than the screen', async () => {
    const element = await showPanel('question', await fixture(html`<div></div>`));
    const dialog = element.shadowRoot?.querySelector('dialog') as HTMLDialogElement;
    dialog.style.inlineSize = '286px';
    const heading = dialog.querySelector('h2') as HTMLElement;
    heading.append('integration_service_account_dynamics365_contactcenter@contoso.example');
    expect(dialog.scrollWidth).to.be.at.most(dialog.clientWidth);
  });

  it('opens the dialog at the question where it is higher than the screen', async () => {
    const squat = new CSSStyleSheet();
    squat.replaceSync('dialog { block-size: 80px }');
    const element = await showPanel('linked', await fixture(html`<div></div>`));
    const root = element.shadowRoot as ShadowRoot;
    root.querySelector<HTMLElement>('[part=unlink-button]')?.focus();
    await waitFor(element, () => root.querySelector('dialog') !== null);
    root.adoptedStyleSheets.push(squat);
    root.querySelector<HTMLElement>('[part=unlink-button]')?.click();
    await waitFor(element, () => root.querySelector('dialog')?.open === true);
    expect(root.activeElement?.id).to.equal('unlink-question');
    expect(root.querySelector('dialog')?.scrollTop).to.be.at.most(24);
  });
});
