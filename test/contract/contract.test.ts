import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startStandIns } from '../support/stand-ins.js';
import { clientId, clientSecret, redirectUri, sessionHeader, testEndpoint } from '../support/test-portal.js';
import { faults } from './all-faults.js';
import { groups } from './faults/fault.js';
import { checkBackend, type Result, scenarios } from './kit.js';
import { MinimalBackend } from './minimal/backend.js';
import { requirements } from './requirements.js';
import type { Target } from './scenario.js';

describe('the contract kit', () => {
  let standIns: Awaited<ReturnType<typeof startStandIns>>;
  before(async () => {
    standIns = await startStandIns();
  });
  after(async () => {
    await standIns.entra.close();
    await standIns.dataverse.close();
  });

  const first = sessionHeader({ vccAccountId: 'kit-one', userId: 'ada' });
  const second = sessionHeader({ vccAccountId: 'kit-two', userId: 'ben' });
  const colleague = sessionHeader({ vccAccountId: 'kit-one', userId: 'cleo' });
  const viewer = sessionHeader({ vccAccountId: 'kit-one', userId: 'vera', canChange: false });

  async function check({ fetch, restart }: Pick<Target, 'fetch' | 'restart'>): Promise<Result[]> {
    const target = {
      ...testEndpoint(standIns.entra, fetch),
      first,
      second,
      colleague,
      viewer,
      ...(restart && { restart }),
    };
    const results: Result[] = [];
    for await (const result of checkBackend(target)) results.push(result);
    return results;
  }

  it('finds nothing wrong with a backend that shares nothing with the reference backend but the contract', async () => {
    const { entra, dataverse } = standIns;
    const backend = new MinimalBackend({
      clientId,
      clientSecret,
      redirectUri,
      authority: entra.authority,
      metadata: entra.metadata,
      discoveryUrl: dataverse.discoveryUrl,
      hosts: dataverse.hosts,
    });
    const results = await check({
      fetch: (request) => backend.fetch(request),
      restart: async () => {
        backend.crash();
        backend.microsoft.crash();
      },
    });
    assert.deepEqual(
      results.filter(({ failure }) => failure),
      [],
    );
    // What a first version may leave out.
    const untried = results.filter(({ notTried }) => notTried).map(({ requirement }) => requirement);
    assert.deepEqual(untried, ['R-CHECK-1', 'R-REPLACE-1']);
  });

  it('tries every numbered requirement, or finds it broken by another scenario', () => {
    const tried = new Set(scenarios.map(({ requirement }) => requirement));
    // These are looked at in every answer.
    const everywhere = new Set(['R-HTTP-1', 'R-HTTP-3', 'R-HTTP-4', 'R-HTTP-7', 'R-LEAK-1', 'R-LEAK-2', 'R-ETAG-1']);
    const untried = Object.keys(requirements).filter((id) => !tried.has(id as never) && !everywhere.has(id));
    assert.deepEqual(untried, []);
  });

  it('has faults to be tried with, each of an id of its own and of a group', () => {
    const ids = faults.map(({ id }) => id);
    assert.deepEqual(
      ids.filter((id, index) => ids.indexOf(id) !== index || !groups[id[0] ?? '']),
      [],
    );
    assert.ok(faults.length >= 120);
  });
});
