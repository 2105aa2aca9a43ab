import { html, nothing, type TemplateResult } from 'lit';
import type { LinkedResource, Organization } from '../../protocol.js';
import { type Known, offersLink, type State, shownErrorOf } from '../link/state.js';
import type { Part, Slots, View } from './view.js';

/** Everything inside the element. The slots are undefined until the chunk that fills them is there. */
export function panel(view: View, slots: Slots | undefined): TemplateResult {
  const { state, messages: m, language, headingLevel, actions } = view;
  // Nothing to link: the heading and one sentence.
  const isNotEntitled = 'askError' in state && state.askError?.code === 'not-entitled';
  return html`
    <section
      class="panel"
      part="panel"
      aria-labelledby="heading"
      lang=${language}
      @pointerenter=${actions.prepare}
      @pointerdown=${actions.prepare}
      @focusin=${actions.prepare}
    >
      <h2 class="heading" part="heading" id="heading" tabindex="-1" aria-level=${headingLevel}>${m.heading}</h2>
      ${isNotEntitled ? message(view, slots) : credentials(view, slots)}
    </section>
    <p class="unseen" role="status" lang=${language}>${slots?.announcement}</p>
    ${slots?.dialog}
  `;
}

/** True for what the panel can't show without its slots. */
export function needsSlots(state: State): boolean {
  if (state.status === 'loading') return false;
  const isPlain =
    state.status === 'unlinked' || (state.status === 'linked' && state.known.resource.health === 'active');
  return !isPlain || shownErrorOf(state) !== undefined;
}

function credentials(view: View, slots: Slots | undefined): TemplateResult {
  const { messages: m, headingLevel } = view;
  const [content, buttons] = contentOf(view, slots);
  return html`
    <div class="credentials" part="credentials" role="group" aria-labelledby="credentials">
      <div class="title">
        <h3 class="label" id="credentials" aria-level=${Math.min(headingLevel + 1, 6)}>${m.credentials}</h3>
        ${badge(view)}
      </div>
      ${content} ${message(view, slots)} ${buttons}
    </div>
  `;
}

/** A template for each text: after a page translation a text that is changed in place would stay as it was. */
function badge({ state, messages: m }: View): Part {
  switch (state.status) {
    case 'unlinked':
      return html`<p class="badge" part="status">${m.unlinked}</p>`;
    case 'linking':
      return html`<p class="badge busy" part="status">${m.linking}</p>`;
    case 'linked':
    case 'unlinking': {
      const kind = state.status === 'unlinking' ? 'busy' : state.known.resource.health === 'active' ? 'good' : 'amber';
      return html`<p class="badge ${kind}" part="status">${m.linked}</p>`;
    }
    default:
      return nothing;
  }
}

/** What stands above the message, and the buttons below it. */
function contentOf(view: View, slots: Slots | undefined): [content: Part | undefined, buttons: Part | undefined] {
  const { state, messages: m, actions } = view;
  switch (state.status) {
    case 'loading':
      return [html`<p class="skeleton"><span class="unseen">${m.loading}</span></p>`, nothing];
    case 'unlinked':
      return [
        html`${state.known.resource.canChange ? html`<p>${m.whichUser}</p>` : nothing} ${slots?.permissions}`,
        changes(slots, state.known, linkButton(view, slots, m.link)),
      ];
    case 'linked':
      return [
        html`${slots?.status} ${details(view, state.known.resource)}
          ${state.known.resource.access?.tables[0] ? html`<div class="more">${slots?.permissions}</div>` : nothing}`,
        changes(
          slots,
          state.known,
          html`${offersLink(state) ? linkButton(view, slots, m.linkAgain) : nothing} ${slots?.buttons}
            <button part="unlink-button" @click=${actions.askToUnlink}>${m.unlink}</button>`,
        ),
      ];
    case 'linking':
      return [
        slots?.status ?? html`<p>${m.opening}</p>`,
        html`<p class="buttons">${slots?.buttons} ${cancelButton(view)}</p>`,
      ];
    default:
      return [slots?.status, slots?.buttons];
  }
}

/**
 * The failure and the next step. The alert region is rendered in every state, since screen readers announce what is added to
 * it. A cancellation is announced politely instead, with the status.
 */
function message(view: View, slots: Slots | undefined): TemplateResult {
  const { state, messages: m, isIncomplete } = view;
  const isAlone = isIncomplete && state.status !== 'linking' && needsSlots(state);
  return html`
    <div class="message ${slots?.message.kind}" part="message">
      <div role="alert">${slots?.message.alert ?? (isAlone ? html`<p>${m.unavailable}</p>` : nothing)}</div>
      ${slots?.message.nextSteps ?? (isAlone ? retryButton(view) : nothing)}
    </div>
  `;
}

function retryButton({ messages: m, actions }: View): TemplateResult {
  return html`<p class="buttons"><button part="retry-button" @click=${actions.refresh}>${m.tryAgain}</button></p>`;
}

/** The texts of a link, by what the backend said of it. */
const texts = new WeakMap<LinkedResource, Text[]>();

/**
 * Other names and dates are put in place of the old ones. Lit would write into the text node that it has made, and that one is no
 * longer on the page once the page's translation has put its own elements there: the old name would stay.
 */
function textsOf(resource: LinkedResource): Text[] {
  const { account, organization, linkedBy = '' } = resource;
  const made =
    texts.get(resource) ??
    [account.name, account.username, organization.name, hostOf(organization), linkedBy].map((text) => new Text(text));
  texts.set(resource, made);
  return made;
}

export function details({ messages: m, language }: View, resource: LinkedResource): TemplateResult {
  const { linkedAt, linkedBy } = resource;
  const [name, username, environment, host, by] = textsOf(resource);
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(linkedAt));
  return html`
    <dl>
      <dt>${m.linkedDate}</dt>
      <dd><time part="linked-date" datetime=${linkedAt}>${new Text(date)}</time></dd>
      <dt>${m.user}</dt>
      <dd translate="no" part="account"><bdi>${name}</bdi> <bdi class="secondary">${username}</bdi></dd>
      <dt>${m.environment}</dt>
      <dd translate="no"><bdi>${environment}</bdi> <bdi class="secondary">${host}</bdi></dd>
      ${
        linkedBy === undefined
          ? nothing
          : html`<dt>${m.linkedBy}</dt>
            <dd translate="no"><bdi>${by}</bdi></dd>`
      }
    </dl>
  `;
}

/** The buttons that change the link, or why there are none. */
function changes(slots: Slots | undefined, { resource }: Known, buttons: TemplateResult): Part | undefined {
  return resource.canChange ? html`<p class="buttons">${buttons}</p>` : slots?.lookOnly;
}

/** Something else is advised where `slots` say so. */
function linkButton({ actions }: View, slots: Slots | undefined, text: string): TemplateResult {
  return html`
    ${slots?.advice} <button part="link-button" class=${slots?.isLinkSecond ? '' : 'primary'} @click=${actions.link}>${slots?.linkText ?? text}</button>
  `;
}

export function cancelButton({ messages: m, actions }: View): TemplateResult {
  return html`<button part="cancel-button" @click=${actions.cancel}>${m.cancel}</button>`;
}

export function hostOf({ url }: Organization): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
