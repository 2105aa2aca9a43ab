import { createServer, type Server } from 'node:http';
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

/**
 * Opens a server on the loopback address and nowhere else.
 *
 * @param port 0 for any free port.
 * @throws PortInUseError
 */
export async function listen(service: string, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer();
  // No kept connections: a client in this process would use a dead one after a restart on the same port.
  server.maxRequestsPerSocket = 1;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, service, { cause: error }) : error);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

export async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeAllConnections();
  await closed;
}
