import { readFileSync } from 'node:fs';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type DataverseStandIn, startDataverse } from '../../../demo/stand-ins/dataverse/stand-in.js';
import { type EntraStandIn, startEntra } from '../../../demo/stand-ins/entra/stand-in.js';
import { maxHeaderSize } from '../../../demo/stand-ins/listen.js';
import { findPorts } from './free-ports.js';

const tlsFile = (name: string) => fileURLToPath(new URL(`../../support/tls/${name}`, import.meta.url));

/** Certificate of the names below. */
export const certificateFile = tlsFile('microsoft.pem');

const login = 'https://login.microsoftonline.com';
const contoso = { origin: 'https://contoso.crm4.dynamics.com', apiOrigin: 'https://contoso.api.crm4.dynamics.com' };
const fabrikam = { origin: 'https://fabrikam.crm.dynamics.com', apiOrigin: 'https://fabrikam.api.crm.dynamics.com' };
const discovery = 'https://globaldisco.crm.dynamics.com';

/** The stand-ins under Microsoft's names, with TLS, for whoever goes through the proxy. */
export interface AsMicrosoft {
  entra: EntraStandIn;
  dataverse: DataverseStandIn;
  /** URL of a proxy that knows Microsoft's names and no others. */
  proxy: string;
  close(): Promise<void>;
}

export async function startAsMicrosoft(registered: {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}): Promise<AsMicrosoft> {
  const { clientId, clientSecret, redirectUri } = registered;
  const first = await findPorts(4);
  const dataverse = await startDataverse({
    ports: [first + 1, first + 2, first + 3],
    // Not by its name, which only the proxy knows.
    tokens: { jwksUri: () => `http://127.0.0.1:${first}${new URL(entra.metadata.jwks_uri).pathname}` },
    names: { contoso, fabrikam, discovery },
  });
  const { resources } = dataverse;
  const entra = await startEntra({
    port: first,
    clientId,
    clientSecret,
    redirectUris: [redirectUri],
    resources,
    name: login,
  });
  const ports = new Map([
    [login, first],
    [contoso.origin, first + 1],
    [contoso.apiOrigin, first + 1],
    [fabrikam.origin, first + 2],
    [fabrikam.apiOrigin, first + 2],
    [discovery, first + 3],
  ]);

  const tls = createTlsServer(
    { key: readFileSync(tlsFile('microsoft-key.pem')), cert: readFileSync(certificateFile), maxHeaderSize },
    (request, response) => passOn(request, response, ports.get(`https://${request.headers.host}`)),
  );
  const tlsPort = await listen(tls);
  const proxy = createServer((_request, response) => response.writeHead(502).end());
  proxy.on('connect', (request, socket) => {
    const isKnown = ports.has(`https://${request.url?.replace(/:443$/, '')}`);
    if (!isKnown) return void socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    const onward = connect(tlsPort, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    onward.pipe(socket).pipe(onward);
    for (const end of [socket, onward]) end.on('error', () => end.destroy());
  });
  return {
    entra,
    dataverse,
    proxy: `http://127.0.0.1:${await listen(proxy)}`,
    async close() {
      for (const server of [proxy, tls]) {
        server.closeAllConnections();
        server.close();
      }
      await Promise.all([entra.close(), dataverse.close()]);
    },
  };
}

function passOn(request: IncomingMessage, response: ServerResponse, port: number | undefined): void {
  if (port === undefined) return void response.writeHead(421).end();
  const headers = { ...request.headers, 'x-forwarded-proto': 'https' };
  const onward = forward({ port, host: '127.0.0.1', method: request.method, path: request.url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

async function listen(server: ReturnType<typeof createServer> | ReturnType<typeof createTlsServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
