import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, beforeEach, describe, it } from 'node:test';
import { serve } from '@hono/node-server';
import { clientId, portalOrigin, redirectUri } from '../backend/page.js';
import { startWorld, type World } from '../backend/world.js';
import { faults } from './faults.js';
import { checkBackend, type Result, type Scenario, scenarios } from './scenarios.js';
import type { Target } from './visitor.js';

describe('the contract kit', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ rateLimit: { perUser: 10_000, perAccount: 10_000 } });
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  const session = (vccAccountId: string, userId: string) => ({
    'X-Test-Session': JSON.stringify({ vccAccountId, userId, canChange: true }),
  });

  async function check(fetch: Target['fetch'], chosen: readonly Scenario[] = scenarios): Promise<Result[]> {
    const target = {
      url: `${portalOrigin}/api/dynamics-link`,
      first: session('kit-one', 'ada'),
      second: session('kit-two', 'ben'),
      clientId,
      redirectUri,
      authority: world.entra.authority,
      metadata: world.entra.metadata,
      fetch,
    };
    const results: Result[] = [];
    for await (const result of checkBackend(target, chosen)) results.push(result);
    return results;
  }

  it('finds nothing wrong with the reference backend', async () => {
    const results = await check((request) => world.backend.fetch(request));
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
      const [result] = await check(seed(world.backend), chosen);
      assert.ok(result?.failure, 'it was not found');
      test.diagnostic(result.failure);
    });
  }

  /** `npm run check-backend` against the backend at this address. */
  async function run(url: string): Promise<{ code: number | null; lines: string[] }> {
    const headers = [session('kit-one', 'ada'), session('kit-two', 'ben')].map(
      (header) => `X-Test-Session: ${header['X-Test-Session']}`,
    );
    const options = {
      '--first': headers[0],
      '--second': headers[1],
      '--entra': world.entra.origin,
      '--client-id': clientId,
      '--redirect-uri': redirectUri,
      '--authority': world.entra.authority,
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
    const server = serve({ fetch: (request) => world.backend.fetch(request), hostname: '127.0.0.1', port: 0 });
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
