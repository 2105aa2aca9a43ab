import { html } from '../../html.js';
import type { Part } from '../../panel/view.js';

/** A sentence with names, each an element of its own: whatever one contains, the sentence around it stays as it is. */
export function withNames(text: string, names: Record<string, string>): Part[] {
  return text.split(/\{(\w+)\}/).map((part, index) => {
    const name = index % 2 ? names[part] : undefined;
    return name === undefined ? html`${part}` : html`<bdi translate="no">${name}</bdi>`;
  });
}
