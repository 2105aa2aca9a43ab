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

/**
 * Takes site data from this page, as browsers do that block it: asking for the storage throws.
 *
 * @returns a function that ends the blocking
 */
export function blockSiteData(): () => void {
  const names = ['sessionStorage', 'localStorage'] as const;
  const originals = names.map((name) => [name, Object.getOwnPropertyDescriptor(window, name) ?? {}] as const);
  const get = () => {
    throw new DOMException('Access is denied for this document.', 'SecurityError');
  };
  for (const name of names) Object.defineProperty(window, name, { get, configurable: true });
  return () => {
    for (const [name, original] of originals) Object.defineProperty(window, name, original);
  };
}

/** Returns the address of the page that shows the portal in a frame of another site. */
export function otherSite(): string {
  return new URL('/qa/other-site', otherSiteOf(location.origin)).href;
}
