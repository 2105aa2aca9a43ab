import type { LinkedResource } from '../protocol.js';
import type { VccDynamicsLinkedEvent, VccDynamicsTraceEvent, VccDynamicsUnlinkedEvent } from './change-events.js';
import type { LinkErrorCode } from './errors.js';

/** What the element is doing. `unavailable`: the backend could not be asked, so nothing is known. */
export type LinkStatus = 'loading' | 'unlinked' | 'linking' | 'choosing' | 'linked' | 'unlinking' | 'unavailable';

/** The link as the backend reports it. */
export type Link = Omit<LinkedResource, 'status' | 'nonce' | 'canChange' | 'pending'>;

/** How every event of the element travels. */
export const announced = { bubbles: true, composed: true };

/** The status changed. */
export class VccDynamicsStatusEvent extends Event {
  constructor(
    readonly status: LinkStatus,
    readonly previous: LinkStatus,
  ) {
    super('vcc-dynamics-status', announced);
  }
}

/** A flow failed or needs attention. */
export class VccDynamicsErrorEvent extends Event {
  constructor(
    readonly code: LinkErrorCode,
    /** The text that the panel shows. */
    readonly message: string,
    readonly correlationId?: string,
  ) {
    super('vcc-dynamics-error', announced);
  }
}

declare global {
  interface HTMLElementEventMap {
    'vcc-dynamics-status': VccDynamicsStatusEvent;
    'vcc-dynamics-linked': VccDynamicsLinkedEvent;
    'vcc-dynamics-unlinked': VccDynamicsUnlinkedEvent;
    'vcc-dynamics-error': VccDynamicsErrorEvent;
    'vcc-dynamics-trace': VccDynamicsTraceEvent;
  }
}
