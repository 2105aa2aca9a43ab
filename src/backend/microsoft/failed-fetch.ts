/** Codes of Node, OpenSSL and undici for a connection that was not made, so that nothing was sent. */
const notSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EPROTO|UND_ERR_CONNECT_TIMEOUT|UND_ERR_PRX_TLS|CERT_\w+|CRL_\w+|ERR_TLS_\w+|ERR_SSL_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED|HOSTNAME_MISMATCH)$/;

/** Failures without a code of their own: Node's while it makes TLS, undici's for a proxy that makes no tunnel. */
const notSentMessage = /before secure TLS connection was established|Proxy response .*HTTP Tunneling/;

/** What a connection ends with that the other side has closed, maybe long ago. */
const closed = /^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/;

/** Returns true for an error which says that the request did not leave this machine. */
export function wasNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && notSent.test(String(error.code))) return true;
  // A time limit of the network (ETIMEDOUT) may also end an answer.
  if ('syscall' in error && (error.syscall === 'connect' || error.syscall === 'getaddrinfo')) return true;
  if (notSentMessage.test(error.message)) return true;
  // Every address of a name was tried.
  if (error instanceof AggregateError && error.errors.length > 0 && error.errors.every(wasNotSent)) return true;
  return wasNotSent(error.cause);
}

/** Returns true for a connection that broke: where it was kept from an earlier request, the server may have closed it long ago. */
export function wasClosed(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && closed.test(String(error.code))) || wasClosed(error.cause);
}
