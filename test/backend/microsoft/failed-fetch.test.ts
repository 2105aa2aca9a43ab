import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { after, afterEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { wasNotSent } from '../../../src/backend/microsoft/failed-fetch.js';
import { type Connections, openConnections } from '../../../src/backend/microsoft/limited-fetch.js';

const tlsFile = (name: string) => readFileSync(fileURLToPath(new URL(`../../support/tls/${name}`, import.meta.url)));

describe('a connection to Microsoft', () => {
  const opened: { close(): unknown }[] = [];
  let connections: Connections | undefined;
  afterEach(() => {
    connections?.close();
    connections = undefined;
  });
  after(() => {
    for (const server of opened) server.close();
  });

  async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
    opened.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  const ask = (url: string, method = 'GET') => {
    connections ??= openConnections();
    return connections.fetch(url, {
      method,
      signal: AbortSignal.timeout(5_000),
      ...(method !== 'GET' && { body: '{}' }),
    });
  };

  /** Answers the first request of each socket, and breaks the socket at the second: closed long ago, as it seems. */
  async function forgetful(): Promise<{ url: string; requests: string[] }> {
    const seen = new WeakSet<Socket>();
    const requests: string[] = [];
    const server = createServer((request, response) => {
      requests.push(String(request.method));
      if (seen.has(request.socket)) return request.socket.resetAndDestroy();
      seen.add(request.socket);
      return response.end('{}');
    });
    return { url: `http://127.0.0.1:${await listen(server)}/`, requests };
  }

  it('that was kept and has died is replaced for a question, which is sent again once', async () => {
    const { url, requests } = await forgetful();
    for (let round = 0; round < 4; round++) assert.equal((await ask(url)).status, 200);
    assert.ok(requests.length > 4, 'some were sent twice');
  });

  it('that dies for good is given up after two tries', async () => {
    let requests = 0;
    const server = createServer((request) => {
      requests++;
      request.socket.resetAndDestroy();
    });
    await assert.rejects(ask(`http://127.0.0.1:${await listen(server)}/`));
    assert.equal(requests, 2);
  });

  it('that has died never leads to a change that is sent twice', async () => {
    const { url, requests } = await forgetful();
    const errors: unknown[] = [];
    for (let round = 0; round < 6; round++) await ask(url, 'POST').catch((error: unknown) => errors.push(error));
    assert.ok(errors.length > 0, 'a kept connection was broken');
    assert.ok(!errors.some(wasNotSent), 'it may have been carried out');
    assert.equal(requests.length, 6);
  });

  it('that breaks off within an answer may have carried out what was sent', async () => {
    const server = createServer((request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{');
      setImmediate(() => request.socket.resetAndDestroy());
    });
    const error = await ask(`http://127.0.0.1:${await listen(server)}/`, 'POST').catch((thrown: unknown) => thrown);
    assert.equal(wasNotSent(error), false);
  });

  const untrusted = () =>
    createTlsServer({ key: tlsFile('key.pem'), cert: tlsFile('certificate.pem') }, (_request, response) =>
      response.end(),
    );
  const neverMade: [what: string, url: () => Promise<string>, environment?: () => Promise<Record<string, string>>][] = [
    ['a host that does not exist', async () => 'https://nowhere.invalid/'],
    [
      'a port that nobody listens on',
      async () => {
        const server = createServer();
        const port = await listen(server);
        await new Promise((resolve) => server.close(resolve));
        return `http://127.0.0.1:${port}/`;
      },
    ],
    ['a certificate that is not trusted', async () => `https://localhost:${await listen(untrusted())}/`],
    ['a server without TLS', async () => `https://127.0.0.1:${await listen(createServer())}/`],
    [
      'a server that hangs up while TLS is made',
      async () =>
        `https://127.0.0.1:${await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy())))}/`,
    ],
    [
      'a proxy that makes no tunnel',
      async () => 'https://contoso.crm.dynamics.com/',
      async () => {
        const proxy = createServer().on('connect', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
        return { HTTPS_PROXY: `http://127.0.0.1:${await listen(proxy)}` };
      },
    ],
    [
      'a proxy that is not there',
      async () => 'https://contoso.crm.dynamics.com/',
      async () => ({ HTTPS_PROXY: 'http://127.0.0.1:1' }),
    ],
  ];
  for (const [what, url, environment] of neverMade) {
    it(`that is never made has sent nothing: ${what}`, async () => {
      const before = { ...process.env };
      Object.assign(process.env, await environment?.());
      try {
        connections = openConnections();
        const error = await ask(await url(), 'POST').catch((thrown: unknown) => thrown);
        assert.ok(error instanceof Error, 'it failed');
        assert.equal(wasNotSent(error), true, `${error} ${(error as { code?: string }).code} ${error.cause}`);
      } finally {
        process.env = before;
      }
    });
  }
});
