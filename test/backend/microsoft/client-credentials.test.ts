import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Credential, createLinkBackend } from '../../../src/backend.js';
import { clientId, clientSecret, later, redirectUri, startTestBackend, type TestBackend } from '../test-backend.js';

const file = (name: string) => readFileSync(new URL(`../../support/certificates/${name}.pem`, import.meta.url), 'utf8');
const certificate = { certificate: file('certificate'), privateKey: file('pkcs1') };

describe('the credentials of the application', () => {
  let setup: TestBackend;
  const warnings: string[] = [];
  const onWarning = (warning: Error & { code?: string }) => warnings.push(`${warning.code} ${warning.message}`);
  before(async () => {
    process.on('warning', onWarning);
    setup = await startTestBackend();
  });
  afterEach(async () => {
    warnings.length = 0;
    setup.entra.credentials = { secrets: [clientSecret], certificates: [] };
    await setup.reset();
  });
  after(async () => {
    await setup.close();
    process.off('warning', onWarning);
  });

  const use = (credentials: Credential[], own: { clientId?: string; credentials?: Credential[] } = {}) => {
    const { authority, metadata } = setup.entra;
    return setup.restart({
      entra: { clientId, credentials, registrations: [{ redirectUri, authority, metadata, ...own }] },
    });
  };
  const known = (secrets: string[], certificates: string[] = []) => {
    setup.entra.credentials = { secrets, certificates };
  };
  const seen = async () => {
    await new Promise((resolve) => setImmediate(resolve));
    return warnings.filter((text) => text.startsWith('VCC_DYNAMICS_AUTH_CREDENTIAL_REFUSED'));
  };

  it('may be a certificate, at the redemption and at each refresh', async () => {
    known([], [file('certificate')]);
    await use([certificate]);
    const { page } = await setup.linkAccount('alex');
    await later(80, async () => {
      assert.deepEqual(await setup.findContacts(page.vccAccountId, 'Anderson'), ['Anderson']);
    });
    assert.equal(setup.tokenRequests(), 1);
  });

  it('are replaced without a gap: the next is used when one is refused, also for a code', async () => {
    const steps: [credentials: Credential[], secrets: string[], certificates: string[]][] = [
      [[{ secret: 'old' }], ['old'], []],
      [[{ secret: 'new' }, { secret: 'old' }], ['old'], []],
      [[{ secret: 'new' }, { secret: 'old' }], ['old', 'new'], []],
      [[{ secret: 'new' }, { secret: 'old' }], ['new'], []],
      [[certificate, { secret: 'new' }], ['new'], []],
      [[certificate, { secret: 'new' }], ['new'], [file('certificate')]],
      [[certificate], [], [file('certificate')]],
    ];
    for (const [index, [credentials, secrets, certificates]] of steps.entries()) {
      known(secrets, certificates);
      await use(credentials);
      const page = setup.page();
      assert.equal((await page.link('kim')).status, 201, `step ${index}`);
      await later(80, () => setup.findContacts(page.vccAccountId, 'Anderson'));
      await page.delete();
    }
  });

  it('are tried anew in each process, and the one that worked is kept for a while: Entra is not asked in vain each time', async () => {
    known(['second']);
    await use([{ secret: 'first' }, { secret: 'second' }]);
    const { page } = await setup.linkAccount('alex');
    for (const minutes of [80, 160]) await later(minutes, () => setup.findContacts(page.vccAccountId, 'Anderson'));
    const told = await seen();
    assert.ok(told.length <= 3, `${told.length} warnings`);
    assert.match(told[0] ?? '', /credential 1 of 2.*7000215/s);
    for (const text of warnings) assert.doesNotMatch(text, /second|first'/);
  });

  it('that are refused all are an operator’s matter, and end no link', async () => {
    await use([{ secret: clientSecret }]);
    const { page } = await setup.linkAccount('alex');
    known(['another']);
    await later(80, async () => {
      await assert.rejects(setup.findContacts(page.vccAccountId, 'Anderson'), { code: 'configuration' });
    });
    assert.equal((await setup.page().link('kim')).problem.code, 'configuration');
    known([clientSecret]);
    await later(100, () => setup.findContacts(page.vccAccountId, 'Anderson'));
  });

  it('may be others for one registration, with its own client ID', async () => {
    known(['of this cloud']);
    await use([{ secret: 'of another cloud' }], { clientId, credentials: [{ secret: 'of this cloud' }] });
    assert.equal((await setup.page().link('alex')).status, 201);
  });

  it('that have expired are told at the start, and forbid it when there is no other', async () => {
    const expired = { certificate: file('expired'), privateKey: file('pkcs8') };
    const { authority, metadata } = setup.entra;
    const alone = createLinkBackend({
      authorize: async () => 'not-signed-in',
      entra: { clientId, credentials: [expired], registrations: [{ redirectUri, authority, metadata }] },
      database: { directory: '/nonexistent/never-opened' },
      keys: [{ id: 'one', secret: new Uint8Array(32) }],
    });
    await assert.rejects(alone, { code: 'configuration', message: /expired on/ });
    await use([expired, { secret: clientSecret, expires: new Date('2020-01-01') }]);
    await new Promise((resolve) => setImmediate(resolve));
    const told = warnings.filter((text) => text.startsWith('VCC_DYNAMICS_AUTH_CREDENTIAL_EXPIRED'));
    assert.equal(told.length, 2);
    assert.equal((await setup.page().link('alex')).status, 201);
  });
});
