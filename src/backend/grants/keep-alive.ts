import { toLinkError } from '../errors.js';
import type { Audit } from '../store/audit.js';
import type { GrantStore } from '../store/grant-store.js';
import type { Link } from '../store/link-rows.js';
import type { LinkTokens } from './link-tokens.js';
import { createRepetition } from './repetition.js';

const minute = 60 * 1000;
const day = 24 * 60 * minute;

/** Links that one process refreshes at the same time. */
const batchSize = 5;

/** Milliseconds that a claimed link waits for another try: after a failure, or when its process has died. */
const retryPause = 60 * minute;

export interface KeepAliveOptions {
  /** Days without a refresh after which a grant is refreshed: Entra ends it after 90. 14 by default. */
  idleDays?: number;
  /** Minutes between two looks at what is due. 10 by default. */
  everyMinutes?: number;
}

/** Returns a moment around `idleDays` from now, at random: links made on the same day must not all be due on the same day. */
export function createKeepAliveSchedule({ idleDays = 14 }: KeepAliveOptions): () => Date {
  return () => new Date(Date.now() + idleDays * day * (0.75 + Math.random() / 2));
}

export interface KeepAlive {
  /** Refreshes the grants that are due now. Resolves to the number of grants that were refreshed. */
  run(): Promise<number>;
  /** Runs again and again. */
  start(): void;
  /** Ends the runs; resolves when none is under way. */
  stop(): Promise<void>;
}

/** Refreshes the grants that calls leave idle, before Entra ends them. Any number of processes may do it. */
export function createKeepAlive(
  parts: { grants: GrantStore; tokens: LinkTokens; audit: Audit; sweep: () => Promise<void> },
  { everyMinutes = 10 }: KeepAliveOptions,
): KeepAlive {
  const { grants, tokens, audit, sweep } = parts;
  let isStopped = false;
  const underWay = new Set<Promise<number>>();
  const repetition = createRepetition('keep-alive', everyMinutes, run);

  return {
    run,
    start: repetition.start,
    async stop() {
      isStopped = true;
      await repetition.stop();
      await Promise.allSettled(underWay);
    },
  };

  function run(): Promise<number> {
    const mine = refreshDue().finally(() => underWay.delete(mine));
    underWay.add(mine);
    return mine;
  }

  async function refreshDue(): Promise<number> {
    await sweep();
    let refreshed = 0;
    for (;;) {
      if (isStopped) return refreshed;
      const due = await grants.claimIdle(batchSize, new Date(Date.now() + retryPause));
      const outcomes = await Promise.all(due.map(refresh));
      refreshed += outcomes.filter((outcome) => outcome === 'refreshed').length;
      // When the secret is wrong, or Entra is out of order for all of them, the others would fail as well: they stay due.
      const isUseless = outcomes.includes('credential refused') || outcomes.every((outcome) => outcome === 'failed');
      if (due.length < batchSize || isUseless) return refreshed;
    }
  }

  async function refresh({
    vccAccountId,
    version,
  }: Link): Promise<'refreshed' | 'gone' | 'failed' | 'credential refused'> {
    try {
      await tokens.current(vccAccountId, { unwanted: version, atOnce: true });
      return 'refreshed';
    } catch (thrown) {
      const error = toLinkError(thrown);
      if (['expired', 'not-linked', 'restricted'].includes(error.code)) return 'gone';
      // That is told once for all links.
      if (error.details.isCredentialRefused) return 'credential refused';
      await audit.record({ type: 'keep-alive-failed', vccAccountId, at: new Date(), error });
      return 'failed';
    }
  }
}
