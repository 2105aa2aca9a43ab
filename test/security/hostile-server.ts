import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateSync, gzipSync } from 'node:zlib';

/** Numbers from 0 to 1 that are the same for one seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How an answer is sent, which begins with its status line. */
interface HostileAnswer {
  bytes: Buffer;
  /** Afterwards: keeps the connection open, ends it, breaks it, or goes on for ever. */
  afterwards: 'keep' | 'end' | 'break' | 'endless';
  /** Sends one byte at a time. */
  drips: boolean;
}

const statuses = [
  200, 200, 200, 201, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 405, 412, 418, 429, 500, 502, 503,
].concat([0, 99, 100, 101, 103, 205, 599, 600, 999]);
const types = [
  'application/json',
  'application/json',
  'text/html',
  'image/png',
  'application/json; charset=utf-16',
  '',
  '\u0001',
];
const encodings = ['', 'gzip', 'cut gzip', 'no gzip', 'deflate', 'br', 'gzip, gzip', 'bomb'];
const lengths = ['right', 'long', 'short', 'none', 'twice', 'word', 'chunked', 'bad chunks'];
const forged = `${Buffer.from('{"alg":"RS256","kid":"x"}').toString('base64url')}.${Buffer.from('{"iss":"x","nonce":"n"}').toString('base64url')}.AAAA`;
const bomb = gzipSync(Buffer.alloc(100_000_000));
const bodies: readonly (string | Buffer)[] = [
  '',
  '<!doctype html><h1>We will be back soon</h1>',
  'null',
  'true',
  '17',
  '"text"',
  '[]',
  '{}',
  '{"value":null}',
  '{"value":{}}',
  '{"value":[null,1,"x"]}',
  '{"value":[{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}]}',
  '{"value":[{"FriendlyName":1,"Url":[],"ApiUrl":{},"State":"0"}]}',
  '{"value":[{"name":17}],"@odata.nextLink":"http://127.0.0.1:1/next"}',
  '{"UserId":"../../x"}',
  '{"RolePrivileges":17}',
  '{"EntitySetName":"contacts?$top=1#"}',
  '{"EntitySetName":"contacts"}',
  '{"error":{"code":17,"message":{}}}',
  '{"error":null}',
  `{"error":{"code":"${'0'.repeat(100_000)}","message":"line\\r\\nbreak\\u0000"}}`,
  '{"error":"invalid_grant","error_codes":["x",null],"error_description":17}',
  '{"error":"invalid_client","error_description":"AADSTS7000215\\r\\n"}',
  `{"access_token":"a b\\r\\nc","token_type":"Bearer","refresh_token":"r","expires_in":1e309,"id_token":"${forged}"}`,
  `{"access_token":"a","token_type":"Bearer","refresh_token":"r","expires_in":-1,"id_token":"${forged}"}`,
  '{"issuer":"x","token_endpoint":"javascript:0","jwks_uri":[]}',
  '{"keys":[{"kty":"RSA","n":"","e":""},null]}',
  '['.repeat(200_000),
  `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
  '{"value":[{"lastname":"x"}',
  '\ufeff{"value":[]}',
  Buffer.from([0xff, 0xfe, 0x00, 0x80, 0x22]),
  Buffer.alloc(70_000),
  `"${'x'.repeat(1_100_000)}"`,
];

const definition: HostileAnswer = {
  bytes: Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 28\r\n\r\n{"EntitySetName":"contacts"}'),
  afterwards: 'keep',
  drips: false,
};

/** Starts a server that answers each request with what nobody expects, the same for the same seed. */
export async function startHostileServer(seed: number): Promise<{ origin: string; close(): Promise<void> }> {
  const random = randomNumbers(seed);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = '';
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      received = (received + chunk.toString('latin1')).slice(-100_000);
      if (!received.includes('\r\n\r\n')) return;
      // Behind this one are the calls that read and write records.
      const isDefinition = received.includes('EntityDefinitions') && random() < 0.5;
      received = '';
      send(socket, isDefinition ? definition : makeAnswer(random)).catch(() => socket.destroy());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no address');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function makeAnswer(random: () => number): HostileAnswer {
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  // Half of them are proper HTTP, so that what is inside gets its turn too.
  const isProper = random() < 0.5;
  const plain = Buffer.from(pick(bodies));
  const [encoding, body] = encode(plain, pick(isProper ? ['', 'gzip'] : encodings));
  const lines = [`HTTP/1.1 ${isProper && random() < 0.4 ? 200 : pick(statuses)} ${pick(['OK', '', 'x'.repeat(9000)])}`];
  const type = pick(types);
  if (type) lines.push(`Content-Type: ${type}`);
  if (encoding) lines.push(`Content-Encoding: ${encoding}`);
  if (random() < 0.3) lines.push(`Retry-After: ${pick(['0', '-1', '1e9', 'soon', '99999999999999999999', ''])}`);
  if (random() < 0.2) lines.push(`OData-EntityId: ${pick(['', 'x'.repeat(5000), 'contacts(1)', 'javascript:0'])}`);
  if (random() < 0.2)
    lines.push(`WWW-Authenticate: ${pick(['Bearer', '"', 'Basic realm="x', 'Bearer error=invalid_token'])}`);
  if (random() < 0.1) lines.push('Location: http://127.0.0.1:1/elsewhere');
  if (random() < 0.05) lines.push(...Array.from({ length: 3000 }, (_, index) => `X-${index}: ${'y'.repeat(20)}`));
  if (random() < 0.03) lines.push(`X-Long: ${'z'.repeat(200_000)}`);
  const length = pick(isProper ? ['right', 'chunked'] : lengths);
  let sent = body;
  if (length === 'right') lines.push(`Content-Length: ${body.length}`);
  if (length === 'long') lines.push(`Content-Length: ${body.length + 1000}`);
  if (length === 'short') lines.push(`Content-Length: ${Math.floor(body.length / 2)}`);
  if (length === 'twice') lines.push(`Content-Length: ${body.length}`, 'Content-Length: 3');
  if (length === 'word') lines.push('Content-Length: -0x1');
  if (length.endsWith('chunked') || length === 'bad chunks') lines.push('Transfer-Encoding: chunked');
  if (length === 'chunked') sent = chunked(body);
  if (length === 'bad chunks') sent = Buffer.from('fffffffffffffffffff\r\n');
  if (!isProper && random() < 0.1)
    lines.splice(1 + Math.floor(random() * lines.length), 0, pick([' folded', 'no colon', ': no name', 'X\u0000: 1']));
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const whole = Buffer.concat([head, sent]);
  const isCut = !isProper && random() < 0.2;
  return {
    bytes: isCut ? whole.subarray(0, Math.floor(random() * whole.length)) : whole,
    afterwards: pick(isProper ? ['keep', 'end'] : ['keep', 'end', 'break', 'endless']),
    drips: random() < 0.03,
  };
}

function encode(body: Buffer, kind: string): [encoding: string, body: Buffer] {
  if (kind === 'gzip') return ['gzip', gzipSync(body)];
  if (kind === 'cut gzip') return ['gzip', gzipSync(body).subarray(0, 12)];
  if (kind === 'no gzip') return ['gzip', body];
  if (kind === 'deflate') return ['deflate', deflateSync(body)];
  if (kind === 'bomb') return ['gzip', bomb];
  return [kind, body];
}

function chunked(body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n0\r\n\r\n')]);
}

async function send(socket: Socket, { bytes, afterwards, drips }: HostileAnswer): Promise<void> {
  for (const part of drips ? bytes.subarray(0, 2000) : []) {
    if (socket.destroyed) return;
    socket.write(Buffer.of(part));
    await sleep(5);
  }
  if (!drips) await write(socket, bytes);
  const more = Buffer.alloc(65_536, '[');
  while (afterwards === 'endless' && !socket.destroyed) await write(socket, more);
  if (afterwards === 'end') socket.end();
  if (afterwards === 'break') socket.resetAndDestroy();
}

function write(socket: Socket, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve();
    const done = () => {
      socket.off('close', done);
      resolve();
    };
    socket.once('close', done);
    socket.write(bytes, done);
  });
}
