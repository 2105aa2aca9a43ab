import { html, nothing, type TemplateResult } from 'lit';
import type { LinkedResource, Organization } from '../protocol.js';
import type * as ChangeViews from './change-views.js';
import type { Messages } from './messages.js';
import type { PanelActions } from './panel-actions.js';
import { type Known, type State, shownErrorOf } from './state.js';

export interface Panel {
  state: State;
  messages: Messages;
  /** What is needed beyond showing a link, once it is loaded; null where it can't be, whatever else went wrong. */
  more: typeof ChangeViews | null | undefined;
  /** BCP 47, for dates and lists. */
  language: string;
  headingLevel: number;
  supportUrl: string;
  /** What clicks on the buttons have led to. */
  clicked: Pick<PanelActions, 'copied' | 'asksAgain'> | undefined;
  actions: {
    link(): void;
    cancel(): void;
    refresh(): void;
    /** Loads what the buttons need. */
    prepare(): void;
    askToUnlink(): void;
  } & Partial<PanelActions['handlers']>;
}

export type Part = TemplateResult | typeof nothing;

/** Everything inside the element. */
export function panel(view: Panel, announcement = ''): TemplateResult {
  const { messages: m, headingLevel, more } = view;
  return html`
    <section
      class="panel"
      part="panel"
      aria-labelledby="heading"
      lang=${view.language}
      @pointerenter=${view.actions.prepare}
      @pointerdown=${view.actions.prepare}
      @focusin=${view.actions.prepare}
    >
      <h2 class="heading" part="heading" id="heading" tabindex="-1" aria-level=${headingLevel}>${m.heading}</h2>
      ${more?.notEntitled(view) ?? credentials(view)}
    </section>
    <p class="unseen" role="status" lang=${view.language}>${announcement}</p>
    ${more?.unlinkDialog(view) ?? nothing}
  `;
}

/** True for what the panel can't show without `more`. */
export function needsMore(state: State): boolean {
  switch (state.status) {
    case 'loading':
      return false;
    case 'linked':
      return state.known.resource.health !== 'active' || shownErrorOf(state) !== undefined;
    case 'unlinked':
      return shownErrorOf(state) !== undefined;
    default:
      return true;
  }
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
    case 'unlinked':
      return html`${badge(m.unlinked)} ${state.known.resource.canChange ? html`<p>${m.whichUser}</p>` : nothing}`;
    case 'linked':
      return html`
        ${badge(m.linked, state.known.resource.health === 'active')} ${details(view, state.known.resource)}
        ${more?.health(view, state.known.resource) ?? nothing}
      `;
    default:
      return (
        more?.progress(view) ?? (state.status === 'linking' ? html`${badge(m.linking)}<p>${m.opening}</p>` : nothing)
      );
  }
}

/**
 * What went wrong, and the next step. The region is there in every state: screen readers announce what comes into it.
 * What the administrator did on purpose is announced politely instead, with the status.
 */
export function message(view: Panel): TemplateResult {
  const { state, messages: m, more } = view;
  const shown = shownErrorOf(state);
  const isAlone = more === null && state.status !== 'linking' && needsMore(state);
  const kind = shown ? (shown.code === 'cancelled' ? 'calm' : '') : 'empty';
  return html`
    <div class="message ${kind}" part="message">
      <div role="alert">${more?.alert(view, shown) ?? (isAlone ? html`<p>${m.unavailable}</p>` : nothing)}</div>
      ${more?.nextSteps(view, shown) ?? (isAlone ? retryButton(view) : nothing)}
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
    case 'unlinked':
      return changes(view, state.known, linkButton(view, m.link));
    case 'linked':
      return changes(
        view,
        state.known,
        html`${more?.linkAgain(view, state.known.resource) ?? nothing}
          <button part="unlink-button" @click=${actions.askToUnlink}>${m.unlink}</button>`,
      );
    default:
      return (
        more?.waysOn(view) ??
        (state.status === 'linking' ? html`<p class="buttons">${cancelButton(view)}</p>` : nothing)
      );
  }
}

export function badge(text: string, isGood = false): TemplateResult {
  return html`<p class="badge ${isGood ? 'good' : ''}" part="status">${text}</p>`;
}

export function details({ messages: m, language }: Panel, resource: LinkedResource): TemplateResult {
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

export function linkButton(view: Panel, text: string): TemplateResult {
  const { actions, more } = view;
  return html`
    <button part="link-button" class="primary" @click=${actions.link}>${more?.takeOver(view) ?? text}</button>
  `;
}

export function cancelButton({ messages: m, actions }: Panel): TemplateResult {
  return html`<button part="cancel-button" @click=${actions.cancel}>${m.cancel}</button>`;
}

export function hostOf({ url }: Organization): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
