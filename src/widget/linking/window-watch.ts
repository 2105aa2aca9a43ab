import type { Progress } from '../link/state.js';

/** Milliseconds between two looks at the sign-in window. */
const interval = 250;

/** Milliseconds that the callback page has for handing over its answer, before it counts as silent. */
const callbackPatience = 10_000;

type Seen = Pick<Progress, 'looksClosed' | 'canShowWindow'>;

/**
 * Looks at the sign-in window until the signal aborts.
 *
 * @param on.onChange called with each change
 * @param on.onSilence the window has shown a page of this origin for ten seconds; called at each look from then on
 */
export function watchWindow(
  window: Window,
  until: AbortSignal,
  on: { onChange(seen: Seen): void; onSilence(): void },
): void {
  let seen: Seen = { looksClosed: false, canShowWindow: !window.closed };
  let closedLooks = 0;
  let atHomeSince: number | undefined;
  const timer = setInterval(() => {
    // Two looks in a row, since the window also closes right after it has handed over its answer.
    closedLooks = window.closed && pageHasFocus() ? closedLooks + 1 : 0;
    const now: Seen = { looksClosed: closedLooks >= 2, canShowWindow: !window.closed };
    // COOP takes the handle away when the first page has come, and the focus stays in the window.
    if (now.looksClosed !== seen.looksClosed || now.canShowWindow !== seen.canShowWindow) {
      seen = now;
      on.onChange(seen);
    }
    atHomeSince = isAtHome(window) ? (atHomeSince ?? performance.now()) : undefined;
    if (atHomeSince !== undefined && performance.now() - atHomeSince > callbackPatience) on.onSilence();
  }, interval);
  until.addEventListener('abort', () => clearInterval(timer));
}

/** True when the page, whichever frame of it, has the focus: after a window has really closed it usually has. */
function pageHasFocus(): boolean {
  try {
    return (top ?? self).document.hasFocus();
  } catch {
    return document.hasFocus();
  }
}

/** True when the window has come back to this origin: its answer should be here at once. */
function isAtHome(window: Window): boolean {
  try {
    return !window.closed && window.location.origin === location.origin && window.location.href !== 'about:blank';
  } catch {
    return false;
  }
}
