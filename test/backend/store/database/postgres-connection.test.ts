import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { openDatabase } from '../../../../src/backend/store/database/database.js';
import { queryPostgres } from '../../../support/postgres.js';
import { postgres } from '../../test-database.js';

const password = 'p4ss-of-the-database';
const urlOf = (query: string, host = 'db.invalid') => `postgres://links:${password}@${host}/links${query}`;
const open = async (url: string) => {
  const database = await openDatabase({ url });
  await database.close();
};

describe('the URL of a PostgreSQL server', () => {
  it('beyond this machine asks for a verified certificate, or for no encryption in so many words', async () => {
    for (const query of ['?sslmode=verify-full', '?sslmode=disable', '?application_name=x&sslmode=verify-full']) {
      await open(urlOf(query));
    }
  });

  const refused = [
    '',
    '?',
    '?sslmode=',
    '?sslmode=require',
    '?sslmode=prefer',
    '?sslmode=allow',
    '?sslmode=verify-ca',
    '?sslmode=no-verify',
    '?sslmode=VERIFY-FULL',
    '?sslmode=require&uselibpqcompat=true',
    '?sslmode=verify-full&uselibpqcompat=true',
    '?sslmode=verify-full&sslmode=no-verify',
    '?sslmode=no-verify&sslmode=verify-full',
    '?sslmode=disable&sslmode=verify-full',
    '?sslmode=disable&ssl=true',
    '?ssl=true',
    '?ssl=no-verify',
    '?ssl=0',
    '?sslnegotiation=direct',
    '?SSLMODE=verify-full',
    '?x=%20&sslmode=prefer',
    '#?sslmode=verify-full',
  ];
  for (const query of refused) {
    it(`is refused with ${query || 'no parameters'}, and the refusal says what to write, without the password`, async () => {
      const error = await open(urlOf(query)).catch((reason) => reason);
      assert.equal(error.code, 'configuration');
      assert.match(error.message, /sslmode=verify-full/);
      assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(password));
    });
  }

  it('is judged by the server that pg connects to, not by the one that the URL seems to name', async () => {
    await assert.rejects(open(`postgres://links:x@localhost/links?host=db.invalid`), { code: 'configuration' });
    await assert.rejects(open(`postgres://links:x@localhost.db.invalid/links`), { code: 'configuration' });
    await assert.rejects(open(`postgres://links:x@localhost,db.invalid/links`), { code: 'configuration' });
    await assert.rejects(open(`postgres://links:x@0.0.0.0/links`), { code: 'configuration' });
    const host = process.env['PGHOST'];
    process.env['PGHOST'] = 'db.invalid';
    try {
      await assert.rejects(open('postgres:///links'), { code: 'configuration' });
    } finally {
      if (host === undefined) delete process.env['PGHOST'];
      else process.env['PGHOST'] = host;
    }
  });

  it('is not made safe by the environment', async () => {
    process.env['PGSSLMODE'] = 'verify-full';
    try {
      await assert.rejects(open(urlOf('')), { code: 'configuration' });
    } finally {
      delete process.env['PGSSLMODE'];
    }
  });

  it('needs no parameter for this machine: loopback and Unix sockets', async () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]']) await open(urlOf('', host));
    await open('postgres:///links?host=/var/run/postgresql');
    await open('socket:/var/run/postgresql?db=links');
    await open('/var/run/postgresql links');
  });

  it('that cannot be read, or that names a missing file, is refused without the password', async () => {
    const unreadable = [
      urlOf('?sslmode=verify-full&sslrootcert=/no/such.pem'),
      `postgres://a:${password}%@[`,
      urlOf('', 'x:y'),
    ];
    for (const url of unreadable) {
      const error = await open(url).catch((reason) => reason);
      assert.equal(error.code, 'configuration', url);
      assert.ok(!inspect(error, { depth: 9, showHidden: true }).includes(password));
    }
  });

  it('with `verify-full` sends nothing but the wish for TLS to a server without it', async () => {
    const received: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        received.push(data);
        socket.write('N');
      });
    }).listen(0, '127.0.0.1');
    after(() => server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const database = await openDatabase({ url: urlOf('?sslmode=verify-full', `127.0.0.1:${port}`) });
    await assert.rejects(database.query('select 1'));
    await database.close();
    // SSLRequest: length 8, code 80877103 (PostgreSQL, protocol-message-formats).
    assert.deepEqual(Buffer.concat(received), Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]));
  });
});

/** The server’s certificate is for `localhost`, and from no authority but itself. */
describe('a connection with `verify-full`', { skip: postgres === undefined && 'see npm run test:postgres' }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-'));
    for (const name of ['server', 'other']) makeCertificate(join(folder, name));
    const [row] = await queryPostgres(`${postgres}/postgres`, 'show data_directory');
    const data = String(row?.['data_directory']);
    const { uid, gid } = await stat(data);
    for (const suffix of ['crt', 'key']) {
      const file = join(data, `server.${suffix}`);
      await copyFile(join(folder, `server.${suffix}`), file);
      await chown(file, uid, gid);
      await chmod(file, 0o600);
    }
    await queryPostgres(`${postgres}/postgres`, 'alter system set ssl = on');
    await queryPostgres(`${postgres}/postgres`, 'select pg_reload_conf()');
  });
  after(() => rm(folder, { recursive: true }));

  const query = async (host: string, root: string) => {
    const url = new URL(`${postgres}/postgres?sslmode=verify-full&sslrootcert=${join(folder, root)}`);
    url.hostname = host;
    const database = await openDatabase({ url: url.href });
    try {
      return await database.query('select ssl from pg_stat_ssl where pid = pg_backend_pid()');
    } finally {
      await database.close();
    }
  };

  it('is encrypted to the server that the certificate is for', async () => {
    assert.deepEqual(await query('localhost', 'server.crt'), [{ ssl: true }]);
  });

  it('is refused to a server with a certificate of another authority, or for another name', async () => {
    await assert.rejects(query('localhost', 'other.crt'), /certificate/);
    await assert.rejects(query('127.0.0.1', 'server.crt'), /does not match certificate/);
  });
});

function makeCertificate(path: string): void {
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${path}.key`];
  const made = spawnSync('openssl', ['req', '-x509', ...key, ...subject, '-out', `${path}.crt`], { encoding: 'utf8' });
  assert.equal(made.status, 0, made.stderr);
}
