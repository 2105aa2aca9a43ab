/** True when the page, whichever frame of it, has the focus: after a window has really closed it usually has. */
export function pageHasFocus(): boolean {
  try {
    return (top ?? self).document.hasFocus();
  } catch {
    return document.hasFocus();
  }
}

/** True when the window has come back to this origin: its answer should be here at once. */
export function isAtHome(window: Window): boolean {
  try {
    return !window.closed && window.location.origin === location.origin && window.location.href !== 'about:blank';
  } catch {
    return false;
  }
}
