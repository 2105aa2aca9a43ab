import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { createDatabaseFolder } from '../../backend/test-database.js';
import { startStandIns } from '../../support/stand-ins.js';
import { clientId, clientSecret, redirectUri, sessionHeader } from '../../support/test-portal.js';
import type { ProcessSettings } from './reference-process.js';

describe('npm run check-backend --restart', () => {
  let standIns: Awaited<ReturnType<typeof startStandIns>>;
  let settings: ProcessSettings;
  let backend: ChildProcess;
  /** Restarts the backend when it is asked to, as the command of a team would. */
  let control: Server;

  async function start(): Promise<void> {
    const script = new URL('reference-process.ts', import.meta.url).pathname;
    backend = spawn(process.execPath, ['--import', 'tsx', script], {
      env: { ...process.env, BACKEND: JSON.stringify(settings) },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    assert.ok(backend.stdout);
    await once(backend.stdout, 'data');
  }

  async function kill(): Promise<void> {
    const ended = once(backend, 'exit');
    backend.kill('SIGKILL');
    await ended;
  }

  before(async () => {
    standIns = await startStandIns();
    const { entra, dataverse } = standIns;
    control = createServer(async (_request, response) => {
      await kill();
      await start();
      response.end();
    });
    const reserved = createServer().listen(0, '127.0.0.1');
    await once(reserved, 'listening');
    const { port } = reserved.address() as AddressInfo;
    reserved.close();
    settings = {
      port,
      directory: await createDatabaseFolder(),
      secret: randomBytes(32).toString('base64url'),
      entra: {
        clientId,
        credentials: [{ secret: clientSecret }],
        registrations: [{ redirectUri, authority: entra.authority, metadata: entra.metadata }],
      },
      discoveryUrl: dataverse.discoveryUrl,
      hosts: dataverse.hosts.map(({ source }) => source),
    };
    control.listen(0, '127.0.0.1');
    await Promise.all([once(control, 'listening'), start()]);
  });
  after(async () => {
    await kill();
    control.close();
    await standIns.entra.close();
    await standIns.dataverse.close();
  });

  it('ends the reference backend half-way, and finds nothing wrong afterwards', async () => {
    const { port } = control.address() as AddressInfo;
    const kit = spawn('npm', [
      ...['run', '--silent', 'check-backend', '--', `http://127.0.0.1:${settings.port}/api/dynamics-link`],
      ...['--first', `X-Test-Session: ${sessionHeader({ vccAccountId: 'kit-one', userId: 'ada' })['X-Test-Session']}`],
      ...['--second', `X-Test-Session: ${sessionHeader({ vccAccountId: 'kit-two', userId: 'ben' })['X-Test-Session']}`],
      ...['--entra', standIns.entra.origin, '--redirect-uri', redirectUri, '--only', 'R-CRASH'],
      ...['--restart', `node -e "fetch('http://127.0.0.1:${port}')"`],
    ]);
    kit.stderr.pipe(process.stderr);
    const [output] = await Promise.all([text(kit.stdout), once(kit, 'close')]);
    assert.equal(output.trimEnd().split('\n').at(-1), '3 passed, 0 failed, 0 not tried', output);
  });
});
