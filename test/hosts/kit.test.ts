import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { serve } from '@hono/node-server';
import { MinimalBackend } from '../contract/minimal/backend.js';
import { sessionHeader } from '../support/test-portal.js';
import { succeed } from './support/installed-app.js';

describe('the packed kit in an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vcc-dynamics-auth-kit-'));
  let standIns: ChildProcess | undefined;
  before(() => {
    const [packed] = JSON.parse(succeed(process.cwd(), ['pack', './dist/kit', '--json', '--pack-destination', folder]));
    succeed(folder, ['init', '-y']);
    succeed(folder, ['install', '--no-audit', '--no-fund', '--prefer-offline', join(folder, packed.filename)]);
  });
  after(() => {
    standIns?.kill();
    rmSync(folder, { recursive: true });
  });

  const start = (command: string, args: string[] = [], environment: Record<string, string> = {}) =>
    spawn(process.execPath, [join('node_modules', '.bin', command), ...args], {
      cwd: folder,
      env: { ...process.env, npm_lifecycle_event: '', ...environment },
    });
  const run = async (command: string, args: string[] = []) => {
    const child = start(command, args);
    const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    return { code, lines: output.trimEnd().split('\n'), errors };
  };

  it('has commands, the contract and what to do, and no more', () => {
    const installed = join(folder, 'node_modules', 'vcc-dynamics-auth-kit');
    const { dependencies, bin } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    assert.deepEqual(Object.keys(bin), ['vcc-check-backend', 'vcc-stand-ins']);
    assert.deepEqual(Object.keys(dependencies), [
      '@hono/node-server',
      'hono',
      'jose',
      'oidc-provider',
      'openid-client',
      'zod',
    ]);
    const others = readdirSync(installed).filter((name) => !name.endsWith('.js'));
    assert.deepEqual(others.sort(), ['LICENSE', 'README.md', 'openapi.json', 'package.json']);
  });

  it('says how it is used, by the names that it has here', async () => {
    for (const command of ['vcc-check-backend', 'vcc-stand-ins']) {
      const { code, lines } = await run(command, ['--help']);
      assert.equal(code, 0);
      assert.ok(lines[0]?.startsWith(`${command} `), lines[0]);
      assert.ok(!lines.join('\n').includes('npm run'));
    }
    const { code, errors } = await run('vcc-check-backend', ['http://127.0.0.1:2/']);
    assert.match(
      errors,
      /^The Entra stand-in does not answer at http:\/\/127\.0\.0\.1:3: .*Start it with vcc-stand-ins/,
    );
    assert.equal(code, 2);
  });

  it('finds nothing wrong with a backend that is right, by the stand-ins that came with it', async () => {
    const redirectUri = 'http://localhost:4000/popup-callback.html';
    standIns = start('vcc-stand-ins', [], {
      PORT: '0',
      REDIRECT_URI: redirectUri,
      CLIENT_SECRET: 'a-secret-of-the-team',
    });
    let printed = '';
    for await (const chunk of standIns.stdout ?? []) {
      printed += chunk;
      if (printed.includes('Ctrl-C')) break;
    }
    const value = (label: string) => new RegExp(`${label} +(.+)`).exec(printed)?.[1] ?? '';
    const metadata = await (await fetch(value('its OpenID metadata'))).json();
    const backend = new MinimalBackend({
      clientId: value('client ID'),
      clientSecret: value('client secret'),
      redirectUri,
      authority: value('authority'),
      metadata,
      discoveryUrl: value('discovery'),
      hosts: value('hosts of environments')
        .split(', ')
        .map((host) => new RegExp(`^${host.replaceAll('.', '\\.')}$`)),
    });
    const server = serve({ fetch: (request) => backend.fetch(request), hostname: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const people = {
      '--first': { vccAccountId: 'kit-one', userId: 'ada' },
      '--second': { vccAccountId: 'kit-two', userId: 'ben' },
      '--colleague': { vccAccountId: 'kit-one', userId: 'cleo' },
      '--viewer': { vccAccountId: 'kit-one', userId: 'vera', canChange: false },
    };
    const sessions = Object.entries(people).flatMap(([option, person]) => [
      option,
      `X-Test-Session: ${sessionHeader(person)['X-Test-Session']}`,
    ]);
    const { code, lines } = await run('vcc-check-backend', [
      `http://127.0.0.1:${port}/api/dynamics-link`,
      ...['--entra', new URL(value('its OpenID metadata')).origin, '--redirect-uri', redirectUri],
      ...sessions,
      ...['--junit', 'kit.xml', '--json', 'kit.json'],
    ]);
    server.close();
    assert.deepEqual(
      lines.filter((line) => line.startsWith('  NOT')),
      [],
    );
    // What the minimal backend leaves out, and what takes a command that restarts it.
    const untried = lines.flatMap((line) => /^ {2}– +(R-[A-Z]+)/.exec(line)?.[1] ?? []);
    assert.deepEqual([...new Set(untried)], ['R-CHECK', 'R-REPLACE', 'R-CRASH']);
    assert.match(lines.at(-1) ?? '', /^\d{3} passed, 0 failed, 5 not tried: /);
    assert.equal(code, 0);
    assert.equal(JSON.parse(readFileSync(join(folder, 'kit.json'), 'utf8')).failed, 0);
    assert.match(readFileSync(join(folder, 'kit.xml'), 'utf8'), /^<\?xml/);
  });
});
