import { announced, type Link } from './events.js';
import type { TracePhase } from './trace.js';

/** The backend confirmed a link that this element made. */
export class VccDynamicsLinkedEvent extends Event {
  readonly link: Link;

  constructor(link: Link) {
    super('vcc-dynamics-linked', announced);
    this.link = link;
  }
}

/** The backend confirmed the unlink that this element asked for. */
export class VccDynamicsUnlinkedEvent extends Event {
  constructor() {
    super('vcc-dynamics-unlinked', announced);
  }
}

/** A step of a flow, for telemetry and support; redacted. */
export class VccDynamicsTraceEvent extends Event {
  /** The attempt's id, which is its correlation ID too. */
  readonly attempt: string;
  readonly phase: TracePhase;
  /** Milliseconds since the attempt began. */
  readonly ms: number;

  constructor(attempt: string, phase: TracePhase, ms: number) {
    super('vcc-dynamics-trace', announced);
    this.attempt = attempt;
    this.phase = phase;
    this.ms = ms;
  }
}
