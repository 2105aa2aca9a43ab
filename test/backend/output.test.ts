import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addToOutput, assertNoSecretInOutput } from '../support/output.js';
import { later, startWorld, type World } from './world.js';

/** Each world of this suite looks through all output when it closes; here is shown that it would find something. */
describe('what is printed, warned of and told to the audit', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  it('is searched for secrets in several spellings', () => {
    const secret = `secret ${Math.random()}`;
    assertNoSecretInOutput([secret]);
    for (const spelling of [secret, Buffer.from(secret).toString('base64url'), Buffer.from(secret).toString('hex')]) {
      const found = `found ${Math.random()}`;
      addToOutput({ nested: [new Error(`${found} ${spelling}`)] });
    }
    assert.throws(() => assertNoSecretInOutput([secret]), /a secret was printed/);
  });

  it('holds no token, code or verifier after a link, a refresh, refusals and an unlink', async () => {
    const page = world.page();
    const request = await page.signIn('alex');
    await page.post(request);
    await later(80, () => world.backend.checkLink(page.vccAccountId));
    await page.post({ ...request, codeVerifier: 'x'.repeat(43) });
    await world.page().link('robin');
    world.entra.revokeGrants('alex');
    await later(160, () => world.backend.checkLink(page.vccAccountId));
    await page.delete();
    assert.ok(world.entra.issuedTokens.length >= 5 && world.secrets.size >= 2);
    assert.ok(world.events.some(({ type }) => type === 'refused'));
    assertNoSecretInOutput([...world.entra.issuedTokens, ...world.secrets]);
  });
});
