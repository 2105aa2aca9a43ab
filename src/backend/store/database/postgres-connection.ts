import type { Client } from 'pg';
import { LinkError } from '../../errors.js';

/** Names and addresses of this machine; a path is a Unix socket. */
const thisMachine = /^(localhost|127(\.\d{1,3}){3}|::1|\/.*)$/;

/**
 * Checks that nobody on the network can read or take over a connection: beyond this machine the URL says
 * `sslmode=verify-full`, or `sslmode=disable` in so many words. With the modes in between a server without TLS or with
 * any certificate is believed (PostgreSQL, libpq-ssl, table 32.1), or pg understands them otherwise than libpq does.
 *
 * @param makeClient makes a client of pg for the URL, not connected: what counts is how pg reads it
 * @throws LinkError `configuration`; the message has nothing of the URL, which holds a password
 */
export function requireSafeConnection(url: string, makeClient: () => Client): void {
  const { host, ssl } = readAsPgDoes(makeClient) as { host: string; ssl?: boolean | TlsOptions };
  if (thisMachine.test(host)) return;
  const query = url.includes('?') ? new URLSearchParams(url.slice(url.indexOf('?') + 1)) : new URLSearchParams();
  const modes = query.getAll('sslmode');
  // pg takes the last of several, and other parameters turn the check of the certificate off.
  const isPlain = modes.length === 1 && !query.has('ssl') && !query.has('uselibpqcompat');
  if (isPlain && modes[0] === 'disable' && !ssl) return;
  if (isPlain && modes[0] === 'verify-full' && isVerified(ssl)) return;
  throw new LinkError(
    'configuration',
    'database.url: for a server beyond this machine write ?sslmode=verify-full (and &sslrootcert=FILE where its certificate is of a private authority), or ?sslmode=disable where nobody else is on the network; no other mode, and once only',
  );
}

interface TlsOptions {
  rejectUnauthorized?: boolean;
  checkServerIdentity?: unknown;
}

function isVerified(ssl: boolean | TlsOptions | undefined): boolean {
  if (typeof ssl !== 'object') return ssl === true;
  return ssl.rejectUnauthorized !== false && ssl.checkServerIdentity === undefined;
}

function readAsPgDoes(makeClient: () => Client): Client {
  try {
    return makeClient();
  } catch (error) {
    // The error's text may have the URL in it; its code, such as ENOENT for `sslrootcert`, does not.
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    throw new LinkError('configuration', `database.url: pg cannot read this URL, or a file that it names${code}`);
  }
}
