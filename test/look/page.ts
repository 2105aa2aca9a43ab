import { type PanelCaseName, showPanel } from '../support/panel-cases.js';

declare global {
  interface Window {
    /** Puts this case on the page, alone. */
    show(name: PanelCaseName, language: string): Promise<void>;
  }
}

window.show = async (name, language) => {
  document.body.replaceChildren();
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'ar' ? 'rtl' : 'ltr';
  await showPanel(name, document.body, language);
  await document.fonts.ready;
};
