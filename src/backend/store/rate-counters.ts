import { createHash } from 'node:crypto';
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { LinkError } from '../errors.js';
import type { Database } from './database/database.js';

export interface RateCounter {
  /**
   * Counts one more for these parties.
   *
   * @throws LinkError `too-many-requests`, with `details.retryAfter`
   */
  count(...parties: readonly string[]): Promise<void>;
  /** Begins anew for these parties. */
  forget(...parties: readonly string[]): Promise<void>;
  /** Takes one back. */
  takeBack(...parties: readonly string[]): Promise<void>;
}

export interface RateCounters {
  /** Counts in this process: what it protects is the process. */
  here(name: string, limit: number, seconds: number): RateCounter;
  /** Counts in the database where several processes share it, so that their number does not multiply the limit. */
  everywhere(name: string, limit: number, seconds: number): RateCounter;
  /** Deletes the counts that are over. */
  sweep(): Promise<void>;
}

export function createRateCounters(database: Database): RateCounters {
  /** The library's view of the database. */
  const storeClient = {
    query: async ({ text, values }: { text: string; values: unknown[] }) => ({
      rows: await database.query(text, values),
    }),
  };

  return {
    here: (keyPrefix, points, duration) =>
      toCounter(new RateLimiterMemory({ keyPrefix, points, duration }), JSON.stringify),

    everywhere: (keyPrefix, points, duration) => {
      const limits = { keyPrefix, points, duration };
      if (!database.isShared) return toCounter(new RateLimiterMemory(limits), JSON.stringify);
      const table = { storeClient, storeType: 'client', tableName: 'rate_counter', tableCreated: true };
      return toCounter(new RateLimiterPostgres({ ...limits, ...table, clearExpiredByTimeout: false }), shortKeyOf);
    },

    async sweep() {
      if (database.isShared) await database.query('delete from rate_counter where expire < $1', [Date.now()]);
    },
  };
}

function toCounter(
  limiter: RateLimiterMemory | RateLimiterPostgres,
  keyOf: (parties: readonly string[]) => string,
): RateCounter {
  return {
    async count(...parties) {
      try {
        await limiter.consume(keyOf(parties));
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const retryAfter = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new LinkError('too-many-requests', `more than ${limiter.points} of ${limiter.keyPrefix}`, { retryAfter });
      }
    },
    async forget(...parties) {
      await limiter.delete(keyOf(parties));
    },
    async takeBack(...parties) {
      await limiter.reward(keyOf(parties));
    },
  };
}

/** A key in the database has 255 characters at most, and identifiers of a portal may have more. */
function shortKeyOf(parties: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parties)).digest('base64url');
}
