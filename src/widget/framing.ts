/**
 * True in a frame of another site: there the browser keeps the page's channels apart from those of a window (storage
 * partitioning), so that no answer would arrive. Frames of the same site work.
 */
export function isInAnotherSite(): boolean {
  if (self === top || isSameOriginFrame()) return false;
  const { ancestorOrigins } = location;
  // Firefox does not tell who frames the page: better refuse than wait for what can't come.
  if (!ancestorOrigins) return true;
  return [...ancestorOrigins].some((origin) => !isSameSite(new URL(origin), location));
}

function isSameOriginFrame(): boolean {
  try {
    return top?.location.origin === location.origin;
  } catch {
    return false;
  }
}

/** An approximation without the public suffix list: two labels in common, three under suffixes such as `co.uk`. */
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
