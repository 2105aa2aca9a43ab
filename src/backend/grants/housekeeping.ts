import type { Audit } from '../store/audit.js';
import type { Notices } from '../store/notices.js';
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
  notices,
}: {
  postRecords: Pick<PostRecords, 'sweep'>;
  audit: Pick<Audit, 'deleteBefore' | 'recordLeftOut'>;
  rateCounters: Pick<RateCounters, 'sweep'>;
  notices: Pick<Notices, 'deleteBefore'>;
}): Housekeeping {
  const sweep = async () => {
    await audit.recordLeftOut();
    await postRecords.sweep();
    await rateCounters.sweep();
    const then = new Date(Date.now() - auditTime);
    await audit.deleteBefore(then);
    await notices.deleteBefore(then);
  };
  return { sweep, ...createRepetition('housekeeping', everyMinutes, sweep) };
}
