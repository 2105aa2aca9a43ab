import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { HttpResponse, http } from 'msw';
import type { LinkError } from '../../../src/backend.js';
import { interceptRequests } from '../intercepted-requests.js';
import { startTestBackend, type TestBackend } from '../test-backend.js';

describe('the privileges that the linked user needs', () => {
  const faults = interceptRequests();
  let setup: TestBackend;
  before(async () => {
    setup = await startTestBackend();
  });
  beforeEach(() => setup.reset());
  after(() => setup.close());

  const configure = (...tables: string[]) => {
    const { discoveryUrl, hosts } = setup.dataverse;
    return setup.restart({ dynamics: { discoveryUrl, hosts, tables } });
  };
  const refusal = (status: number, code: string) => HttpResponse.json({ error: { code, message: '' } }, { status });
  const refuseMetadata = () =>
    faults.use(http.get(`${setup.webApi}/EntityDefinitions*`, () => refusal(403, '0x80040220')));
  const askedPrivileges = () =>
    setup.dataverse.requests.flatMap(({ url }) => /PrivilegeName='(\w+)'/.exec(url)?.[1] ?? []).sort();
  const lastReason = () => (setup.events.at(-1) as { error?: LinkError }).error?.message;

  it('are those that the environment names: activities share theirs, and each is asked for once', async () => {
    await configure('phonecall', 'task');
    assert.equal((await setup.page().link('alex')).status, 201);
    assert.deepEqual(askedPrivileges(), ['prvCreateActivity', 'prvReadActivity', 'prvWriteActivity']);
  });

  it('are named once where they are missing', async () => {
    await configure('phonecall', 'task');
    setup.dataverse.withdrawPrivilege('alex', 'prvCreateActivity');
    const { problem } = await setup.page().link('alex');
    assert.deepEqual(problem.missingPrivileges, ['prvCreateActivity']);
  });

  it('have known names for standard tables, where the user may not read definitions', async () => {
    await configure('contact', 'phonecall');
    refuseMetadata();
    const { page, connector } = await setup.linkAccount('alex');
    assert.equal((await page.get()).body.status, 'linked');
    assert.equal(
      (await connector.find('contact', { anyOf: [{ field: 'lastname', operator: 'eq', value: 'Campbell' }] })).length,
      1,
    );
    await setup.reset();
    setup.dataverse.withdrawPrivilege('alex', 'prvReadActivity');
    assert.deepEqual((await setup.page().link('alex')).problem.missingPrivileges, ['prvReadActivity']);
  });

  it('are asked for by the name of a custom table, where the user may not read definitions', async () => {
    await configure('new_project');
    refuseMetadata();
    faults.use(
      http.get(`${setup.webApi}/systemusers*`, ({ request }) =>
        HttpResponse.json({ RolePrivileges: request.url.includes('prvReadnew_project') ? [{ Depth: 'Global' }] : [] }),
      ),
    );
    const { problem } = await setup.page().link('alex');
    assert.deepEqual(problem.missingPrivileges, ['prvCreatenew_project', 'prvWritenew_project']);
  });

  it('are a matter of configuration where the environment does not know the table, which is named', async () => {
    await configure('contact', 'new_projekt');
    const { status, problem } = await setup.page().link('alex');
    assert.deepEqual({ status, code: problem.code }, { status: 500, code: 'configuration' });
    assert.match(String(lastReason()), /does not know the table "new_projekt" of "dynamics.tables"/);
  });

  for (const [status, code] of [
    [400, '0x80040203'],
    [404, '0x80060888'],
  ] as const) {
    it(`are a matter of configuration where the environment refuses a name with ${status} ${code}`, async () => {
      await configure('contact');
      faults.use(http.get(`${setup.webApi}/systemusers*`, () => refusal(status, code)));
      assert.equal((await setup.page().link('alex')).problem.code, 'configuration');
      assert.match(String(lastReason()), /"contact"/);
    });
  }

  it('are all missing for a user without any role, who may not even ask', async () => {
    await configure('contact', 'task');
    faults.use(http.get(`${setup.webApi}/*`, () => refusal(403, '0x80042f09')));
    const { problem } = await setup.page().link('alex');
    assert.equal(problem.code, 'insufficient-privileges');
    assert.deepEqual(problem.missingPrivileges, [
      'prvReadContact',
      'prvCreateContact',
      'prvWriteContact',
      'prvReadActivity',
      'prvCreateActivity',
      'prvWriteActivity',
    ]);
  });
});
