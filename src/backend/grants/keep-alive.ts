import { toLinkError } from '../errors.js';
import type { Audit } from '../store/audit.js';
import type { GrantStore } from '../store/grant-store.js';
import type { Link } from '../store/link-rows.js';
import type { LinkTokens } from './link-tokens.js';

const minute = 60 * 1000;
const day = 24 * 60 * minute;

/** Links that one process refreshes at the same time. */
const batchSize = 5;

/** How long a claimed link waits for another try: after a failure, or when its process has died. */
const retryAfter = 60 * minute;

/** How long audit events are kept. */
const auditTime = 400 * day;

export interface KeepAliveOptions {
  /** Days without a refresh after which a grant is refreshed: Entra ends it after 90. 14 when left out. */
  idleDays?: number;
  /** Minutes between two looks at what is due. 10 when left out. */
  everyMinutes?: number;
}

/** A moment around `idleDays` from now, at random: links that were made on one day must not all be due on another. */
export function createKeepAliveSchedule({ idleDays = 14 }: KeepAliveOptions): () => Date {
  return () => new Date(Date.now() + idleDays * day * (0.75 + Math.random() / 2));
}

export interface KeepAlive {
  /** Refreshes what is due now and resolves to how many grants were refreshed. */
  run(): Promise<number>;
  /** Runs again and again. */
  start(): void;
  /** Ends the runs; resolves when none is under way. */
  stop(): Promise<void>;
}

/** Uses the grants that calls leave idle, so that Entra does not end them. Any number of processes may do it. */
export function createKeepAlive(
  parts: { grants: GrantStore; tokens: LinkTokens; audit: Audit; sweep: () => Promise<void> },
  { everyMinutes = 10 }: KeepAliveOptions,
): KeepAlive {
  const { grants, tokens, audit, sweep } = parts;
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const underWay = new Set<Promise<number>>();

  return {
    run,
    start: schedule,
    async stop() {
      isStopped = true;
      clearTimeout(timer);
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
    await audit.deleteBefore(new Date(Date.now() - auditTime));
    let refreshed = 0;
    for (;;) {
      if (isStopped) return refreshed;
      const due = await grants.claimIdle(batchSize, new Date(Date.now() + retryAfter));
      const outcomes = await Promise.all(due.map(refresh));
      refreshed += outcomes.filter((outcome) => outcome === 'refreshed').length;
      // When Entra is out of order or the secret is wrong, the others would fail as well: they stay due.
      if (due.length < batchSize || outcomes.includes('failed')) return refreshed;
    }
  }

  async function refresh({ vccAccountId, version }: Link): Promise<'refreshed' | 'gone' | 'failed'> {
    try {
      await tokens.current(vccAccountId, { unwanted: version });
      return 'refreshed';
    } catch (thrown) {
      const error = toLinkError(thrown);
      if (error.code === 'expired' || error.code === 'not-linked') return 'gone';
      await audit.record({ type: 'keep-alive-failed', vccAccountId, at: new Date(), error });
      return 'failed';
    }
  }

  function schedule(): void {
    // Not all processes at the same moment.
    timer = setTimeout(
      () => {
        void run()
          .then(() => undefined, warn)
          .finally(() => {
            if (!isStopped) schedule();
          });
      },
      everyMinutes * minute * (0.75 + Math.random() / 2),
    );
    timer.unref();
  }
}

function warn(error: unknown): void {
  const reason = error instanceof Error ? error.message : String(error);
  process.emitWarning(`vcc-dynamics-auth: the keep-alive did not run: ${reason}`);
}
