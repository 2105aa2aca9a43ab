/** Milliseconds before the first repetition, and the most between two. */
const first = 1_000;
const longest = 30_000;

/** The most that a server may ask for, in milliseconds. */
const longestAskedFor = 60 * 60_000;

/**
 * How long to wait before the n-th repetition: doubling, with jitter so that many pages don't come back at once, and
 * never shorter than the server asked for.
 *
 * @param repetition 0 for the first
 * @param retryAfter seconds
 */
export function delayBefore(repetition: number, retryAfter = 0): number {
  const spread = 0.5 + Math.random() / 2;
  return Math.max(Math.min(longestAskedFor, retryAfter * 1000), Math.min(longest, first * 2 ** repetition) * spread);
}
