import type { LinkErrorCode, WidgetError } from '../errors.js';
import { type Failures, failuresOf, isOfAnotherAccount, type Known, linkIdOf, type State } from '../link/state.js';

/** Milliseconds before the first repetition, and the most between two. */
const firstPause = 1_000;
const longestPause = 30_000;

/** The most that a server may ask for, in milliseconds. */
const longestAskedFor = 60 * 60_000;

interface FailureRule {
  /** The request may have been carried out, or will be: the identical POST is sent again. */
  repeats?: true;
  /** The change may have been made despite this failure; the link shows it. */
  mayHaveHappened?: true;
  /** The code is still good: *Try again* posts it again. */
  keepsCode?: true;
  /** A good answer of the backend disproves it. */
  endsWithGoodAnswer?: true;
  /** Asking again is of no use before somebody has acted. */
  waitsForSomebody?: true;
  /** The help that the panel offers below the sentence. */
  help?: 'support' | 'consent-link' | 'own-tab';
}

/** The consequences of each error code. */
const rules = {
  // No good answer of the backend
  'backend-unreachable': { repeats: true, mayHaveHappened: true, keepsCode: true, endsWithGoodAnswer: true },
  'backend-invalid': {
    repeats: true,
    mayHaveHappened: true,
    keepsCode: true,
    endsWithGoodAnswer: true,
    help: 'support',
  },
  'too-many-requests': { repeats: true, mayHaveHappened: true, keepsCode: true, endsWithGoodAnswer: true },
  'in-progress': { repeats: true, mayHaveHappened: true, keepsCode: true },
  internal: { mayHaveHappened: true, keepsCode: true, help: 'support' },
  'identity-provider-unavailable': { keepsCode: true },
  'dynamics-unavailable': { keepsCode: true },
  // The portal's session, account and installation
  'not-signed-in': { keepsCode: true, endsWithGoodAnswer: true, waitsForSomebody: true },
  'not-entitled': { waitsForSomebody: true, help: 'support' },
  'session-changed': {},
  changed: {},
  'invalid-request': { help: 'support' },
  configuration: { help: 'support' },
  framed: { help: 'own-tab' },
  // The sign-in
  cancelled: { mayHaveHappened: true },
  'popup-blocked': {},
  'storage-blocked': {},
  'attempt-elsewhere': {},
  'sign-in-timeout': {},
  'callback-silent': { help: 'support' },
  'consent-declined': {},
  'admin-consent-required': { help: 'consent-link' },
  'sign-in-failed': {},
  'code-rejected': {},
  // The Dynamics 365 user
  'wrong-account': {},
  'insufficient-privileges': {},
  'environment-blocked': {},
  'already-linked-elsewhere': {},
  'no-organization': {},
  'organization-choice-required': {},
  'user-differs': {},
  'choice-expired': {},
} satisfies Record<LinkErrorCode, FailureRule>;

const ruleOf = ({ code }: WidgetError): FailureRule => rules[code];

export const repeats = (error: WidgetError) => ruleOf(error).repeats;
/** The backend did not get the request: repeating it at once is of no use. A gateway's 5xx may hide what the backend did. */
export function isRefused({ details: { reason, answered } }: WidgetError): boolean {
  return reason === 'refused' && answered?.status !== undefined && answered.status < 500;
}

/** A good answer to GET says nothing about these. */
const isBeyondGoodAnswer = ({ details: { reason, answered } }: WidgetError) =>
  reason === 'not-loaded' || answered?.besideGet;

export const mayHaveHappened = (error: WidgetError) => ruleOf(error).mayHaveHappened;
export const keepsCode = (error: WidgetError) => ruleOf(error).keepsCode;
export const helpFor = (error: WidgetError) => ruleOf(error).help;

/** True when Link ends the attempt that is under way in another tab or element. */
export function takesOver(changeError: WidgetError | undefined): boolean {
  return changeError?.code === 'attempt-elsewhere' && changeError.details.reason !== 'portal';
}

/**
 * The failures that stay on the panel after a good answer: those that it does not disprove, while the link is the same.
 *
 * @param forgetsError true when the host or the administrator asked again
 */
export function failuresToKeep(state: State, known: Known, forgetsError: boolean): Failures {
  const { changeError, retry } = failuresOf(state);
  if (!changeError || !('known' in state)) return {};
  // A sign-in that waits for the portal's login is kept when the host asks again after that login.
  if (retry?.etag === known.etag) return { changeError, retry };
  if (retry) {
    retry.forget();
    return {};
  }
  const isDisproved = ruleOf(changeError).endsWithGoodAnswer && !isBeyondGoodAnswer(changeError);
  const isOver = forgetsError || isDisproved || linkIdOf(state.known) !== linkIdOf(known);
  return isOver ? {} : { changeError };
}

/**
 * Milliseconds until the backend is asked again; undefined where that is of no use before somebody has acted.
 *
 * @param failedAsks how often it was asked in vain before
 */
export function pauseBeforeAsking(askError: WidgetError | undefined, failedAsks: number): number | undefined {
  if (askError && (ruleOf(askError).waitsForSomebody || isOfAnotherAccount(askError))) return undefined;
  return pauseBefore(failedAsks, askError);
}

/**
 * Milliseconds before the n-th repetition: doubling, with jitter so that many pages don't come back at once, and never
 * shorter than the server asked for.
 *
 * @param repetition 0 for the first
 */
export function pauseBefore(repetition: number, error: WidgetError | undefined): number {
  const { retryAfter = 0 } = error?.details ?? {};
  const spread = 0.5 + Math.random() / 2;
  return Math.max(
    Math.min(longestAskedFor, retryAfter * 1000),
    Math.min(longestPause, firstPause * 2 ** repetition) * spread,
  );
}
