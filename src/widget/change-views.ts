import { html, nothing, type TemplateResult } from 'lit';
import type { LinkedResource, Organization } from '../protocol.js';
import type { Attempt } from './attempt.js';
import { isTakeOver } from './complaints.js';
import type { LinkError } from './errors.js';
import { fill } from './fill.js';
import { badge, cancelButton, details, hostOf, linkButton, message, type Panel, type Part } from './panel.js';
import { safeUrl } from './panel-actions.js';
import { complaintOf, isLinked, shownErrorOf } from './state.js';

export function health(view: Panel, resource: LinkedResource): Part {
  const warning = warningOf(view, resource);
  return warning ? html`<p class="warning">${warning}</p>` : nothing;
}

/** Why the link no longer works, and what to do about it; empty while it does. */
function warningOf({ messages: m, language }: Panel, { health: value, missingPrivileges }: LinkedResource): string {
  if (value === 'active') return '';
  const text = value === 'expired' ? m.expired : value === 'restricted' ? m.restricted : m.needsAttention;
  if (!missingPrivileges?.length) return text;
  return `${text} ${fill(m.missing, { privileges: list(missingPrivileges, language) })}`;
}

/** The heading and one sentence, for those who have nothing to link. */
export function notEntitled(view: Panel): TemplateResult | undefined {
  const { state } = view;
  const isMeant = state.status === 'unavailable' && shownErrorOf(state)?.code === 'not-entitled';
  return isMeant ? message(view) : undefined;
}

/** Beside Unlink, where the link no longer works. */
export function linkAgain(view: Panel, { health }: LinkedResource): Part {
  return health === 'active' ? nothing : linkButton(view, view.messages.linkAgain);
}

/** What is under way. */
export function progress(view: Panel): Part {
  const { state, messages: m } = view;
  switch (state.status) {
    case 'linking':
      return html`${badge(m.linking)} ${linking(view, state.attempt)}`;
    case 'choosing':
      return html`
        <p class="question" id="choose">${m.choose}</p>
        <p>${m.chooseHint}</p>
      `;
    case 'unlinking':
      return html`${badge(m.linked)} ${details(view, state.known.resource)}`;
    default:
      return nothing;
  }
}

function linking({ messages: m }: Panel, attempt: Attempt | undefined): Part {
  switch (attempt?.step) {
    case undefined:
    case 'opening':
      return html`<p>${m.opening}</p>`;
    case 'window':
      if (attempt.looksClosed) return html`<p class="question">${m.didYouFinish}</p>`;
      return html`
        <p>${m.inWindow}</p>
        ${attempt.canShowWindow ? nothing : html`<p class="secondary">${m.whereIsWindow}</p>`}
      `;
    case 'checking':
      return html`<p>${attempt.isSlow ? m.stillChecking : m.checking}</p>`;
  }
}

/** What can be done about it. */
export function waysOn(view: Panel): Part {
  const { state, messages: m } = view;
  switch (state.status) {
    case 'linking':
      return html`<p class="buttons">${windowButton(view, state.attempt)} ${cancelButton(view)}</p>`;
    case 'choosing':
      return html`
        <ul class="choices" role="list" aria-labelledby="choose">
          ${state.pending.organizations.map((organization) => environment(view, organization, !!state.answer))}
        </ul>
        <p class="buttons">${cancelButton(view)} ${state.answer === 'link' ? m.checking : nothing}</p>
      `;
    case 'unlinking':
      return html`<p class="buttons">${cancelButton(view)} ${m.unlinking}</p>`;
    default:
      return nothing;
  }
}

/** Try again wherever the window may be gone, Show the window where it certainly is not. */
function windowButton({ messages: m, actions }: Panel, attempt: Attempt | undefined): Part {
  if (attempt?.step !== 'window') return nothing;
  return attempt.canShowWindow
    ? html`<button @click=${actions.link}>${m.showWindow}</button>`
    : html`<button part="retry-button" class=${attempt.looksClosed ? 'primary' : ''} @click=${actions.linkAnew}>
        ${m.tryAgain}
      </button>`;
}

/** What Link is called when it ends an attempt elsewhere. */
export function takeOver({ state, messages: m }: Panel): string | undefined {
  return isTakeOver(complaintOf(state).error) ? m.takeOver : undefined;
}

function environment({ actions }: Panel, organization: Organization, isBusy: boolean): TemplateResult {
  return html`
    <li>
      <button part="choice" aria-disabled=${isBusy} @click=${() => actions.choose?.(organization.url)}>
        <bdi>${organization.name}</bdi> <bdi class="secondary">${hostOf(organization)}</bdi>
      </button>
    </li>
  `;
}

