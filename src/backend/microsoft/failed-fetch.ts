/** Codes of Node, OpenSSL and undici for a connection that was not made, so that nothing was sent. */
const notSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_CERT\w*|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|HOSTNAME_MISMATCH)$/;

/** Returns true for an error which says that the request did not leave this machine. */
export function wasNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && notSent.test(String(error.code))) return true;
  // Every address of a name was tried.
  if (error instanceof AggregateError && error.errors.length > 0 && error.errors.every(wasNotSent)) return true;
  return wasNotSent(error.cause);
}
