import type { Progress } from '../../link/state.js';
import { PageFocus } from './page-focus.js';

/** Milliseconds between two looks at the sign-in window. */
const interval = 250;

/** Milliseconds that a page of this origin may stay in the window before it is looked at: a callback page is gone by then. */
const usualStay = 1_000;

/** Milliseconds that the callback page has for handing over its answer, before it counts as silent. */
const callbackPatience = 8_000;

type Seen = Pick<Progress, 'looksClosed' | 'canShowWindow' | 'isBehind'>;

/**
 * Looks at the sign-in window until the signal aborts.
 *
 * @param on.onChange called with each change
 * @param on.onReturn a page of this origin stays in the window, where Microsoft has sent it; called once
 * @param on.onSilence that page has not handed over any answer; called at each look from then on
 */
export function watchWindow(
  window: Window,
  { until, authorizationEndpoint }: { until: AbortSignal; authorizationEndpoint: string | undefined },
  on: { onChange(seen: Seen): void; onReturn(): void; onSilence(): void },
): void {
  const focus = new PageFocus(until);
  let seen: Seen = { looksClosed: false, canShowWindow: !window.closed, isBehind: false };
  let focusedLooks = 0;
  let closedLooks = 0;
  let closedAt: number | undefined;
  /** A page has come into the window, and the handle was still good then. */
  let hasArrived = false;
  let returnedAt: number | undefined;
  let toldReturn = false;

  const look = () => {
    const now = performance.now();
    const { closed } = window;
    const place = placeOf(window, authorizationEndpoint);
    hasArrived ||= place === 'microsoft' || place === 'home';
    if (closed) closedAt ??= now;
    // Two looks in a row, since the window also closes right after it has handed over its answer.
    focusedLooks = focus.isHere ? focusedLooks + 1 : 0;
    closedLooks = focus.isHere && closed ? closedLooks + 1 : 0;

    // COOP takes the handle away as soon as its page comes; then a window that was only hidden reads closed.
    const wasHidden = focus.broughtByPressAt !== undefined && (!hasArrived || focus.broughtByPressAt > (closedAt ?? 0));
    const looksClosed = closedLooks >= 2 && !wasHidden;
    const isBehind = focusedLooks >= 2 && (!closed || wasHidden || (looksClosed && !hasArrived));
    if (looksClosed !== seen.looksClosed || closed === seen.canShowWindow || isBehind !== seen.isBehind) {
      seen = { looksClosed, canShowWindow: !closed, isBehind };
      on.onChange(seen);
    }

    // From there on it stays Microsoft's answer, wherever the portal sends the window next.
    if (place === 'home') returnedAt ??= now;
    const stay = returnedAt === undefined || closed ? 0 : now - returnedAt;
    if (stay > usualStay && !toldReturn) {
      toldReturn = true;
      on.onReturn();
    }
    if (stay > callbackPatience) on.onSilence();
  };
  const timer = setInterval(look, interval);
  until.addEventListener('abort', () => clearInterval(timer));
}

/** Where the window is, as far as this page may know. */
function placeOf(window: Window, authorizationEndpoint: string | undefined): 'blank' | 'microsoft' | 'home' | 'closed' {
  if (window.closed) return 'closed';
  try {
    const { href, origin, pathname } = window.location;
    if (href === 'about:blank') return 'blank';
    // A stand-in for Microsoft may be on this origin.
    return origin + pathname === authorizationEndpoint ? 'microsoft' : 'home';
  } catch {
    return 'microsoft';
  }
}
