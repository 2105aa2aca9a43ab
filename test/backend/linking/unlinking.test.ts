import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http, passthrough } from 'msw';
import { people } from '../../../demo/stand-ins/people.js';
import { interceptRequests } from '../intercepted-requests.js';
import { replace, startTestBackend, type TestBackend } from '../test-backend.js';

describe('unlinking', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  it('deletes link, tokens and waiting grants', async () => {
    const page = setup.page('unlinked-later');
    await page.link('alex');
    assert.equal((await replace(page, 'sam')).problem.code, 'organization-choice-required');
    const { status } = await page.delete();
    assert.equal(status, 204);
    assert.equal((await page.get()).body.status, 'unlinked');
    await assert.rejects(setup.findContacts(page.vccAccountId, 'Anderson'), { code: 'not-linked' });
    assert.deepEqual(await setup.query(`select link_id from link where vcc_account_id = 'unlinked-later'`), []);
    assert.deepEqual(
      await setup.query(
        `select code_hash from attempt where vcc_account_id = 'unlinked-later' and waiting_grant is not null`,
      ),
      [],
    );
    assert.equal((await setup.page().link('alex')).status, 201, 'the user is free');
  });

  it('answers 204 when nothing is linked, and when it is repeated', async () => {
    const page = setup.page();
    assert.equal((await page.delete()).status, 204);
    await page.link('alex');
    const ifMatch = { 'If-Match': (await page.get()).etag };
    assert.equal((await page.delete(ifMatch)).status, 204);
    assert.equal((await page.delete(ifMatch)).status, 204);
  });

  it('ends a POST that is being worked on', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const ifMatch = { 'If-Match': (await page.get()).etag };
    faults.use(
      http.get(`${setup.webApi}/WhoAmI`, async () => {
        assert.equal((await page.delete(ifMatch)).status, 204);
        return passthrough();
      }),
    );
    assert.equal((await page.post(request, ifMatch)).problem.code, 'changed');
    assert.equal((await page.get()).body.status, 'unlinked');
  });

  it('ends a POST whose code does not get to Entra meanwhile, also for its repetition', async () => {
    const page = setup.page();
    const request = await page.signIn('alex');
    const ifMatch = { 'If-Match': (await page.get()).etag };
    let asked = 0;
    faults.use(
      http.post(setup.entra.metadata.token_endpoint, async () => {
        asked += 1;
        assert.equal((await page.delete(ifMatch)).status, 204);
        return HttpResponse.json({ error: 'temporarily_unavailable', error_codes: [90033] }, { status: 503 });
      }),
    );
    for (let time = 0; time < 2; time += 1) {
      assert.equal((await page.post(request, ifMatch)).problem.code, 'changed');
    }
    assert.equal(asked, 1);
    assert.equal((await page.get()).body.status, 'unlinked');
  });

  it('frees a user for other accounts by release', async () => {
    const page = setup.page();
    await page.link('alex');
    const alex = people.find(({ username }) => username.startsWith('alex'));
    assert.ok(alex);
    assert.equal(await setup.backend.release(alex.tid, alex.oid.toUpperCase()), true);
    assert.equal(await setup.backend.release(alex.tid, alex.oid), false);
    assert.equal((await page.get()).body.status, 'unlinked');
    assert.equal((await setup.page().link('alex')).status, 201);
  });
});
