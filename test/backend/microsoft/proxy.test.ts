import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createProxy, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const tlsFile = (name: string) => fileURLToPath(new URL(`../../support/tls/${name}`, import.meta.url));

/** The environment is read when a process starts to trust a certificate, so each request is made by a process of its own. */
describe('the way to Microsoft', () => {
  const microsoft = createHttpsServer(
    { key: readFileSync(tlsFile('key.pem')), cert: readFileSync(tlsFile('certificate.pem')) },
    (request, response) => response.end(JSON.stringify({ host: request.headers.host, path: request.url })),
  );
  const proxy = createProxy((_request, response) => response.writeHead(500).end('only CONNECT is expected'));
  let tunnels: string[] = [];
  let proxyUrl: string;
  before(async () => {
    const target = await listen(microsoft);
    proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
    proxy.on('connect', (request, socket, head) => {
      tunnels.push(String(request.url));
      const onward = connect(target, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      for (const end of [socket, onward]) end.on('error', () => end.destroy());
    });
  });
  beforeEach(() => {
    tunnels = [];
  });
  after(() => {
    for (const server of [microsoft, proxy]) {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is the proxy of the environment, under the names that other tools read, and the host stays the one that is asked', async () => {
    for (const name of ['HTTPS_PROXY', 'https_proxy']) {
      for (const host of ['login.microsoftonline.com', 'contoso.crm.dynamics.com']) {
        assert.deepEqual(await ask(`https://${host}/x?y=1`, { [name]: proxyUrl }), { host, path: '/x?y=1' });
        assert.deepEqual(tunnels.splice(0), [`${host}:443`]);
      }
    }
  });

  it('leaves the proxy out for the hosts that NO_PROXY names', async () => {
    const url = `https://localhost:${(microsoft.address() as AddressInfo).port}/`;
    for (const name of ['NO_PROXY', 'no_proxy']) {
      const answer = await ask(url, { HTTPS_PROXY: proxyUrl, [name]: 'example.com,localhost' });
      assert.equal(answer['path'], '/');
    }
    assert.deepEqual(tunnels, []);
  });

  it('is not taken past a proxy that refuses', async () => {
    const refusing = createProxy().on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
    const answer = await ask('https://contoso.crm.dynamics.com/', {
      HTTPS_PROXY: `http://127.0.0.1:${await listen(refusing)}`,
    });
    assert.match(String(answer['error']), /proxy|tunnel|403/i);
    refusing.close();
  });
});

/** Returns what a process with this environment got: the answer, or the error. */
async function ask(url: string, environment: Record<string, string>): Promise<Record<string, unknown>> {
  const source = `
    import { openConnections } from ${JSON.stringify(new URL('../../../src/backend/microsoft/limited-fetch.ts', import.meta.url).href)};
    const { fetch, close } = openConnections();
    const answer = await fetch(${JSON.stringify(url)}, { signal: AbortSignal.timeout(20_000) })
      .then((response) => response.text(), (error) => JSON.stringify({ error: String(error) }));
    console.log(answer);
    close();`;
  const clean = Object.entries(process.env).filter(([name]) => !/_proxy$/i.test(name));
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', source], {
    env: { ...Object.fromEntries(clean), NODE_EXTRA_CA_CERTS: tlsFile('certificate.pem'), ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(Buffer.concat(await child.stdout.toArray()).toString());
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
