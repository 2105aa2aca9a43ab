import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { clientId, portalOrigin, redirectUri } from '../backend/page.js';
import { startWorld, type World } from '../backend/world.js';
import { faults } from './faults.js';
import { checkBackend, scenarios } from './scenarios.js';
import type { Target } from './visitor.js';

describe('the contract kit', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ rateLimit: { perUser: 10_000, perAccount: 10_000 } });
  });
  beforeEach(() => world.reset());
  after(() => world.close());

  function target(fetch: Target['fetch']): Target {
    const session = (vccAccountId: string, userId: string) => ({
      'X-Test-Session': JSON.stringify({ vccAccountId, userId, canChange: true }),
    });
    return {
      url: `${portalOrigin}/api/dynamics-link`,
      first: session('kit-one', 'ada'),
      second: session('kit-two', 'ben'),
      clientId,
      redirectUri,
      authority: world.entra.authority,
      metadata: world.entra.metadata,
      fetch,
    };
  }

  it('finds nothing wrong with the reference backend', async () => {
    const results = await checkBackend(target((request) => world.backend.fetch(request)));
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
      const [result] = await checkBackend(target(seed(world.backend)), chosen);
      assert.ok(result?.failure, 'it was not found');
      test.diagnostic(result.failure);
    });
  }
});
