/** Returns the origin of another site on this machine: `127.0.0.1` in place of `localhost`. */
export function otherSiteOf(origin: string): string {
  return origin.replace('//localhost', '//127.0.0.1');
}
