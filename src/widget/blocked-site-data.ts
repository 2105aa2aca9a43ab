/** What the sign-in keeps in the browser, or needs to be there: a question for each that throws, or is false, where it is blocked. */
const needs: Record<string, () => unknown> = {
  sessionStorage: () => canKeep(sessionStorage),
  localStorage: () => localStorage,
  indexedDB: () => indexedDB,
  BroadcastChannel: () => {
    new BroadcastChannel('vcc-dynamics-auth check').close();
    return true;
  },
  'crypto.subtle': () => crypto.subtle.digest,
};

/** The names of what the browser keeps from this page: with cookies and site data blocked it throws, or has nothing there. */
export function blockedSiteData(): string[] {
  return Object.keys(needs).filter((name) => {
    try {
      return !needs[name]?.();
    } catch {
      return true;
    }
  });
}

/** The marker that a sign-in is under way is kept there. */
function canKeep(storage: Storage): boolean {
  const key = 'vcc-dynamics-auth check';
  storage.setItem(key, key);
  const isKept = storage.getItem(key) === key;
  storage.removeItem(key);
  return isKept;
}
