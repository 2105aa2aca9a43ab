/** Failures to connect. */
const codes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/** True when an error of fetch or `node:http` says that the request did not leave this machine. */
export function wasNotSent(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && codes.includes(String(error.code))) || wasNotSent(error.cause);
}
