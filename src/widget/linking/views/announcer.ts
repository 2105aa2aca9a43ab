import { type Failures, shownErrorOf } from '../../link/state.js';
import type { View } from '../../panel/view.js';
import { explain, healthWarning, isolated } from '../texts/wording.js';
import type { Actions, Copied } from './actions.js';

/** Polite announcements for screen readers: each piece of news once, in the order in which it happened. */
export class Announcer {
  /** The text of the live region. */
  said = '';
  #subject: string | undefined;
  #copied: Copied | undefined;
  #language: string | undefined;

  /** Returns the text of the live region. It stays until there is news. A change of language empties it and announces nothing. */
  textFor(view: View, { copied, asksAgain }: Actions): string {
    const { state, language, messages: m } = view;
    if (language !== this.#language) this.said = '';
    this.#language = language;
    if (copied !== this.#copied) {
      this.#copied = copied;
      this.said = !copied ? '' : copied.text === undefined ? m.copied : m.copyYourself;
    }
    const subject = asksAgain ? 'asks again' : subjectOf(view);
    if (state.status === 'loading' || subject === this.#subject) return this.said;
    // The first content of the page is read where it stands; only what changes is news.
    const isNews = this.#subject !== undefined || (state.status !== 'unlinked' && state.status !== 'linked');
    this.#subject = subject;
    if (isNews) this.said = asksAgain ? m.loading : announcement(view);
    return this.said;
  }
}

/** Stays the same as long as there is nothing new to say. */
function subjectOf({ state }: View): string {
  switch (state.status) {
    case 'unlinked':
      return `unlinked ${cancelledAttempt(state)}`;
    case 'linking':
      return `linking ${state.progress?.step} ${state.progress?.looksClosed} ${state.progress?.isSlow}`;
    case 'choosing':
      return `choosing ${state.answer}`;
    case 'linked':
      return `linked ${state.known.resource.linkId} ${state.known.resource.health} ${state.known.resource.healthReason} ${cancelledAttempt(state)}`;
    default:
      return state.status;
  }
}

/** The attempt that the administrator ended; empty when there is none to tell of. */
function cancelledAttempt({ changeError }: Failures): string | undefined {
  return changeError?.code === 'cancelled' ? changeError.correlationId : '';
}

/** Text for a state. Errors are left out, as `role=alert` has announced them; after one the link is told without details. */
function announcement(view: View): string {
  const { state, messages: m } = view;
  switch (state.status) {
    case 'loading':
    case 'unavailable':
      return '';
    case 'unlinked':
    case 'linked': {
      const word = m[state.status];
      const shown = shownErrorOf(state);
      if (shown) return shown.code === 'cancelled' ? `${word}. ${explain(shown, view)}` : word;
      if (state.status === 'unlinked') return word;
      const { resource } = state.known;
      const link = `${word}: ${isolated(resource.account.name)}, ${isolated(resource.organization.name)}`;
      const warning = healthWarning(view, resource);
      return warning ? `${link}. ${warning}` : link;
    }
    case 'linking':
      if (state.progress?.step === 'checking') return state.progress.isSlow ? m.stillChecking : m.checking;
      return state.progress?.looksClosed ? m.didYouFinish : m.inWindow;
    case 'choosing':
      if (state.answer === 'link') return m.checking;
      return 'to' in state.pending ? (m.userDiffers ?? m.user) : m.choose;
    case 'unlinking':
      return m.unlinking;
  }
}
