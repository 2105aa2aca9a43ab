import type { Caller } from '../caller.js';
import type { RateCounters } from '../store/rate-counters.js';

/** Requests in a minute. */
export interface RateLimitOptions {
  /** GETs of one user for an account; 300 by default, since a page makes a few. */
  perUser?: number;
  /** GETs of all users of an account who may change the link, and of all who may not; 1000 each by default. */
  perAccount?: number;
  /** POSTs and DELETEs of one user for an account; 300 by default. */
  changesPerUser?: number;
  /** POSTs and DELETEs of all users of an account; 1000 by default. */
  changesPerAccount?: number;
}

const minute = 60;

/**
 * Returns a function that counts a request. Each count is of one account, those of a user come before those of the account, and
 * those who may only look have a share of their own: nobody can use up what another needs.
 *
 * The function throws a `LinkError` `too-many-requests` with `details.retryAfter`.
 */
export function createRateLimit(
  counters: RateCounters,
  { perUser = 300, perAccount = 1000, changesPerUser = 300, changesPerAccount = 1000 }: RateLimitOptions,
): (method: string, caller: Pick<Caller, 'vccAccountId' | 'userId'>, canChange: boolean) => Promise<void> {
  // GETs in this process alone: to count them in the database would cost more than they do.
  const looks = {
    user: counters.here('looks of a user', perUser, minute),
    account: counters.here('looks of an account', perAccount, minute),
  };
  const changes = {
    user: counters.everywhere('changes of a user', changesPerUser, minute),
    account: counters.everywhere('changes of an account', changesPerAccount, minute),
  };

  return async (method, { vccAccountId, userId }, canChange) => {
    const { user, account } = method === 'POST' || method === 'DELETE' ? changes : looks;
    await user.count(vccAccountId, userId);
    await account.count(vccAccountId, canChange ? 'may change' : 'may look');
  };
}
