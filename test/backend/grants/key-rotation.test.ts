import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { later, linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';

describe('what is stored, when the keys are rotated,', () => {
  let setup: TestBackend;
  const newKey = () => ({ id: randomUUID(), secret: randomBytes(32) });
  let key = newKey();
  before(async () => {
    setup = await startTestBackend({ keys: [key] });
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  const findAlex = (page: Page) => setup.findContacts(page.vccAccountId, 'Anderson');

  it('is encrypted with the newest key after a rotation, and does not need the old one any more', async () => {
    const page = setup.page('rotated');
    await page.link('alex');
    const choosing = setup.page();
    const { choice } = (await choosing.link('sam')).problem;
    const newest = newKey();
    await setup.restart({ keys: [newest, key] });
    await setup.backend.rotateKeys();
    key = newest;
    await setup.restart({ keys: [key] });
    assert.equal((await findAlex(page)).length, 1);
    const organizationUrl = setup.dataverse.organizations[1]?.url;
    assert.equal((await choosing.post({ choice, organizationUrl })).status, 201);
  });

  it('is moved to a new key row by row, leaving what has a missing key, which is told at the start', async (test) => {
    const [alex, kim] = [setup.page(), setup.page()];
    await alex.link('alex');
    const [lost, newest] = [newKey(), newKey()];
    await setup.restart({ keys: [lost, key] });
    await kim.link('kim');

    const warnings: string[] = [];
    test.mock.method(process, 'emitWarning', (message: string) => warnings.push(message));
    await setup.restart({ keys: [newest, key] });
    assert.deepEqual(warnings.length, 1);
    assert.match(warnings[0] ?? '', new RegExp(`1 stored grants need the key "${lost.id}"`));
    const keyMissing = { name: 'LinkError', code: 'restricted', details: { reason: 'key-missing' } };
    const shown = async () => {
      const { health, healthReason } = linked((await kim.get()).body);
      return [health, healthReason];
    };
    await assert.rejects(findAlex(kim), keyMissing);
    assert.deepEqual(await shown(), ['restricted', 'key-missing'], 'not expired');
    await later(80, () => assert.rejects(findAlex(kim), keyMissing));
    assert.equal(await setup.backend.checkLink(kim.vccAccountId), 'restricted');
    assert.deepEqual(await shown(), ['restricted', 'key-missing'], 'not expired when a refresh is due either');

    await setup.backend.rotateKeys();
    const keys = await setup.query(`select key_id from link order by key_id = $$${newest.id}$$`);
    assert.deepEqual(keys, [{ key_id: lost.id }, { key_id: newest.id }]);
    assert.equal((await findAlex(alex)).length, 1);
    key = newest;
    await setup.restart({ keys: [newest, lost] });
    assert.equal((await findAlex(kim)).length, 1, 'nothing is lost when the key comes back');
    assert.deepEqual(await shown(), ['active', undefined]);
    await setup.backend.rotateKeys();
    await setup.restart({ keys: [key] });
  });

  it('is said to need its key where another one has the same id, and links again in its place', async (test) => {
    const page = setup.page();
    await page.link('alex');
    const warnings: string[] = [];
    test.mock.method(process, 'emitWarning', (message: string) => warnings.push(message));
    await setup.restart({ keys: [{ ...newKey(), id: key.id }] });
    assert.match(warnings.join(), new RegExp(`another key of the id "${key.id}"`));
    assert.equal(linked((await page.get()).body).healthReason, 'key-missing');
    assert.equal((await page.link('alex')).status, 201);
    assert.equal(linked((await page.get()).body).health, 'active');
    await page.delete();
    await setup.restart({ keys: [key] });
  });

  it('is moved to a new key in spite of a row that does not open, which is named', async () => {
    const [altered, sound] = [setup.page('a-altered'), setup.page('b-sound')];
    await altered.link('alex');
    await sound.link('kim');
    await setup.query(`update link set refresh_token = access_token where vcc_account_id = 'a-altered'`);
    const newest = newKey();
    await setup.restart({ keys: [newest, key] });
    await assert.rejects(setup.backend.rotateKeys(), { code: 'internal', message: /a-altered/ });
    key = newest;
    await setup.restart({ keys: [key] });
    assert.equal((await findAlex(sound)).length, 1);
  });

  it('answers a repeated POST also after the keys were rotated', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const { linkId } = linked((await page.post(request)).body);
    await setup.restart({ keys: [newKey(), key] });
    assert.equal(linked((await page.post(request)).body).linkId, linkId);
  });
});
