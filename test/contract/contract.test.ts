import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { serve } from '@hono/node-server';
import { startTestBackend, type TestBackend } from '../backend/test-backend.js';
import { clientId, redirectUri, sessionHeader, testEndpoint } from '../support/test-portal.js';
import { faults } from './faults.js';
import type { Scenario, Target } from './scenario.js';
import { checkBackend, type Result, scenarios } from './scenarios.js';

describe('the contract kit', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend({
      rateLimit: { perUser: 10_000, perAccount: 10_000, changesPerUser: 10_000, changesPerAccount: 10_000 },
    });
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  const [first, second] = [
    sessionHeader({ vccAccountId: 'kit-one', userId: 'ada' }),
    sessionHeader({ vccAccountId: 'kit-two', userId: 'ben' }),
  ];

  async function check(fetch: Target['fetch'], chosen: readonly Scenario[] = scenarios): Promise<Result[]> {
    const target = { ...testEndpoint(setup.entra, fetch), first, second };
    const results: Result[] = [];
    for await (const result of checkBackend(target, chosen)) results.push(result);
    return results;
  }

  it('finds nothing wrong with the reference backend', async () => {
    const results = await check((request) => setup.backend.fetch(request));
    assert.deepEqual(
      results.filter(({ failure }) => failure),
      [],
    );
    assert.equal(results.length, scenarios.length);
  });

  for (const { name, foundBy, seed } of faults) {
    it(`finds a backend that ${name}`, async (test) => {
      const chosen = scenarios.filter((scenario) => scenario.name === foundBy);
      assert.equal(chosen.length, 1);
      const [result] = await check(seed(setup.backend), chosen);
      assert.ok(result?.failure, 'it was not found');
      test.diagnostic(result.failure);
    });
  }

  /** Runs `npm run check-backend` against the backend at this address. */
  async function run(url: string): Promise<{ code: number | null; lines: string[] }> {
    const toText = (header: typeof first) => `X-Test-Session: ${header['X-Test-Session']}`;
    const options = {
      '--first': toText(first),
      '--second': toText(second),
      '--entra': setup.entra.origin,
      '--client-id': clientId,
      '--redirect-uri': redirectUri,
      '--authority': setup.entra.authority,
    };
    const kit = spawn('npm', [
      'run',
      '--silent',
      'check-backend',
      '--',
      url,
      ...Object.entries(options).flat(),
    ] as string[]);
    kit.stderr.pipe(process.stderr);
    const [output, [code]] = await Promise.all([text(kit.stdout), once(kit, 'close')]);
    return { code, lines: output.split('\n') };
  }

  it('checks over HTTP, also where the server closes the socket after a body that it refuses', async () => {
    const server = serve({ fetch: (request) => setup.backend.fetch(request), hostname: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { code, lines } = await run(`http://127.0.0.1:${port}/api/dynamics-link`);
    server.close();
    assert.deepEqual(
      lines.filter((line) => line.startsWith('  NOT')),
      [],
    );
    assert.equal(lines.at(-2), `${scenarios.length} of ${scenarios.length} as the contract says`);
    assert.equal(code, 0);
  });

  it('says of a backend that does not answer that it does not', async () => {
    const { code, lines } = await run('http://127.0.0.1:1/api/dynamics-link');
    assert.equal(lines.at(-2), `0 of ${scenarios.length} as the contract says`);
    assert.ok(lines.some((line) => line.includes('GET got no answer')));
    assert.equal(code, 1);
  });
});
