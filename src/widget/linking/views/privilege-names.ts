import { nothing } from 'lit';
import { html } from '../../html.js';
import type { Part } from '../../panel/view.js';

/** Dataverse's own names of what a sentence calls *Create on Contact*: to be copied for whoever changes the security role. */
export function privilegeNames(names: readonly string[] | undefined): Part {
  if (!names?.length) return nothing;
  return html`<div class="secondary">${names.map((name) => html`<code dir="ltr">${name}</code> `)}</div>`;
}
