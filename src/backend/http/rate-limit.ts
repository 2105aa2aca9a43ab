import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Caller } from '../caller.js';
import { LinkError } from '../errors.js';

export interface RateLimitOptions {
  /** Requests that a user may make for an account in a minute; 300 by default, since a page makes a few. */
  perUser?: number;
  /** Requests that all users of an account may make in a minute; 1000 by default. */
  perAccount?: number;
}

/**
 * Returns a function that counts requests per account and user, in this process: with several processes the limits add
 * up. They keep one account's fault from taking the others' share of Entra and the database.
 *
 * The function throws a `LinkError` `too-many-requests` with `details.retryAfter`.
 */
export function createRateLimit({
  perUser = 300,
  perAccount = 1000,
}: RateLimitOptions): (caller: Pick<Caller, 'vccAccountId' | 'userId'>) => Promise<void> {
  const users = new RateLimiterMemory({ points: perUser, duration: 60 });
  const accounts = new RateLimiterMemory({ points: perAccount, duration: 60 });

  return async ({ vccAccountId, userId }) => {
    try {
      await users.consume(JSON.stringify([vccAccountId, userId]));
      await accounts.consume(vccAccountId);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new LinkError('too-many-requests', 'more requests than an account or a user may make', { retryAfter });
    }
  };
}
