/** Returns true for http on this machine, which only stand-ins and other local servers need. */
export function isLoopbackHttp(url: URL): boolean {
  return url.protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname);
}

/** Returns true for URLs that tokens and authorization codes may be sent to: https, or http on this machine. */
export function isHttpsOrLoopback(url: URL): boolean {
  return url.protocol === 'https:' || isLoopbackHttp(url);
}
