import { nothing } from 'lit';
import type { LinkedResource } from '../../../protocol.js';
import { html } from '../../html.js';
import { offersLink } from '../../link/state.js';
import type { Part, View } from '../../panel/view.js';
import { unbroken } from '../texts/sentences.js';
import { fill, listPrivileges } from '../texts/wording.js';
import type { Actions } from './actions.js';

/** The slot `permissions`: what Microsoft will ask for before Link, and what the linked user may do after it. */
export function permissions(view: View, actions: Actions): Part {
  const { state, messages: m } = view;
  if (state.status === 'unlinked' && offersLink(state) && m.askedFor) return disclosure(m.askedFor, asked(view));
  if (state.status !== 'linked' || !m.userMay) return nothing;
  const { access } = state.known.resource;
  return access?.tables.length ? disclosure(m.userMay, found(view, actions, access)) : nothing;
}

/** The button that asks Dynamics 365 again, where the backend can. */
export function checkButton(
  { state, messages: m }: View,
  { checkAgain, asksAgain }: Actions,
  isAdvised: boolean,
): Part {
  if (state.status !== 'linked' || !state.known.resource.access || !m.checkAgain) return nothing;
  return html`<button class=${isAdvised ? 'primary' : ''} aria-disabled=${asksAgain} @click=${checkAgain}>
    ${m.checkAgain}
  </button>`;
}

function disclosure(summary: string, content: Part): Part {
  return html`<details><summary>${unbroken(summary)}</summary>${content}</details>`;
}

function asked({ messages: m }: View): Part {
  const reasons = [m.askedToSignIn, m.askedToStay, m.askedToAct];
  return html`<ul>${reasons.map((reason = '') => html`<li>${unbroken(reason)}</li>`)}</ul>`;
}

function found(view: View, actions: Actions, { tables, checkedAt }: NonNullable<LinkedResource['access']>): Part {
  const { messages: m, language, state } = view;
  const checked = Date.parse(checkedAt);
  const names = (has: boolean) =>
    tables.flatMap(({ table, ...may }) =>
      (['read', 'create', 'write'] as const)
        .filter((action) => (may[action] === true) === has)
        .map((action) => `prv${action[0]?.toUpperCase()}${action.slice(1)}${table}`),
    );
  const present = names(true);
  const missing = names(false);
  const isOfferedHere =
    state.status === 'linked' && state.known.resource.canChange && state.known.resource.health !== 'restricted';
  return html`
    <p>
      ${present.length ? `${listPrivileges(present, view)}.` : nothing}
      ${missing.length ? fill(m.missing, { privileges: listPrivileges(missing, view) }) : nothing}
    </p>
    <p class="buttons">
      ${Number.isNaN(checked) ? nothing : html`<span class="secondary">${fill(m.checkedOn ?? '{date}', { date: dateText(checked, language) })}</span>`}
      ${isOfferedHere ? checkButton(view, actions, false) : nothing}
    </p>
  `;
}

function dateText(date: number, language: string): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(date);
}
