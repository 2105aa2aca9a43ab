/**
 * The window that MSAL opens its popup from (`popupWindowParent`), as far as MSAL uses it. MSAL sends whatever `open` returns to
 * Microsoft: where an extension or a script has replaced `window.open`, that may be the portal's own page or no window at all.
 * Here anything but a new window counts as a popup that was blocked.
 */
export function popupOpener(): Window {
  const { screenLeft, screenTop, screenX, screenY, innerWidth, innerHeight } = window;
  const open: Window['open'] = (...parameters) => {
    try {
      const opened = window.open(...parameters);
      return opened && isNewWindow(opened) ? opened : null;
    } catch {
      return null;
    }
  };
  return { screenLeft, screenTop, screenX, screenY, innerWidth, innerHeight, open } as Window;
}

/** Blockers hand out stand-ins: empty objects, functions, the page, a hidden frame. Only a window is its own `top`, and none of ours. */
function isNewWindow(opened: Window): boolean {
  return opened.closed === false && opened.top === opened && opened !== window.top && opened !== window.opener;
}
