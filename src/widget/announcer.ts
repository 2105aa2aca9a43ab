import { announcement } from './change-views.js';
import type { Panel } from './panel.js';

/** What screen readers are told politely: each piece of news once, in the order in which it happened. */
export class Announcer {
  #said = '';
  #about: string | undefined;

  /** The text of the live region. It stays until there is news: another language, for instance, is none. */
  textFor(view: Panel): string {
    const { state, copied } = view;
    const step = state.status === 'linking' ? `${state.attempt?.step} ${state.attempt?.looksClosed}` : '';
    const cancelled = 'error' in state && state.error?.code === 'cancelled' ? state.error.correlationId : '';
    const link = 'known' in state && 'linkId' in state.known.resource ? state.known.resource.linkId : '';
    const about = [state.status, step, cancelled, link, copied?.what].join();
    if (about === this.#about) return this.#said;
    // How the page began is read where it stands; only what changes is news.
    if (this.#about !== undefined || !['loading', 'unlinked', 'linked'].includes(state.status)) {
      this.#said = copied && !copied.text ? view.messages.copied : announcement(view);
    }
    if (state.status !== 'loading') this.#about = about;
    return this.#said;
  }
}
