import { adoptStyles, type LitElement } from 'lit';
import { Announcer } from './announcer.js';
import { changeStyles } from './change-styles.js';
import type { LinkController } from './link-controller.js';
import { PanelActions } from './panel-actions.js';
import { styles } from './styles.js';
import { Translations } from './translations.js';

/** What the element has beyond showing a link. */
export interface Extras {
  actions: PanelActions;
  /** In which language it speaks. */
  translations: Translations;
  /** What screen readers are told. */
  announcer: Announcer;
}

export function addExtras(host: LitElement, controller: LinkController): Extras {
  const renderRoot = host.renderRoot as ShadowRoot;
  adoptStyles(renderRoot, [styles, changeStyles]);
  const render = () => {
    host.requestUpdate();
    return host.updateComplete;
  };
  return {
    actions: new PanelActions({ controller, renderRoot, render }),
    translations: new Translations(host),
    announcer: new Announcer(),
  };
}
