import { html, nothing, type TemplateResult } from 'lit';
import type { LinkedResource, Organization } from '../protocol.js';
import type * as ChangeViews from './change-views.js';
import type { Messages } from './messages.js';
import type { PanelActions } from './panel-actions.js';
import { complaintOf, isTakeOver, type Known, type State } from './state.js';

export interface Panel {
  state: State;
  messages: Messages;
  /** What is needed beyond showing a link, once it is loaded. */
  more: typeof ChangeViews | undefined;
  /** It could not be loaded: then the same thing is wrong with whatever else went wrong. */
  isMoreMissing: boolean;
  /** BCP 47, for dates and lists. */
  language: string;
  headingLevel: number;
  supportUrl: string;
  /** What was copied last; with `text` where the browser did not allow it. */
  copied: { what: 'report' | 'consent'; text?: string } | undefined;
  actions: {
    link(): void;
    cancel(): void;
    refresh(): void;
    /** Loads what Link needs. */
    prepare(): void;
    /** Loads what Unlink needs. */
    load(): void;
    askToUnlink(): void;
  } & Partial<Pick<PanelActions, 'linkAnew' | 'unlink' | 'keepLink' | 'choose' | 'copyReport' | 'copyConsentLink'>>;
}

export type Part = TemplateResult | typeof nothing;

/** Everything inside the element. */
export function panel(view: Panel, announcement = ''): TemplateResult {
  const { messages: m, headingLevel, more } = view;
  return html`
    <section class="panel" part="panel" aria-labelledby="heading" lang=${view.language}>
      <h2 class="heading" part="heading" id="heading" tabindex="-1" aria-level=${headingLevel}>${m.heading}</h2>
      ${isNotEntitled(view.state) ? message(view) : credentials(view)}
    </section>
    <p class="unseen" role="status" lang=${view.language}>${announcement}</p>
    ${more?.unlinkDialog(view) ?? nothing}
  `;
}

/** True for what the panel can't show without `more`. */
export function needsMore({ status, ...state }: State): boolean {
  const { error, trouble } = complaintOf({ status, ...state } as State);
  const isIll =
    status === 'linked' &&
    'known' in state &&
    'health' in state.known.resource &&
    state.known.resource.health !== 'active';
  return isIll || error !== undefined || trouble !== undefined || !['loading', 'unlinked', 'linked'].includes(status);
}

function isNotEntitled(state: State): boolean {
  return state.status === 'unavailable' && state.trouble?.code === 'not-entitled';
}

function credentials(view: Panel): TemplateResult {
  const { messages: m, headingLevel } = view;
  return html`
    <div class="credentials" part="credentials" role="group" aria-labelledby="credentials">
      <h3 class="label" id="credentials" aria-level=${Math.min(headingLevel + 1, 6)}>${m.credentials}</h3>
      ${status(view)} ${message(view)} ${choices(view)}
    </div>
  `;
}

/** What is, above what went wrong. */
function status(view: Panel): Part {
  const { state, messages: m, more } = view;
  switch (state.status) {
    case 'loading':
      return html`<p class="skeleton"><span class="unseen">${m.loading}</span></p>`;
    case 'unavailable':
      return nothing;
    case 'unlinked':
      return html`${badge(m.unlinked)} ${state.known.resource.canChange ? html`<p>${m.whichUser}</p>` : nothing}`;
    case 'linking':
      return html`${badge(m.linking)} ${more?.progress(view, state.attempt) ?? html`<p>${m.opening}</p>`}`;
    case 'choosing':
      return more?.choosing(view) ?? nothing;
    case 'linked':
      return html`
        ${badge(m.linked, state.known.resource.health === 'active')} ${details(view, state.known.resource)}
        ${more?.health(view, state.known.resource) ?? nothing}
      `;
    case 'unlinking':
      return html`${badge(m.linked)} ${details(view, state.known.resource)}`;
  }
}

/**
 * What went wrong, and the next step. The region is there in every state: screen readers announce what comes into it.
 * What the administrator did on purpose is announced politely instead, with the status.
 */
