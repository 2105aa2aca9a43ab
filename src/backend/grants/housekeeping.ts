import type { Audit } from '../store/audit.js';
import type { PostRecords } from '../store/post-records.js';
import type { RateCounters } from '../store/rate-counters.js';
import { createRepetition, type Repetition } from './repetition.js';

/** Milliseconds for which audit events are kept: 400 days. */
const auditTime = 400 * 24 * 60 * 60 * 1000;

/** Minutes between two sweeps. A waiting grant may stay stored so much longer than it may be used. */
const everyMinutes = 1;

export interface Housekeeping extends Repetition {
  /** Deletes what is no longer needed: waiting grants, post records and audit events. Several processes may run it at once. */
  sweep(): Promise<void>;
}

export function createHousekeeping({
  postRecords,
  audit,
  rateCounters,
}: {
  postRecords: Pick<PostRecords, 'sweep'>;
  audit: Pick<Audit, 'deleteBefore' | 'recordLeftOut'>;
  rateCounters: Pick<RateCounters, 'sweep'>;
}): Housekeeping {
  const sweep = async () => {
    await audit.recordLeftOut();
    await postRecords.sweep();
    await rateCounters.sweep();
    await audit.deleteBefore(new Date(Date.now() - auditTime));
  };
  return { sweep, ...createRepetition('housekeeping', everyMinutes, sweep) };
}
