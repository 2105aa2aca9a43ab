import { html, nothing, type TemplateResult } from 'lit';
import type { LinkedResource, Organization } from '../protocol.js';
import type { Attempt } from './attempt.js';
import type { LinkError } from './errors.js';
import { fill, type Messages } from './messages.js';
import { type Complaint, isLinked, type Known, type State } from './state.js';

export interface Panel {
  state: State;
  messages: Messages;
  /** BCP 47, for dates and lists. */
  language: string;
  headingLevel: number;
  supportUrl: string | undefined;
  /** The last thing that was copied. */
  copied: 'report' | 'consent' | undefined;
  actions: {
    link(): void;
    linkAnew(): void;
    askToUnlink(): void;
    unlink(): void;
    keepLink(): void;
    cancel(): void;
    choose(organizationUrl: string): void;
    copyReport(): void;
    copyConsentLink(): void;
    /** Loads what Link needs. */
    prepare(): void;
  };
}

type Part = TemplateResult | typeof nothing;

/** Everything inside the element. */
export function panel(view: Panel): TemplateResult {
  const { messages: m, headingLevel } = view;
  return html`
    <section class="panel" part="panel" aria-labelledby="heading">
      <h2 class="heading" part="heading" id="heading" aria-level=${headingLevel}>${m.heading}</h2>
      ${isNotEntitled(view.state) ? complaint(view, view.state) : credentials(view)}
    </section>
    <p class="announcement" role="status">${announcement(view)}</p>
    ${unlinkDialog(view)}
  `;
}

function isNotEntitled(state: State): state is Extract<State, { status: 'unavailable' }> {
  return state.status === 'unavailable' && state.error?.code === 'not-entitled';
}

function credentials(view: Panel): TemplateResult {
  const { messages: m, headingLevel } = view;
  return html`
    <div class="credentials" part="credentials" role="group" aria-labelledby="credentials">
      <h3 class="label" id="credentials" aria-level=${Math.min(headingLevel + 1, 6)}>${m.credentials}</h3>
      ${content(view)}
    </div>
  `;
}

function content(view: Panel): Part {
  const { state, messages: m, actions } = view;
  switch (state.status) {
    case 'loading':
      return html`<p class="skeleton">${m.loading}</p>`;
    case 'unavailable':
      return complaint(view, state);
    case 'unlinked':
      return html`
        ${badge(m.unlinked)}
        ${state.known.resource.canChange ? html`<p>${m.whichUser}</p>` : nothing}
        ${complaint(view, state)} ${changes(view, state.known, linkButton(view, m.link, state.error))}
      `;
    case 'linking':
      return html`
        ${badge(m.linking)} ${progress(view, state.attempt)}
        <p class="buttons">
          ${
            state.attempt.looksClosed
              ? html`<button part="retry-button" class="primary" @click=${actions.linkAnew}>${m.tryAgain}</button>`
              : nothing
          }
          ${
            state.attempt.canShowWindow && !state.attempt.looksClosed
              ? html`<button @click=${actions.link}>${m.showWindow}</button>`
              : nothing
          }
          ${cancelButton(view)}
        </p>
      `;
    case 'choosing':
      return html`
        <p class="question" id="choose">${m.choose}</p>
        <p>${m.chooseHint}</p>
        ${complaint(view, state)}
        <ul class="choices" aria-labelledby="choose">
          ${state.pending.organizations.map((organization) => choice(view, organization, state.isBusy))}
        </ul>
        <p class="buttons">${cancelButton(view)}</p>
      `;
    case 'linked': {
      const { resource } = state.known;
      const again = resource.health === 'active' ? nothing : linkButton(view, m.linkAgain, state.error);
      return html`
        ${badge(m.linked)} ${details(view, resource)} ${health(view, resource)} ${complaint(view, state)}
        ${changes(
          view,
          state.known,
          html`${again}<button part="unlink-button" @click=${actions.askToUnlink}>${m.unlink}</button>`,
        )}
      `;
    }
    case 'unlinking':
      return html`
        ${badge(m.linked)} ${details(view, state.known.resource)}
        <p>${m.unlinking}</p>
        <p class="buttons">${cancelButton(view)}</p>
      `;
  }
}

function badge(text: string): TemplateResult {
  return html`<p class="badge" part="status">${text}</p>`;
}

function details({ messages: m, language }: Panel, resource: LinkedResource): TemplateResult {
  const { linkedAt, linkedBy, account, organization } = resource;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(linkedAt));
  return html`
    <dl>
      <dt>${m.linkedDate}</dt>
      <dd><time part="linked-date" datetime=${linkedAt}>${date}</time></dd>
      <dt>${m.user}</dt>
      <dd part="account">${account.name} <span class="secondary">${account.username}</span></dd>
      <dt>${m.environment}</dt>
      <dd>${organization.name} <span class="secondary">${hostOf(organization)}</span></dd>
      ${
        linkedBy === undefined
          ? nothing
          : html`<dt>${m.linkedBy}</dt>
            <dd>${linkedBy}</dd>`
      }
    </dl>
  `;
}

