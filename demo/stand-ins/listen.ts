import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A port that the demo needs is taken. */
export class PortInUseError extends Error {
  constructor(
    readonly port: number,
    readonly service: string,
    options: ErrorOptions,
  ) {
    super(`port ${port} (${service}) is in use`, options);
  }
}

/** Certificate for `localhost` and its key, PEM: for backends whose libraries insist on https. */
export interface Tls {
  cert: string;
  key: string;
}

/** Bytes: Dataverse takes URLs of 32 KB (powerapps-docs, query/overview: "URL length limitations"), Node half of that by default. */
export const maxHeaderSize = 40 * 1024;

/**
 * Opens a server on the loopback address and nowhere else.
 *
 * @param port 0 for any free port.
 * @throws PortInUseError
 */
export async function listen(
  service: string,
  port: number,
  tls?: Tls,
): Promise<{ server: Server; port: number; origin: string }> {
  const server: Server = tls ? createTlsServer({ ...tls, maxHeaderSize }) : createServer({ maxHeaderSize });
  // No keep-alive: after a restart on the same port, a client in this process would use a dead connection.
  server.maxRequestsPerSocket = 1;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, service, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: opened } = server.address() as AddressInfo;
  return { server, port: opened, origin: tls ? `https://localhost:${opened}` : `http://127.0.0.1:${opened}` };
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
