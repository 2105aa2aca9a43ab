import type { LinkedResource } from '../protocol.js';
import type { LinkErrorCode } from './errors.js';
import type { TracePhase } from './trace.js';

/** What the element is doing. `unavailable`: the backend could not be asked, so nothing is known. */
export type LinkStatus = 'loading' | 'unlinked' | 'linking' | 'choosing' | 'linked' | 'unlinking' | 'unavailable';

/** The link as the backend reports it. */
export type Link = Omit<LinkedResource, 'status' | 'nonce' | 'canChange' | 'pending'>;

const announced = { bubbles: true, composed: true };

/** The status changed. */
export class VccDynamicsStatusEvent extends Event {
  constructor(
    readonly status: LinkStatus,
    readonly previous: LinkStatus,
  ) {
    super('vcc-dynamics-status', announced);
  }
}

/** The backend confirmed a link that this element made. */
export class VccDynamicsLinkedEvent extends Event {
  constructor(readonly link: Link) {
    super('vcc-dynamics-linked', announced);
  }
}

/** The backend confirmed the unlink that this element asked for. */
export class VccDynamicsUnlinkedEvent extends Event {
  constructor() {
    super('vcc-dynamics-unlinked', announced);
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

/** A step of a flow, for telemetry and support; redacted. */
export class VccDynamicsTraceEvent extends Event {
  constructor(
    /** The attempt's id, which is its correlation ID too. */
    readonly attempt: string,
    readonly phase: TracePhase,
    /** Milliseconds since the attempt began. */
    readonly ms: number,
  ) {
    super('vcc-dynamics-trace', announced);
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
