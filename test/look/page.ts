import { type PanelCaseName, showPanel } from '../support/panel-cases.js';
import { loadFonts, settled } from './steady.js';

declare global {
  interface Window {
    /** Puts this case on the page, alone. */
    show(name: PanelCaseName, language: string): Promise<void>;
  }
}

/** Once the dialog was shown, every chunk is there: from then on its styles come at a moment that `settled` waits for. */
const prepared = Promise.all([loadFonts(), showPanel('question', document.body)]);

window.show = async (name, language) => {
  await prepared;
  document.body.replaceChildren();
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  await showPanel(name, document.body, language);
  await settled();
};
