import { html as lit, type TemplateResult } from 'lit';
import { Directive, directive, type PartInfo } from 'lit/directive.js';

/**
 * Lit's `html`, but a text that changes is put in place of the old one. Lit writes into the text node that it has made, and that
 * one is no longer on the page once the page's translation has put its own elements there: the old text would stay.
 */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): TemplateResult =>
  lit(strings, ...values.map((value) => (typeof value === 'string' ? replaced(value) : value))) as TemplateResult;

/** `PartType.CHILD`: the object has all kinds, and would be loaded for this one number. */
const child = 2;

const replaced = directive(
  class extends Directive {
    #shown: Text | undefined;

    render(text: string): unknown {
      return text;
    }

    override update({ type }: PartInfo, [text]: [string]): unknown {
      if (type !== child) return text;
      if (this.#shown?.data !== text) this.#shown = new Text(text);
      return this.#shown;
    }
  },
);
