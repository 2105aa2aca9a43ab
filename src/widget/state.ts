import type { LinkedResource, LinkResource, PendingChoice } from '../protocol.js';
import type { Attempt } from './attempt.js';
import type { LinkError } from './errors.js';
import type { Link } from './events.js';

/** What the backend last said, and when. */
export interface Known<Resource extends LinkResource = LinkResource> {
  resource: Resource;
  etag: string | null;
  /** Milliseconds since the epoch. */
  askedAt: number;
}

/** What went wrong last, and what *Try again* does about it, where trying again is the thing to do. */
export interface Complaint {
  error?: LinkError | undefined;
  retry?: (() => Promise<unknown>) | undefined;
}

/** Everything that the panel can be in. */
export type State =
  | { status: 'loading' }
  /** Nothing is known: the backend could not be asked. */
  | ({ status: 'unavailable' } & Complaint)
  | ({ status: 'unlinked'; known: Known } & Complaint)
  | ({ status: 'linked'; known: Known<LinkedResource> } & Complaint)
  | { status: 'linking'; known: Known; attempt: Attempt }
  /** `isBusy`: the choice, or its cancellation, is on its way. */
  | ({ status: 'choosing'; known: Known; pending: PendingChoice; isBusy: boolean } & Complaint)
  | { status: 'unlinking'; known: Known<LinkedResource> };

/** The state that follows from what is known when nothing is under way. */
export function settledState(known: Known, complaint: Complaint = {}): State {
  const { pending, canChange } = known.resource;
  if (pending && canChange) return { status: 'choosing', known, pending, isBusy: false, ...complaint };
  return isLinked(known) ? { status: 'linked', known, ...complaint } : { status: 'unlinked', known, ...complaint };
}

export function isLinked(known: Known): known is Known<LinkedResource> {
  return known.resource.status === 'linked';
}

export function linkIdOf(known: Known): string | undefined {
  return isLinked(known) ? known.resource.linkId : undefined;
}

/** What hosts see of a link. */
export function linkOf({ resource }: Known<LinkedResource>): Link {
  const { status: _status, nonce: _nonce, canChange: _canChange, pending: _pending, ...link } = resource;
  return link;
}

/** Link, or Link again where the link no longer works: changing a working link is Unlink, then Link. */
export function offersLink(state: State): state is Extract<State, { status: 'unlinked' | 'linked' }> {
  if (state.status !== 'unlinked' && state.status !== 'linked') return false;
  const { resource } = state.known;
  return resource.canChange && (resource.status === 'unlinked' || resource.health !== 'active');
}