function message(view: Panel): TemplateResult {
  const { error = undefined, trouble } = complaintOf(view.state);
  const shown = error ?? trouble;
  const { messages: m, more, isMoreMissing } = view;
  const isAlone = isMoreMissing && shown !== undefined;
  const kind = shown ? (shown.code === 'cancelled' ? 'calm' : '') : 'empty';
  return html`
    <div class="message ${kind}" part="message">
      <div role="alert">${more ? more.alert(view, shown) : isAlone ? html`<p>${m.unavailable}</p>` : nothing}</div>
      ${more ? more.nextSteps(view, shown) : isAlone ? retryButton(view) : nothing}
    </div>
  `;
}

function retryButton({ messages: m, actions }: Panel): TemplateResult {
  return html`<p class="buttons"><button part="retry-button" @click=${actions.refresh}>${m.tryAgain}</button></p>`;
}

/** What can be done, below it. */
function choices(view: Panel): Part {
  const { state, messages: m, actions, more } = view;
  switch (state.status) {
    case 'loading':
    case 'unavailable':
      return nothing;
    case 'unlinked':
      return changes(view, state.known, linkButton(view, m.link));
    case 'linking':
      return html`<p class="buttons">${more?.windowButtons(view, state.attempt) ?? nothing} ${cancelButton(view)}</p>`;
    case 'choosing':
      return html`${more?.environments(view) ?? nothing}<p class="buttons">${cancelButton(view)}</p>`;
    case 'linked': {
      const again = state.known.resource.health === 'active' ? nothing : linkButton(view, m.linkAgain);
      return changes(
        view,
        state.known,
        html`${again}<button part="unlink-button" @click=${actions.askToUnlink} @pointerenter=${actions.load} @focus=${actions.load}>
            ${m.unlink}
          </button>`,
      );
    }
    case 'unlinking':
      return html`<p class="buttons">${cancelButton(view)} ${m.unlinking}</p>`;
  }
}

function badge(text: string, isGood = false): TemplateResult {
  return html`<p class="badge ${isGood ? 'good' : ''}" part="status">${text}</p>`;
}

function details({ messages: m, language }: Panel, resource: LinkedResource): TemplateResult {
  const { linkedAt, linkedBy, account, organization } = resource;
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(linkedAt));
  return html`
    <dl>
      <dt>${m.linkedDate}</dt>
      <dd><time part="linked-date" datetime=${linkedAt}>${date}</time></dd>
      <dt>${m.user}</dt>
      <dd part="account"><bdi>${account.name}</bdi> <bdi class="secondary">${account.username}</bdi></dd>
      <dt>${m.environment}</dt>
      <dd><bdi>${organization.name}</bdi> <bdi class="secondary">${hostOf(organization)}</bdi></dd>
      ${
        linkedBy === undefined
          ? nothing
          : html`<dt>${m.linkedBy}</dt>
            <dd><bdi>${linkedBy}</bdi></dd>`
      }
    </dl>
  `;
}

/** The buttons that change the link, or why there are none. */
function changes({ messages: m }: Panel, { resource }: Known, buttons: TemplateResult): TemplateResult {
  return resource.canChange ? html`<p class="buttons">${buttons}</p>` : html`<p class="secondary">${m.lookOnly}</p>`;
}

function linkButton({ messages: m, actions, state }: Panel, text: string): TemplateResult {
  return html`
    <button
      part="link-button"
      class="primary"
      @click=${actions.link}
      @pointerenter=${actions.prepare}
      @pointerdown=${actions.prepare}
      @focus=${actions.prepare}
    >
      ${isTakeOver(complaintOf(state).error) ? m.takeOver : text}
    </button>
  `;
}

function cancelButton({ messages: m, actions }: Panel): TemplateResult {
  return html`<button part="cancel-button" @click=${actions.cancel}>${m.cancel}</button>`;
}

export function hostOf({ url }: Organization): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
