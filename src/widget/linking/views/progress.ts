import { nothing, type TemplateResult } from 'lit';
import type { LinkedAccount, Organization, PendingReplacement } from '../../../protocol.js';
import { html } from '../../html.js';
import { offersLink, type Progress } from '../../link/state.js';
import type { Messages } from '../../messages/messages.js';
import { cancelButton, details, hostOf } from '../../panel/panel.js';
import type { Part, View } from '../../panel/view.js';
import { titled, unbroken, withNames } from '../texts/sentences.js';
import { healthWarning } from '../texts/wording.js';
import type { Actions } from './actions.js';
import { privilegeNames } from './privilege-names.js';

const progressBar = html`<div class="progress"></div>`;

/** The slot `status`: health, and the progress of a change. */
export function status(view: View): Part {
  const { state, messages: m } = view;
  switch (state.status) {
    case 'linked': {
      const { resource } = state.known;
      const warning = healthWarning(view, resource);
      if (!warning) return nothing;
      return html`<div class="warning">
        ${m.actionNeeded ? html`<strong>${m.actionNeeded}</strong>${unbroken(warning)}` : titled(warning, view.language)}
        ${privilegeNames(resource.missingPrivileges)}
      </div>`;
    }
    case 'linking':
      return linking(view, state.progress);
    case 'choosing':
      return 'to' in state.pending
        ? replacement(m, state.pending)
        : html`
            <p class="question" id="choose">${m.choose}</p>
            ${userOf(m, state.pending.account)}
            <p>${unbroken(`${m.chooseHint} ${m.chooseWithin ?? ''}`)}</p>
          `;
    case 'unlinking':
      return html`${progressBar} ${details(view, state.known.resource)}`;
    default:
      return nothing;
  }
}

function linking({ messages: m }: View, progress: Progress | undefined): Part {
  switch (progress?.step) {
    case undefined:
    case 'opening':
      return html`${progressBar}<p>${m.opening}</p>`;
    case 'window':
      return html`
        ${progressBar} ${progress.looksClosed ? html`<p class="question">${m.didYouFinish}</p>` : html`<p>${unbroken(m.inWindow)}</p>`}
        ${whereToLook(m, progress)}
      `;
    case 'checking':
      return html`${progressBar}<p>${unbroken(progress.isSlow ? m.stillChecking : m.checking)}</p>`;
  }
}

/** Where COOP hides the window, it may be anywhere: nobody can tell, unless it was seen and then closed. */
function whereToLook(m: Messages, { canShowWindow, isBehind, looksClosed }: Progress): Part {
  if (canShowWindow ? !isBehind : looksClosed && !isBehind) return nothing;
  const text = (canShowWindow && m.windowIsBehind) || m.whereIsWindow;
  return html`<p class="secondary">${text}</p>`;
}

/** The slot `buttons`, for the same states. */
export function buttons(view: View, actions: Actions): Part {
  const { state, messages: m } = view;
  switch (state.status) {
    case 'linked':
      return anotherUserButton(view, actions);
    case 'linking':
      return windowButton(view, actions, state.progress);
    case 'choosing':
      if ('to' in state.pending) return replacementButtons(view, actions, state.answer);
      return html`
        <ul class="choices" role="list" aria-labelledby="choose">
          ${state.pending.organizations.map((organization) => environment(actions, organization, !!state.answer))}
        </ul>
        ${state.answer === 'link' ? progressBar : nothing}
        <p class="buttons">${cancelButton(view)} ${state.answer === 'link' ? m.checking : nothing}</p>
      `;
    case 'unlinking':
      return html`<p class="buttons">${cancelButton(view)} ${m.unlinking}</p>`;
    default:
      return nothing;
  }
}

/** Offers *Show the window* while it is certainly open, else *Try again*. */
function windowButton({ messages: m, actions }: View, { linkAnew }: Actions, progress: Progress | undefined): Part {
  if (progress?.step !== 'window') return nothing;
  return progress.canShowWindow
    ? html`<button @click=${actions.link}>${m.showWindow}</button>`
    : html`<button part="retry-button" class=${progress.looksClosed ? 'primary' : ''} @click=${linkAnew}>
        ${m.tryAgain}
      </button>`;
}

/** A link that no longer works is linked again with the same user, unless another one is meant. */
function anotherUserButton({ state, messages: m }: View, { linkAnotherUser }: Actions): Part {
  return offersLink(state) ? html`<button @click=${linkAnotherUser}>${m.anotherUser}</button>` : nothing;
}

function replacement(m: Messages, { from, to }: PendingReplacement): Part {
  const names = { from: nameOf(from), to: nameOf(to) };
  return html`
    <p class="question" id="choose">${m.userDiffers ?? m.user}</p>
    <p>${withNames(m.userDiffersHint ?? '{from} → {to}', names)}</p>
  `;
}

function replacementButtons(view: View, { replace }: Actions, answer: 'link' | 'dismiss' | undefined): Part {
  const { messages: m, actions } = view;
  return html`
    <p class="buttons">
      <button part="cancel-button" @click=${actions.cancel}>${m.keepLink}</button>
      <button part="replace-button" class="primary" aria-disabled=${!!answer} @click=${replace}>
        ${m.replaceUser ?? m.link}
      </button>
      ${answer === 'link' ? m.checking : nothing}
    </p>
  `;
}

function userOf(m: Messages, account: LinkedAccount | undefined): Part {
  return account ? html`<p>${m.user}: <bdi translate="no">${nameOf(account)}</bdi></p>` : nothing;
}

function nameOf({ name, username }: LinkedAccount): string {
  return name === username ? name : `${name} (${username})`;
}

function environment({ choose }: Actions, organization: Organization, isBusy: boolean): TemplateResult {
  return html`
    <li>
      <button part="choice" aria-disabled=${isBusy} @click=${() => choose(organization.url)}>
        <bdi translate="no">${organization.name}</bdi> <bdi class="secondary" translate="no">${hostOf(organization)}</bdi>
      </button>
    </li>
  `;
}
