import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { addToOutput, assertNoSecretInOutput } from '../support/output.js';
import { later, startTestBackend, type TestBackend } from './test-backend.js';

/** Every test backend searches all output for secrets when it closes; these tests show that it would find one. */
describe('what is printed, warned of and told to the audit', () => {
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  after(() => setup.close());

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
    const page = setup.page();
    const request = await page.signIn('alex');
    await page.post(request);
    await later(80, () => setup.backend.checkLink(page.vccAccountId));
    await page.post({ ...request, codeVerifier: 'x'.repeat(43) });
    await setup.page().link('robin');
    setup.entra.revokeGrants('alex');
    await later(160, () => setup.backend.checkLink(page.vccAccountId));
    await page.delete();
    assert.ok(setup.entra.issuedTokens.length >= 5 && setup.secrets.size >= 2);
    assert.ok(setup.events.some(({ type }) => type === 'refused'));
    assertNoSecretInOutput([...setup.entra.issuedTokens, ...setup.secrets]);
  });
});
