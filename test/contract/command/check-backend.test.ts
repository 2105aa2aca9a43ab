import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { serve } from '@hono/node-server';
import { startTestBackend, type TestBackend } from '../../backend/test-backend.js';
import { redirectUri, sessionHeader } from '../../support/test-portal.js';
import { scenarios } from '../kit.js';
import { type Requirement, requirements } from '../requirements.js';

describe('npm run check-backend', () => {
  let setup: TestBackend;
  let server: ReturnType<typeof serve>;
  let url: string;
  const folder = mkdtempSync(join(tmpdir(), 'vcc-dynamics-auth-kit-'));
  before(async () => {
    setup = await startTestBackend({
      rateLimit: { perUser: 10_000, perAccount: 10_000, changesPerUser: 10_000, changesPerAccount: 10_000 },
    });
    server = serve({ fetch: (request) => setup.backend.fetch(request), hostname: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/dynamics-link`;
  });
  after(async () => {
    server.close();
    await setup.close();
    rmSync(folder, { recursive: true });
  });

  const toText = (session: Parameters<typeof sessionHeader>[0]) =>
    `X-Test-Session: ${sessionHeader(session)['X-Test-Session']}`;
  const sessions = () => ({
    '--first': toText({ vccAccountId: 'kit-one', userId: 'ada' }),
    '--second': toText({ vccAccountId: 'kit-two', userId: 'ben' }),
    '--entra': setup.entra.origin,
    '--redirect-uri': redirectUri,
  });

  async function run(
    args: readonly string[],
    options: Record<string, string> = {},
  ): Promise<{ code: number | null; lines: string[]; errors: string }> {
    const all = ['run', '--silent', 'check-backend', '--', ...args, ...Object.entries(options).flat()];
    const kit = spawn('npm', all);
    const [output, errors, [code]] = await Promise.all([text(kit.stdout), text(kit.stderr), once(kit, 'close')]);
    return { code, lines: output.trimEnd().split('\n'), errors };
  }

  const others = () => ({
    '--colleague': toText({ vccAccountId: 'kit-one', userId: 'cleo' }),
    '--viewer': toText({ vccAccountId: 'kit-one', userId: 'vera', canChange: false }),
  });

  // Its server closes the socket after a body that it refuses.
  it('finds nothing wrong with the reference backend', async () => {
    const { code, lines } = await run([url], { ...sessions(), ...others() });
    assert.deepEqual(
      lines.filter((line) => line.startsWith('  NOT')),
      [],
    );
    // See restarts.test.ts.
    const restarts = scenarios.filter(({ needs }) => needs?.includes('restart')).length;
    const untried = `${restarts} not tried: needs --restart (${restarts})`;
    assert.equal(lines.at(-1), `${scenarios.length - restarts} passed, 0 failed, ${untried}`);
    assert.equal(code, 0);
  });

  it('says what it did not try, and why', async () => {
    const { code, lines } = await run([url, '--only', 'R-SESSION'], sessions());
    assert.equal(lines.at(-1), '2 passed, 0 failed, 2 not tried: needs --viewer (1), needs --colleague (1)');
    assert.equal(code, 0);
  });

  it('checks what it is told to, with a colleague and a viewer, and writes that down for machines', async () => {
    const [junit, json] = [join(folder, 'report.xml'), join(folder, 'report.json')];
    const { code, lines } = await run(
      [url, '--only', 'R-SESSION', '--only', 'unlinks twice', '--only', 'R-ETAG-6', '--junit', junit, '--json', json],
      { ...sessions(), ...others() },
    );
    assert.deepEqual([code, lines.at(-1)], [0, '6 passed, 0 failed, 0 not tried']);
    const report = JSON.parse(readFileSync(json, 'utf8'));
    assert.deepEqual([report.passed, report.failed, report.notTried, report.results.length], [6, 0, 0, 6]);
    assert.equal(report.results[0].requires, requirements[report.results[0].requirement as Requirement]);
    const xml = readFileSync(junit, 'utf8');
    assert.match(xml, /<testsuites tests="6" failures="0" skipped="0"/);
    assert.equal(xml.match(/<testcase classname="R-/g)?.length, 6);
  });

  it('says what failed, ends with 1, and writes it so that XML is XML', async () => {
    const junit = join(folder, 'failed.xml');
    // A viewer who may change: what is told of the failure names the session in quotes and brackets.
    const { code, lines } = await run([url, '--only', 'R-SESSION-2', '--junit', junit], {
      ...sessions(),
      '--viewer': toText({ vccAccountId: 'kit-one', userId: '<"&>' }),
    });
    assert.deepEqual([code, lines.at(-1)], [1, '0 passed, 1 failed, 0 not tried']);
    assert.ok(lines.some((line) => line.startsWith('  NOT  R-SESSION-2 ')));
    assert.match(readFileSync(junit, 'utf8'), /<failure message="GET says canChange to a viewer">R-SESSION-2: /);
  });

  it('lists what it checks', async () => {
    const { code, lines } = await run(['--list', '--only', 'R-ETAG-3']);
    assert.equal(code, 0);
    assert.match(lines[0] ?? '', /^R-ETAG-3 +changes nothing/);
    assert.match(
      (await run(['--list'])).lines.at(-1) ?? '',
      new RegExp(`^${scenarios.length} checks of \\d+ requirements$`),
    );
  });

  it('says how it is used', async () => {
    const { code, lines } = await run(['--help']);
    assert.equal(code, 0);
    for (const option of ['--only', '--list', '--junit', '--json', '--colleague', '--viewer']) {
      assert.ok(
        lines.some((line) => line.trimStart().startsWith(option)),
        option,
      );
    }
  });

  const impossible: [what: string, args: string[], changes: Record<string, string>, words: RegExp][] = [
    [
      'a backend that does not answer',
      ['http://127.0.0.1:2/api/dynamics-link'],
      {},
      /backend does not answer at .*ECONNREFUSED/,
    ],
    [
      'a stand-in that does not answer',
      [],
      { '--entra': 'http://127.0.0.1:1' },
      /stand-in does not answer at .*npm run stand-ins/,
    ],
    [
      'a redirect URI that the stand-in does not know',
      [],
      { '--redirect-uri': 'https://portal.example/back' },
      /does not know the redirect URI https:\/\/portal\.example\/back.*REDIRECT_URI=https:\/\/portal\.example\/back/,
    ],
    [
      'a client ID that the stand-in does not know',
      [],
      { '--client-id': 'another' },
      /does not know the client ID another/,
    ],
    [
      'a session that the backend does not know',
      [],
      { '--second': 'Cookie: none' },
      /nobody for signed in with --second/,
    ],
    ['a header that is none', [], { '--viewer': 'nothing' }, /“nothing” is no header/],
    ['a requirement that there is not', ['--only', 'R-NONE-1'], {}, /R-NONE-1 chooses nothing/],
    ['an option that there is not', ['--nothing'], {}, /--nothing/],
  ];
  for (const [what, args, changes, words] of impossible) {
    it(`says of ${what} what to do, and ends with 2`, async () => {
      const [at, ...more] = args[0]?.startsWith('http') ? args : [url, ...args];
      const { code, errors, lines } = await run([at ?? url, ...more], { ...sessions(), ...changes });
      assert.match(errors, words);
      assert.deepEqual([code, lines], [2, ['']]);
      assert.ok(!errors.includes('    at '), 'a stack trace');
    });
  }

  it('says of something else at the place of the stand-in that it is none', async () => {
    const { code, errors } = await run([url], { ...sessions(), '--entra': new URL(url).origin });
    assert.match(errors, /is no Entra stand-in of this kit/);
    assert.equal(code, 2);
  });
});
