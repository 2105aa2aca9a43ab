import type { LinkedResource, LinkResource, PendingChoice } from '../../protocol.js';
import type { WidgetError } from '../errors.js';
import type { Link } from './events.js';

/** The last good answer of the backend. */
export interface Known<Resource extends LinkResource = LinkResource> {
  resource: Resource;
  /** Undefined when the backend has yet to be asked, after a change: then there is no nonce either. */
  etag: string | undefined;
  /** Milliseconds since the epoch. */
  askedAt: number;
}

/** Progress of an attempt to link. */
export interface Progress {
  step: 'opening' | 'window' | 'checking';
  /** The window looks closed and the page has the focus. A hint and no more: under COOP every window looks closed. */
  looksClosed: boolean;
  /** The POST had to be repeated. */
  isSlow: boolean;
  /** The window can be brought to the front. */
  canShowWindow: boolean;
  /** The page has the focus, and the window may be hidden behind it. */
  isBehind: boolean;
}

/** Posts a code again that is still good. */
export interface Retry {
  /** The code is for this link and account; for any other it must not be posted. */
  etag: string | undefined;
  run(): Promise<unknown>;
  /** Drops the code. */
  forget(): void;
}

export interface Failures {
  /** Of the last change that was asked for, or of the settings. */
  changeError?: WidgetError | undefined;
  /** The action of *Try again* after `changeError`; undefined where it can only ask the backend. */
  retry?: Retry | undefined;
  /** Of the last question to the backend. */
  askError?: WidgetError | undefined;
}

/** Every state of the panel: plain snapshots, which only the controller sets. */
export type State =
  | { status: 'loading' }
  /** Nothing is known: the backend could not be asked. */
  | ({ status: 'unavailable' } & Failures)
  | ({ status: 'unlinked'; known: Known } & Failures)
  | ({ status: 'linked'; known: Known<LinkedResource> } & Failures)
  /** `progress` is undefined while the chunk for it is on its way. */
  | { status: 'linking'; known: Known; progress?: Progress }
  /** `answer`: the one that is on its way, the choice or its cancellation. */
  | ({ status: 'choosing'; known: Known; pending: PendingChoice; answer?: 'link' | 'dismiss' } & Failures)
  | { status: 'unlinking'; known: Known<LinkedResource> };

/** The state that follows from what is known when no change is under way. */
export function settledState(known: Known, failures: Failures = {}): State {
  const { status, pending, canChange } = known.resource;
  return pending && canChange
    ? { status: 'choosing', known, pending, ...failures }
    : ({ status, known, ...failures } as State);
}

/** True while a change is under way: its outcome brings the news. */
export function isChanging(state: State): boolean {
  return state.status === 'linking' || state.status === 'unlinking' || ('answer' in state && !!state.answer);
}

export function isLinked(known: Known): known is Known<LinkedResource> {
  return known.resource.status === 'linked';
}

export function linkIdOf(known: Known): string | undefined {
  return isLinked(known) ? known.resource.linkId : undefined;
}

/** The part of a link that hosts see. */
export function linkOf({ resource }: Known<LinkedResource>): Link {
  const {
    status: _status,
    nonce: _nonce,
    canChange: _canChange,
    pending: _pending,
    accountTag: _accountTag,
    ...link
  } = resource;
  return link;
}

export function failuresOf(state: State): Failures {
  return 'changeError' in state || 'askError' in state ? state : {};
}

/** The one failure that the panel tells. */
export function shownErrorOf(state: State): WidgetError | undefined {
  const { changeError, askError } = failuresOf(state);
  return changeError ?? askError;
}

/** True when the portal's session works for another VCC account than the page shows. */
export function isOfAnotherAccount(error: WidgetError): boolean {
  return error.details.reason === 'account';
}

/** The state after the backend could not be asked: what was known is kept, unless the user may not know it any more. */
export function withAskError(state: State, askError: WidgetError): State {
  return 'known' in state && askError.code !== 'not-entitled' && !isOfAnotherAccount(askError)
    ? ({ ...state, askError } as State)
    : { status: 'unavailable', askError };
}

/** Link, or Link again where the link no longer works: changing a working link is Unlink, then Link. */
export function offersLink(state: State): state is Extract<State, { status: 'unlinked' | 'linked' }> {
  if (state.status !== 'unlinked' && state.status !== 'linked') return false;
  const { resource } = state.known;
  return resource.canChange && (resource.status === 'unlinked' || resource.health !== 'active');
}
