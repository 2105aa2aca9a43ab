import { otherSiteOf } from '../../other-site.js';

/**
 * Blocks the windows that the panel opens. A click permits one window; this uses the permission up before the panel does,
 * so that the browser's own blocker refuses the panel's window. Where it does not, the window is closed again.
 *
 * @returns a function that ends the blocking
 */
export function blockWindows(): () => void {
  const { open } = window;
  const ending = new AbortController();
  const takePermission = ({ target }: Event) => {
    if (target instanceof Element && target.matches('vcc-dynamics-auth')) open.call(window, 'about:blank')?.close();
  };
  addEventListener('click', takePermission, { capture: true, signal: ending.signal });
  window.open = (...args) => {
    open.apply(window, args)?.close();
    return null;
  };
  return () => {
    ending.abort();
    window.open = open;
  };
}

/** Returns the address of the page that shows the portal in a frame of another site. */
export function otherSite(): string {
  return new URL('/qa/other-site', otherSiteOf(location.origin)).href;
}
