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
  const [status, buttons] = content(view, slots);
  return html`
    <div class="credentials" part="credentials" role="group" aria-labelledby="credentials">
      <h3 class="label" id="credentials" aria-level=${Math.min(headingLevel + 1, 6)}>${m.credentials}</h3>
      ${status} ${message(view, slots)} ${buttons}
    </div>
  `;
}

/** The status, above the message, and the buttons below it. */
function content(view: View, slots: Slots | undefined): [status: Part | undefined, buttons: Part | undefined] {
  const { state, messages: m, actions } = view;
  switch (state.status) {
    case 'loading':
      return [html`<p class="skeleton"><span class="unseen">${m.loading}</span></p>`, nothing];
    case 'unlinked':
      return [
        html`${badge(m.unlinked)} ${state.known.resource.canChange ? html`<p>${m.whichUser}</p>` : nothing}`,
        changes(view, state.known, linkButton(view, slots?.linkText ?? m.link)),
      ];
    case 'linked':
      return [
        html`${linked(view, state.known.resource, state.known.resource.health === 'active')} ${slots?.status}`,
        changes(
          view,
          state.known,
          html`${offersLink(state) ? linkButton(view, slots?.linkText ?? m.linkAgain) : nothing} ${slots?.buttons}
            <button part="unlink-button" @click=${actions.askToUnlink}>${m.unlink}</button>`,
        ),
      ];
    case 'linking':
      return [
        html`${badge(m.linking)} ${slots?.status ?? html`<p>${m.opening}</p>`}`,
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
  const shown = shownErrorOf(state);
  const isAlone = isIncomplete && state.status !== 'linking' && needsSlots(state);
  const kind = shown ? (shown.code === 'cancelled' ? 'calm' : '') : 'empty';
  return html`
    <div class="message ${kind}" part="message">
      <div role="alert">${slots?.message.alert ?? (isAlone ? html`<p>${m.unavailable}</p>` : nothing)}</div>
      ${slots?.message.nextSteps ?? (isAlone ? retryButton(view) : nothing)}
    </div>
  `;
}

function retryButton({ messages: m, actions }: View): TemplateResult {
  return html`<p class="buttons"><button part="retry-button" @click=${actions.refresh}>${m.tryAgain}</button></p>`;
}

/** The badge Linked, and the link. */
export function linked(view: View, resource: LinkedResource, isGood: boolean): TemplateResult {
  return html`${badge(view.messages.linked, isGood)} ${details(view, resource)}`;
}

function badge(text: string, isGood = false): TemplateResult {
  return html`<p class="badge ${isGood ? 'good' : ''}" part="status">${text}</p>`;
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

function details({ messages: m, language }: View, resource: LinkedResource): TemplateResult {
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
function changes({ messages: m }: View, { resource }: Known, buttons: TemplateResult): TemplateResult {
  return resource.canChange ? html`<p class="buttons">${buttons}</p>` : html`<p class="secondary">${m.lookOnly}</p>`;
}

function linkButton({ actions }: View, text: Part | string): TemplateResult {
  return html`
    <button part="link-button" class="primary" @click=${actions.link}>${text}</button>
  `;
}

export function cancelButton({ messages: m, actions }: View): TemplateResult {
  return html`<button part="cancel-button" @click=${actions.cancel}>${m.cancel}</button>`;
}

export function hostOf({ url }: Organization): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
