import type { LinkedResource, LinkResource, PendingChoice } from '../protocol.js';
import type { Attempt } from './attempt.js';
import type { LinkError } from './errors.js';
import type { Link } from './events.js';

/** What the backend last said, and when. */
export interface Known<Resource extends LinkResource = LinkResource> {
  resource: Resource;
  /** Undefined when the backend has yet to be asked, after a change: then there is no nonce either. */
  etag: string | undefined;
  /** Milliseconds since the epoch. */
  askedAt: number;
}

/** What went wrong. */
export interface Complaint {
  /** With the last change that was asked for. */
  error?: LinkError | undefined;
  /** What *Try again* does about `error`, where it can do more than asking: the attempt has a code that is still good. */
  retry?: { attempt: Attempt; run(): Promise<unknown> } | undefined;
  /** With the last question to the backend. */
  trouble?: LinkError | undefined;
}

/** Everything that the panel can be in. */
export type State =
  | { status: 'loading' }
  /** Nothing is known: the backend could not be asked. */
  | ({ status: 'unavailable' } & Complaint)
  | ({ status: 'unlinked'; known: Known } & Complaint)
  | ({ status: 'linked'; known: Known<LinkedResource> } & Complaint)
  /** `attempt` is undefined while the code for it is being loaded. */
  | { status: 'linking'; known: Known; attempt?: Attempt }
  /** `answer`: which is on its way, the choice or its cancellation. */
  | ({ status: 'choosing'; known: Known; pending: PendingChoice; answer?: 'link' | 'dismiss' } & Complaint)
  | { status: 'unlinking'; known: Known<LinkedResource> };

/** The state that follows from what is known when nothing is under way. */
export function settledState(known: Known, complaint: Complaint = {}): State {
  const { status, pending, canChange } = known.resource;
  return pending && canChange
    ? { status: 'choosing', known, pending, ...complaint }
    : ({ status, known, ...complaint } as State);
}

export function isLinked(known: Known): known is Known<LinkedResource> {
  return known.resource.status === 'linked';
}

/** What hosts see of a link. */
export function linkOf({ resource }: Known<LinkedResource>): Link {
  const { status: _status, nonce: _nonce, canChange: _canChange, pending: _pending, ...link } = resource;
  return link;
}

/** What the panel complains of. */
export function complaintOf(state: State): Complaint {
  return 'error' in state || 'trouble' in state ? state : {};
}

/** The one that the panel tells of. */
export function shownErrorOf(state: State): LinkError | undefined {
  const { error, trouble } = complaintOf(state);
  return error ?? trouble;
}

/** The same state, and that the backend could not be asked. What was known is kept, and so is what went wrong before. */
export function withTrouble(state: State, trouble: LinkError): State {
  return 'known' in state ? ({ ...state, trouble } as State) : { status: 'unavailable', trouble };
}

/** Link, or Link again where the link no longer works: changing a working link is Unlink, then Link. */
export function offersLink(state: State): state is Extract<State, { status: 'unlinked' | 'linked' }> {
  if (state.status !== 'unlinked' && state.status !== 'linked') return false;
  const { resource } = state.known;
  return resource.canChange && (resource.status === 'unlinked' || resource.health !== 'active');
}
