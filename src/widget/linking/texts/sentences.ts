import { nothing } from 'lit';
import { html } from '../../html.js';
import type { Part } from '../../panel/view.js';

/** A sentence with names, each an element of its own: whatever one contains, the sentence around it stays as it is. */
export function withNames(text: string, names: Record<string, string>): Part[] {
  return text.split(/\{(\w+)\}/).map((part, index) => {
    const name = index % 2 ? names[part] : undefined;
    return name === undefined ? html`${unbroken(part)}` : html`<bdi translate="no">${name}</bdi>`;
  });
}

/** The first sentence says what happened, and is the title of the others. */
export function titled(text: string, language: string): Part {
  const [first = '', ...others] = [...new Intl.Segmenter(language, { granularity: 'sentence' }).segment(text)].map(
    ({ segment }) => segment,
  );
  const rest = others.join('');
  return html`<strong>${unbroken(first)}</strong>${rest ? unbroken(rest) : nothing}`;
}

/** The product's name in one line. */
export function unbroken(text: string): Part[] {
  return text
    .split(/(Dynamics 365)/)
    .map((part, index) => (index % 2 ? html`<span class="nowrap">${part}</span>` : html`${part}`));
}
