import { nothing } from 'lit';
import { html } from '../../html.js';
import { isLinked } from '../../link/state.js';
import type { Part, View } from '../../panel/view.js';
import { withNames } from '../texts/sentences.js';
import type { Actions } from './actions.js';

/** The slot `dialog`: the question before an unlink. */
export function unlinkDialog({ messages: m, language, state }: View, { keepLink, unlink }: Actions): Part {
  if (!('known' in state) || !isLinked(state.known) || !state.known.resource.canChange) return nothing;
  return html`
    <dialog part="dialog" lang=${language} aria-labelledby="unlink-question" aria-describedby="unlink-stops unlink-remains">
      <h2 id="unlink-question" tabindex="-1">${withNames(m.unlinkQuestion, { name: state.known.resource.account.name })}</h2>
      <p id="unlink-stops">${m.unlinkStops}</p>
      <p id="unlink-remains" class="secondary">${m.unlinkRemains}</p>
      <p class="buttons">
        <button part="dismiss-button" autofocus @click=${keepLink}>${m.keepLink}</button>
        <button part="confirm-button" class="danger" @click=${unlink}>${m.unlink}</button>
      </p>
    </dialog>
  `;
}
