/**
 * Blocks the next windows. A click permits one window, and this takes the permission before the panel does, so that the
 * browser's own blocker steps in; where it does not, the window is closed again.
 *
 * @returns what ends it
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

/** The page that shows the portal in a frame. This machine under its other name is another site. */
export function otherSite(): string {
  return new URL('/qa/other-site', location.origin.replace('//localhost', '//127.0.0.1')).href;
}
