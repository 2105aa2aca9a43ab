import { nothing, type TemplateResult } from 'lit';
import type { WidgetError } from '../../errors.js';
import { html } from '../../html.js';
import { failuresOf, isOfAnotherAccount, shownErrorOf } from '../../link/state.js';
import type { Part, Slots, View } from '../../panel/view.js';
import { helpFor } from '../failure-rules.js';
import { titled } from '../texts/sentences.js';
import { explain } from '../texts/wording.js';
import type { Actions, Copied } from './actions.js';
import { privilegeNames } from './privilege-names.js';

/** The slot `message`. */
export function failure(view: View, actions: Actions): Slots['message'] {
  const shown = shownErrorOf(view.state);
  if (!shown) return { kind: 'empty', alert: nothing, nextSteps: nothing };
  const { asksAgain } = actions;
  const sentence = html`<p>${asksAgain ? view.messages.loading : titled(explain(shown, view), view.language)}</p>`;
  const isPolite = shown.code === 'cancelled' || asksAgain;
  // No alarm: what the administrator did on purpose, and what was never to be had.
  const isCalm = ['cancelled', 'not-entitled'].includes(shown.code);
  return {
    kind: isCalm ? 'calm' : 'alarm',
    alert: isPolite ? nothing : sentence,
    nextSteps: nextSteps(view, actions, shown, isPolite ? sentence : nothing),
  };
}

function nextSteps(view: View, actions: Actions, shown: WidgetError, sentence: Part): TemplateResult {
  const { messages: m, state } = view;
  const { copied, asksAgain } = actions;
  const { retry, askError } = failuresOf(state);
  const tryAgain = retry ? () => void retry.run() : askError && askError.code !== 'not-entitled' && actions.refresh;
  const report = html`<button class="quiet" @click=${actions.copyReport}>
    ${wasCopied(copied, 'report') ? m.copied : m.copyDetails}
  </button>`;
  return html`
    ${sentence} ${privilegeNames(shown.details.missingPrivileges)}
    <p class="buttons">
      ${isOfAnotherAccount(shown) ? html`<button class="primary" @click=${reload}>${m.reload}</button>` : nothing}
      ${tryAgain ? html`<button part="retry-button" class="primary" aria-disabled=${asksAgain} @click=${tryAgain}>${m.tryAgain}</button>` : nothing}
      ${help(view, actions, shown)} ${shown.code === 'cancelled' ? nothing : report}
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

function help({ messages: m, supportUrl }: View, { copied, copyConsentLink }: Actions, error: WidgetError): Part {
  const support = safeUrl(supportUrl);
  switch (helpFor(error)) {
    case 'consent-link':
      return html`<button @click=${copyConsentLink}>
        ${wasCopied(copied, 'consent') ? m.copied : m.copyConsentLink}
      </button>`;
    case 'own-tab':
      return html`<a href=${location.href} target="_blank" rel="noopener">${m.openInTab}</a>`;
    case 'support':
      return support ? html`<a href=${support} target="_blank" rel="noopener">${m.contactSupport}</a>` : nothing;
    default:
      return nothing;
  }
}

function reload(): void {
  location.reload();
}

function wasCopied(copied: Copied | undefined, what: Copied['what']): boolean {
  return copied?.what === what && copied.text === undefined;
}

/** Returns undefined for URLs that a browser would run instead of opening. */
function safeUrl(url: string): string | undefined {
  if (!url || !URL.canParse(url, location.href)) return undefined;
  const { href, protocol } = new URL(url, location.href);
  return ['https:', 'http:', 'mailto:', 'tel:'].includes(protocol) ? href : undefined;
}
