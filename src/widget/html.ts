import { html as lit, type TemplateResult } from 'lit';
import { Directive, directive, type PartInfo, PartType } from 'lit/directive.js';

/**
 * Lit's `html`, but a text that changes is put in place of the old one. Lit writes into the text node that it has made, and that
 * one is no longer on the page once the page's translation has put its own elements there: the old text would stay.
 */
export const html = (strings: TemplateStringsArray, ...values: unknown[]): TemplateResult =>
  lit(strings, ...values.map((value) => (typeof value === 'string' ? replaced(value) : value))) as TemplateResult;

const replaced = directive(
  class extends Directive {
    #text: string | undefined;
    #shown: string | Text = '';
    readonly #isChild: boolean;

    constructor(part: PartInfo) {
      super(part);
      this.#isChild = part.type === PartType.CHILD;
    }

    render(text: string): string | Text {
      if (text !== this.#text) this.#shown = this.#isChild ? document.createTextNode(text) : text;
      this.#text = text;
      return this.#shown;
    }
  },
);
