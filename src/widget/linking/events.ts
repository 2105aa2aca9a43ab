import { bubblingAndComposed, type Link } from '../link/events.js';

/** The backend confirmed a link that this element made. */
export class VccDynamicsLinkedEvent extends Event {
  readonly link: Link;

  constructor(link: Link) {
    super('vcc-dynamics-linked', bubblingAndComposed);
    this.link = link;
  }
}

/** The backend confirmed the unlink that this element asked for. */
export class VccDynamicsUnlinkedEvent extends Event {
  constructor() {
    super('vcc-dynamics-unlinked', bubblingAndComposed);
  }
}

/** A step of linking or unlinking, in the order in which they come. */
export type TracePhase =
  | 'started'
  | 'sign-in-loaded'
  | 'window-opened'
  | 'window-looks-closed'
  | 'code-received'
  | 'posted'
  | 'repeated'
  | 'choosing'
  | 'confirmed'
  | 'failed';

/** A step of a flow, for telemetry and support; redacted. */
export class VccDynamicsTraceEvent extends Event {
  /** The attempt's id, which is its correlation ID too. */
  readonly attempt: string;
  readonly phase: TracePhase;
  /** Milliseconds since the attempt began. */
  readonly ms: number;

  constructor(attempt: string, phase: TracePhase, ms: number) {
    super('vcc-dynamics-trace', bubblingAndComposed);
    this.attempt = attempt;
    this.phase = phase;
    this.ms = ms;
  }
}
