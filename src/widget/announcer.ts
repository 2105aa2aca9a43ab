import { announcement } from './change-views.js';
import type { Panel } from './panel.js';
import type { Copied } from './panel-actions.js';
import type { Complaint } from './state.js';

/** What screen readers are told politely: each piece of news once, in the order in which it happened. */
export class Announcer {
  #said = '';
  #about: string | undefined;
  #copied: Copied | undefined;
  #language: string | undefined;

  /** The text of the live region. It stays until there is news; another language is none, and ends what was said in the old one. */
  textFor(view: Panel): string {
    const { state, clicked, language } = view;
    const copied = clicked?.copied;
    if (language !== this.#language) this.#said = '';
    this.#language = language;
    if (copied !== this.#copied) {
      this.#copied = copied;
      this.#said = !copied ? '' : copied.text === undefined ? view.messages.copied : view.messages.copyYourself;
    }
    const about = subjectOf(view);
    if (state.status === 'loading' || about === this.#about) return this.#said;
    // How the page began is read where it stands; only what changes is news.
    const isNews = this.#about !== undefined || (state.status !== 'unlinked' && state.status !== 'linked');
    this.#about = about;
    if (isNews) this.#said = announcement(view);
    return this.#said;
  }
}

/** Stays the same as long as there is nothing new to say. */
function subjectOf({ state, clicked }: Panel): string {
  if (clicked?.asksAgain) return 'asks again';
  switch (state.status) {
    case 'unlinked':
      return `unlinked ${calledOff(state)}`;
    case 'linking':
      return `linking ${state.attempt?.step} ${state.attempt?.looksClosed} ${state.attempt?.isSlow}`;
    case 'choosing':
      return `choosing ${state.answer}`;
    case 'linked':
      return `linked ${state.known.resource.linkId} ${state.known.resource.health} ${calledOff(state)}`;
    default:
      return state.status;
  }
}

/** The attempt that the administrator ended; empty when there is nothing to say of it. */
function calledOff({ error }: Complaint): string | undefined {
  return error?.code === 'cancelled' ? error.correlationId : '';
}