function health({ messages: m, language }: Panel, { health: value, missingPrivileges }: LinkedResource): Part {
  if (value === 'active') return nothing;
  const text = value === 'expired' ? m.expired : value === 'restricted' ? m.restricted : m.needsAttention;
  const missing = missingPrivileges?.length && fill(m.missing, { privileges: list(missingPrivileges, language) });
  return html`<p class="warning">${text} ${missing || nothing}</p>`;
}

function progress({ messages: m }: Panel, attempt: Attempt): Part {
  switch (attempt.step) {
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

function choice({ actions }: Panel, organization: Organization, isBusy: boolean): TemplateResult {
  return html`
    <li>
      <button part="choice" ?disabled=${isBusy} @click=${() => actions.choose(organization.url)}>
        ${organization.name} <span class="secondary">${hostOf(organization)}</span>
      </button>
    </li>
  `;
}

/** The buttons that change the link, or why there are none. */
function changes({ messages: m }: Panel, { resource }: Known, buttons: TemplateResult): TemplateResult {
  return resource.canChange ? html`<p class="buttons">${buttons}</p>` : html`<p class="secondary">${m.lookOnly}</p>`;
}

function linkButton({ messages: m, actions }: Panel, text: string, error: LinkError | undefined): TemplateResult {
  return html`
    <button
      part="link-button"
      class="primary"
      @click=${actions.link}
      @pointerenter=${actions.prepare}
      @pointerdown=${actions.prepare}
      @focus=${actions.prepare}
    >
      ${error?.code === 'attempt-elsewhere' ? m.takeOver : text}
    </button>
  `;
}

function cancelButton({ messages: m, actions }: Panel): TemplateResult {
  return html`<button part="cancel-button" @click=${actions.cancel}>${m.cancel}</button>`;
}

/** What went wrong, and the next step. The region is always there, so that screen readers announce what comes into it. */
function complaint(view: Panel, { error, retry }: Complaint): TemplateResult {
  const { messages: m, actions, copied } = view;
  const isCalm = error?.code === 'cancelled';
  return html`
    <div class="message ${isCalm ? 'calm' : ''}" part="message" role=${isCalm ? 'status' : 'alert'} ?hidden=${!error}>
      ${
        error &&
        html`
        <p>${explain(error, view)}</p>
        <p class="buttons">
          ${retry ? html`<button part="retry-button" @click=${() => void retry()}>${m.tryAgain}</button>` : nothing}
          ${nextStep(view, error)}
          ${
            isCalm
              ? nothing
              : html`<button class="quiet" @click=${actions.copyReport}>
                ${copied === 'report' ? m.copied : m.copyDetails}
              </button>`
          }
        </p>
      `
      }
    </div>
  `;
}

function nextStep({ messages: m, actions, supportUrl, copied }: Panel, { code }: LinkError): Part {
  switch (code) {
    case 'admin-consent-required':
      return html`<button @click=${actions.copyConsentLink}>
        ${copied === 'consent' ? m.copied : m.copyConsentLink}
      </button>`;
    case 'framed':
      return html`<a href=${location.href} target="_blank" rel="noopener">${m.openInTab}</a>`;
    case 'not-entitled':
    case 'configuration':
    case 'internal':
    case 'backend-invalid':
    case 'invalid-request':
    case 'callback-silent':
      return supportUrl ? html`<a href=${supportUrl} target="_blank" rel="noopener">${m.contactSupport}</a>` : nothing;
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

/** What a screen reader says, politely, when the status has changed. */
function announcement({ state, messages: m }: Panel): string {
  switch (state.status) {
    case 'loading':
    case 'unavailable':
      return '';
    case 'unlinked':
      return m.unlinked;
    case 'linking':
      if (state.attempt.step === 'checking') return m.checking;
      return state.attempt.looksClosed ? m.didYouFinish : m.inWindow;
    case 'choosing':
      return m.choose;
    case 'linked':
      return `${m.linked}: ${state.known.resource.account.name}, ${state.known.resource.organization.name}`;
    case 'unlinking':
      return m.unlinking;
  }
}

function unlinkDialog({ messages: m, actions, state }: Panel): Part {
  if (!('known' in state) || !isLinked(state.known)) return nothing;
  return html`
    <dialog part="dialog" aria-labelledby="unlink-question" aria-describedby="unlink-stops unlink-remains">
      <h2 id="unlink-question">${m.unlinkQuestion}</h2>
      <p id="unlink-stops">${m.unlinkStops}</p>
      <p id="unlink-remains" class="secondary">${m.unlinkRemains}</p>
      <p class="buttons">
        <button part="dismiss-button" @click=${actions.keepLink}>${m.keepLink}</button>
        <button part="confirm-button" class="danger" @click=${actions.unlink}>${m.unlink}</button>
      </p>
    </dialog>
  `;
}

function list(items: readonly string[], language: string): string {
  return new Intl.ListFormat(language, { type: 'conjunction' }).format(items);
}

function hostOf({ url }: Organization): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
