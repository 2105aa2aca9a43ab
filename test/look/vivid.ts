import '@vonage/vivid/badge';
import '@vonage/vivid/button';
import '@vonage/vivid/card';
import '@vonage/vivid/dialog';
import '@vonage/vivid/note';
import { html, render } from 'lit';
import { type PanelCaseName, showPanel } from '../support/panel-cases.js';
import { loadFonts, settled } from './steady.js';

declare global {
  interface Window {
    /** Resolves when everything is there. */
    shown: Promise<void>;
  }
}

/** The left column is Vivid's own components, with the texts of the panel in the right one. */
const vivid = html`
  <vwc-card headline="MS Dynamics Authorisation">
    <div slot="body" class="rows">
      <span>MS Dynamics account credentials</span>
      <vwc-badge connotation="success" appearance="subtle" shape="pill" text="Linked"></vwc-badge>
      <vwc-button appearance="outlined" label="Unlink"></vwc-button>
    </div>
  </vwc-card>
  <vwc-card headline="MS Dynamics Authorisation">
    <div slot="body" class="rows">
      <span>MS Dynamics account credentials</span>
      <vwc-badge appearance="subtle" shape="pill" text="Unlinked"></vwc-badge>
      <vwc-note connotation="alert">The sign-in window did not open in time. Link again.</vwc-note>
      <vwc-button appearance="filled" connotation="cta" label="Link"></vwc-button>
    </div>
  </vwc-card>
  <div class="dialog">
    <vwc-dialog open no-dismiss-on-esc headline="Unlink Alex Morgan?" style="--dialog-inset-inline: 0 auto">
      <span slot="body">
        Calls will no longer find, create or update records in Dynamics 365, from now on and for the whole VCC account.
      </span>
      <vwc-button slot="action-items" appearance="outlined" label="Keep the link"></vwc-button>
      <vwc-button slot="action-items" appearance="filled" connotation="alert" label="Unlink"></vwc-button>
    </vwc-dialog>
  </div>
`;

async function showTheme(className: string): Promise<void> {
  const theme = document.createElement('div');
  theme.className = `theme ${className}`;
  document.body.append(theme);
  render(
    html`<div class="title">@vonage/vivid</div>
      <div class="title">vcc-dynamics-auth with Vivid’s tokens</div>
      <div class="rows" style="justify-items: stretch">${vivid}</div>
      <div class="rows panels" style="justify-items: stretch"></div>`,
    theme,
  );
  const panels = theme.querySelector('.panels');
  if (!panels) return;
  for (const name of ['linked', 'failed', 'question'] satisfies PanelCaseName[]) {
    const element = await showPanel(name, panels);
    if (name === 'question') standStill(element);
  }
}

/** The dialog without the page behind it, so that it stands in the row. */
function standStill(element: Element): void {
  const root = element.shadowRoot;
  const dialog = root?.querySelector('dialog');
  dialog?.close();
  dialog?.show();
  root?.querySelector('section')?.remove();
  if (dialog) dialog.style.cssText = 'position: static; margin: 0';
  if (root?.activeElement instanceof HTMLElement) root.activeElement.blur();
}

window.shown = loadFonts()
  .then(() => showTheme(''))
  .then(() => showTheme('vvd-theme-alternate'))
  .then(settled);
