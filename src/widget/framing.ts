/**
 * Who frames the page. A page of another origin can lay this one invisibly under its own buttons and have its user's clicks
 * (RFC 9700, 4.16; clickjacking), so every ancestor counts.
 *
 * - `cross-site`: there the browser also keeps the page's channels apart from those of a window (storage partitioning), so that
 *   no answer of a sign-in would arrive.
 */
export function framing(): 'none' | 'same-site' | 'cross-site' {
  if (!hasForeignAncestor()) return 'none';
  const { ancestorOrigins } = location;
  // Firefox does not tell who frames the page: better refuse than guess.
  const isSame = ancestorOrigins && [...ancestorOrigins].every((origin) => isSameSite(new URL(origin), location));
  return isSame ? 'same-site' : 'cross-site';
}

/** True where nothing may be changed. */
export function isFramed(allowFraming: boolean): boolean {
  const by = framing();
  return by === 'cross-site' || (by === 'same-site' && !allowFraming);
}

function hasForeignAncestor(): boolean {
  try {
    let frame: Window = self;
    while (frame !== frame.parent) {
      frame = frame.parent;
      if (frame.origin !== self.origin) return true;
    }
    return false;
  } catch {
    return true;
  }
}

/**
 * An approximation without the public suffix list: two labels in common, three under suffixes such as `co.uk`. It counts only
 * where the host has allowed framing by its site.
 */
function isSameSite(
  one: { protocol: string; hostname: string },
  other: { protocol: string; hostname: string },
): boolean {
  if (one.protocol !== other.protocol) return false;
  return one.hostname === other.hostname || (hasSite(one.hostname) && siteOf(one.hostname) === siteOf(other.hostname));
}

function hasSite(hostname: string): boolean {
  return hostname.includes('.') && !/^[\d.]+$/.test(hostname);
}

function siteOf(hostname: string): string {
  const labels = hostname.split('.');
  const [topLevel = '', secondLevel = ''] = labels.slice().reverse();
  return labels.slice(topLevel.length === 2 && secondLevel.length <= 3 ? -3 : -2).join('.');
}
