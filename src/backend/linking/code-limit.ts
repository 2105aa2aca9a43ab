import type { Caller } from '../caller.js';
import { LinkError } from '../errors.js';
import type { RateCounters } from '../store/rate-counters.js';

/** Codes of one session that Entra may refuse in so many seconds. */
const mostRefusals = 5;
const window = 10 * 60;

/**
 * Redeems a code, unless several of this session were refused just now: somebody is trying codes out, and Entra would count
 * that against us all.
 *
 * @throws LinkError `too-many-requests`; what `redeem` rejects with
 */
export type LimitCodes = <T>(caller: Caller, redeem: () => Promise<T>) => Promise<T>;

export function createCodeLimit(counters: RateCounters): LimitCodes {
  const refusals = counters.everywhere('refused codes', mostRefusals, window);

  return async ({ vccAccountId, userId }, redeem) => {
    // Counted before, so that codes that come at once are counted too.
    await refusals.count(vccAccountId, userId);
    try {
      const redeemed = await redeem();
      // Whoever has signed in guesses no codes.
      await refusals.forget(vccAccountId, userId);
      return redeemed;
    } catch (error) {
      const isRefusedCode = error instanceof LinkError && error.code === 'code-rejected';
      if (!isRefusedCode) await refusals.takeBack(vccAccountId, userId);
      throw error;
    }
  };
}
