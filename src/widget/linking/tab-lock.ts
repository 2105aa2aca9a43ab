import { WidgetError } from '../errors.js';

/**
 * One attempt at a time for one endpoint, across the tabs of this origin (Web Locks, W3C).
 *
 * Resolves once the lock is held; it is let go when `until` aborts. `onLost` is called when another tab takes over.
 *
 * @throws WidgetError `attempt-elsewhere` when another attempt has it and `takeOver` is false
 */
export function takeTabLock(
  endpoint: string,
  { takeOver, until, onLost }: { takeOver: boolean; until: AbortSignal; onLost: () => void },
): Promise<void> {
  // Without Web Locks the backend still lets only one of two attempts link.
  if (!navigator.locks) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const hold = (lock: Lock | null) => {
      if (!lock) return reject(new WidgetError('attempt-elsewhere', 'Another attempt holds the lock of this endpoint'));
      resolve();
      return new Promise<void>((release) => {
        if (until.aborted) release();
        until.addEventListener('abort', () => release(), { once: true });
      });
    };
    navigator.locks
      .request(`vcc-dynamics-auth ${endpoint}`, takeOver ? { steal: true } : { ifAvailable: true }, hold)
      .catch(onLost);
  });
}