/** True for what is no alarm: what the administrator did on purpose, and what is being asked again. */
function isCalm({ clicked }: Panel, { code }: LinkError): boolean {
  return code === 'cancelled' || !!clicked?.asksAgain;
}

/** The sentence that is announced at once; empty for what is no alarm. */
export function alert(view: Panel, shown: LinkError | undefined): Part {
  return shown && !isCalm(view, shown) ? html`<p>${explain(shown, view)}</p>` : nothing;
}

/** Below the sentence: what to do now. */
export function nextSteps(view: Panel, shown: LinkError | undefined): Part {
  if (!shown) return nothing;
  const { messages: m, actions } = view;
  const { copied, asksAgain = false } = view.clicked ?? {};
  const { retry, trouble } = complaintOf(view.state);
  const tryAgain = retry ? () => void retry.run() : trouble && trouble.code !== 'not-entitled' && actions.refresh;
  const report = html`<button class="quiet" @click=${actions.copyReport}>
    ${copied?.what === 'report' && copied.text === undefined ? m.copied : m.copyDetails}
  </button>`;
  return html`
    ${isCalm(view, shown) ? html`<p>${asksAgain ? m.loading : explain(shown, view)}</p>` : nothing}
    <p class="buttons">
      ${tryAgain ? html`<button part="retry-button" aria-disabled=${asksAgain} @click=${tryAgain}>${m.tryAgain}</button>` : nothing}
      ${nextStep(view, shown)} ${shown.code === 'cancelled' ? nothing : report}
    </p>
    ${
      copied?.text === undefined
        ? nothing
        : html`<label class="secondary"
            >${m.copyYourself}<textarea readonly rows="4" .value=${copied.text}></textarea>
          </label>`
    }
  `;
}

function nextStep({ messages: m, actions, supportUrl, clicked }: Panel, { code }: LinkError): Part {
  const support = safeUrl(supportUrl);
  switch (code) {
    case 'admin-consent-required':
      return html`<button @click=${actions.copyConsentLink}>
        ${clicked?.copied?.what === 'consent' && clicked.copied.text === undefined ? m.copied : m.copyConsentLink}
      </button>`;
    case 'framed':
      return html`<a href=${location.href} target="_blank" rel="noopener">${m.openInTab}</a>`;
    case 'not-entitled':
    case 'configuration':
    case 'internal':
    case 'backend-invalid':
    case 'invalid-request':
    case 'callback-silent':
      return support ? html`<a href=${support} target="_blank" rel="noopener">${m.contactSupport}</a>` : nothing;
    default:
      return nothing;
  }
}

/** The sentence for an error, in the panel's language. */
export function explain(error: LinkError, { messages, language }: Pick<Panel, 'messages' | 'language'>): string {
  const { reason, missingPrivileges = [] } = error.details;
  const detailed = `${error.code}/${reason}`;
  const { errors } = messages;
  const text = Object.hasOwn(errors, detailed) ? errors[detailed as keyof typeof errors] : errors[error.code];
  return fill(text, { privileges: list(missingPrivileges, language) });
}

/** What a screen reader says, politely, when there is news. What failed it has said at once: that link is none. */
export function announcement(view: Panel): string {
  const { state, messages: m } = view;
  if (view.clicked?.asksAgain) return m.loading;
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
      const link = `${word}: ${resource.account.name}, ${resource.organization.name}`;
      return resource.health === 'active' ? link : `${link}. ${warningOf(view, resource)}`;
    }
    case 'linking':
      if (state.attempt?.step === 'checking') return state.attempt.isSlow ? m.stillChecking : m.checking;
      return state.attempt?.looksClosed ? m.didYouFinish : m.inWindow;
    case 'choosing':
      return state.answer === 'link' ? m.checking : m.choose;
    case 'unlinking':
      return m.unlinking;
  }
}

export function unlinkDialog({ messages: m, language, actions, state }: Panel): Part {
  if (!('known' in state) || !isLinked(state.known) || !state.known.resource.canChange) return nothing;
  return html`
    <dialog part="dialog" lang=${language} aria-labelledby="unlink-question" aria-describedby="unlink-stops unlink-remains">
      <h2 id="unlink-question" tabindex="-1">${fill(m.unlinkQuestion, { name: state.known.resource.account.name })}</h2>
      <p id="unlink-stops">${m.unlinkStops}</p>
      <p id="unlink-remains" class="secondary">${m.unlinkRemains}</p>
      <p class="buttons">
        <button part="dismiss-button" autofocus @click=${actions.keepLink}>${m.keepLink}</button>
        <button part="confirm-button" class="danger" @click=${actions.unlink}>${m.unlink}</button>
      </p>
    </dialog>
  `;
}

function list(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}
