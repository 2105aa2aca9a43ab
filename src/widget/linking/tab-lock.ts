import { WidgetError } from '../errors.js';

/** Milliseconds that the browser may take to say whether the lock is free. */
const patience = 2_000;

/**
 * One attempt at a time for one endpoint, across the tabs of this origin (Web Locks, W3C).
 *
 * Resolves once the lock is held; it is let go when `until` aborts. `onLost` is called when another tab takes over. Where the
 * browser has no locks, or gives this page none, it resolves without: the backend still lets only one of two attempts link.
 *
 * @throws WidgetError `attempt-elsewhere` when another attempt has it and `takeOver` is false
 */
export function takeTabLock(
  endpoint: string,
  { takeOver, until, onLost }: { takeOver: boolean; until: AbortSignal; onLost: () => void },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let isHeld = false;
    const timer = setTimeout(resolve, patience);
    const hold = (lock: Lock | null) => {
      clearTimeout(timer);
      if (!lock) return reject(new WidgetError('attempt-elsewhere', 'Another attempt holds the lock of this endpoint'));
      isHeld = true;
      resolve();
      return new Promise<void>((release) => {
        if (until.aborted) release();
        until.addEventListener('abort', () => release(), { once: true });
      });
    };
    request(`vcc-dynamics-auth ${endpoint}`, takeOver ? { steal: true } : { ifAvailable: true }, hold).catch(() => {
      clearTimeout(timer);
      // Only a lock that was held can be lost. For the rest, where site data is blocked, see above.
      if (isHeld) onLost();
      else resolve();
    });
  });
}

/** Rejects also where there are no locks, or they throw. */
async function request(name: string, options: LockOptions, hold: (lock: Lock | null) => unknown): Promise<void> {
  await navigator.locks.request(name, options, hold);
}
