import { type TracePhase, VccDynamicsTraceEvent } from './events.js';

export interface TraceEntry {
  /** The attempt's id, which is its correlation ID too. */
  attempt: string;
  phase: TracePhase;
  /** Milliseconds since the attempt began. */
  ms: number;
  /** With `failed`: the error's code. */
  code?: string;
}

/** Entries kept for the support report. */
const kept = 50;

/** The steps of each attempt and their times, without code, verifier, nonce, token or query string. */
export class Trace {
  readonly entries: TraceEntry[] = [];
  readonly #beginnings = new Map<string, number>();

  constructor(private readonly target: EventTarget) {}

  /** Fires `vcc-dynamics-trace`. */
  record(attempt: string, phase: TracePhase, code?: string): void {
    const now = performance.now();
    const begun = this.#beginnings.get(attempt) ?? now;
    this.#beginnings.set(attempt, begun);
    const entry: TraceEntry = { attempt, phase, ms: Math.round(now - begun), ...(code !== undefined && { code }) };
    this.entries.push(entry);
    if (this.entries.length > kept) this.#beginnings.delete(this.entries.shift()?.attempt ?? '');
    this.target.dispatchEvent(new VccDynamicsTraceEvent(attempt, phase, entry.ms));
  }
}
