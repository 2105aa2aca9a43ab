import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { HttpResponse, http } from 'msw';
import { createEndpointClient } from '../../../demo/stand-ins/endpoint-client.js';
import { openDatabase } from '../../../src/backend/store/database/database.js';
import { createLinkBackend, type DatabaseOptions, type LinkBackend } from '../../../src/backend.js';
import { createDatabase, queryPostgres } from '../../support/postgres.js';
import { interceptRequests } from '../intercepted-requests.js';
import { authorizeTestSession, clientId, linked, sessionHeader, testEndpoint } from '../test-backend.js';
import { createDatabaseFolder, postgres } from '../test-database.js';

const sql = readFileSync(new URL('schema-2.sql', import.meta.url), 'utf8');
const authority = 'https://login.microsoftonline.com/organizations';
const redirectUri = 'http://localhost:4000/popup-callback.html';
const environment = 'https://contoso.crm4.dynamics.com';
const choice = '11111111-2222-4333-8444-555555555555';

/** The statements with which version 0.1 changes rows, on the tables of now. */
const oldStatements = {
  save: `update link set refresh_token = $4, access_token = $5, access_token_expires_at = $6, version = $7, key_id = $8,
           keep_alive_at = $9, refresh_leased_until = null
         where vcc_account_id = $1 and link_id = $2 and version = $3 returning link_id`,
  expire: `update link set health = 'expired', missing_privileges = null, refresh_leased_until = null
           where vcc_account_id = $1 and link_id = $2 and version = $3 and health <> 'expired' returning link_id`,
  saveHealth: `update link set health = $3, missing_privileges = $4
         where vcc_account_id = $1 and link_id = $2 and health <> 'expired' returning link_id`,
  insert: `insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name,
               organization_name, organization_url, authority, linked_at, linked_by,
               refresh_token, access_token, access_token_expires_at, version, key_id, keep_alive_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) returning *`,
  audit: `insert into audit_event (at, type, vcc_account_id, user_id, correlation_id, details)
         values ($1, $2, $3, $4, $5, $6) returning id`,
};

/** The tests are one story on one database. */
describe('a database of version 0.1', () => {
  const microsoft = interceptRequests();
  let database: DatabaseOptions;
  let backend: LinkBackend;
  const sent: { url: string; authorization: string | null; refreshToken: string | null }[] = [];

  before(async () => {
    if (postgres === undefined) {
      const directory = await createDatabaseFolder();
      database = { directory };
      const old = await PGlite.create(directory);
      await old.exec(sql);
      await old.close();
    } else {
      database = { url: await createDatabase(postgres) };
      await queryPostgres(database.url, sql);
    }
    backend = await open();
  });
  after(async () => {
    await backend.close();
    if ('directory' in database) await rm(database.directory, { recursive: true });
  });

  const open = () =>
    createLinkBackend({
      authorize: authorizeTestSession,
      entra: { clientId, credentials: [{ secret: 'secret' }], registrations: [{ redirectUri, authority, metadata }] },
      database,
      keys: [{ id: 'first', secret: new Uint8Array(32).fill(7) }],
      keepAlive: false,
    });

  const pageOf = (vccAccountId: string) => {
    const endpoint = {
      ...testEndpoint({ authority, metadata } as never, (request) => backend.fetch(request)),
      redirectUri,
    };
    return createEndpointClient(endpoint, sessionHeader({ vccAccountId, userId: 'admin-1', canChange: true }));
  };
  const linkOf = async (account: string) => linked((await pageOf(account).get()).body);
  const find = (account: string) =>
    backend.dataConnector(account).find('contact', { anyOf: [{ field: 'lastname', operator: 'eq', value: 'x' }] });

  /** Entra and the environment, which accept everything and write down what they were sent. */
  function answerAll(): void {
    const note = async (request: Request) => {
      const body = request.method === 'POST' ? new URLSearchParams(await request.clone().text()) : undefined;
      const authorization = request.headers.get('authorization');
      sent.push({ url: request.url, authorization, refreshToken: body?.get('refresh_token') ?? null });
    };
    sent.length = 0;
    microsoft.use(
      http.post(metadata.token_endpoint, async ({ request }) => {
        await note(request);
        return HttpResponse.json({
          token_type: 'Bearer',
          access_token: 'fresh',
          refresh_token: 'newer',
          expires_in: 3600,
        });
      }),
      http.get(`${environment}/api/data/v9.2/WhoAmI`, () =>
        HttpResponse.json({
          UserId: '5f5f5f5f-2a61-4d0f-8e0c-5b2f0f5d9a01',
          OrganizationId: '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a01',
        }),
      ),
      http.get(`${environment}/api/data/v9.2/EntityDefinitions*`, () =>
        HttpResponse.json({
          EntitySetName: 'contacts',
          Privileges: [{ Name: 'prvReadContact', PrivilegeType: 'Read' }],
        }),
      ),
      http.get(`${environment}/api/data/v9.2/systemusers*`, () => HttpResponse.json({ RolePrivileges: [{}] })),
      http.get(`${environment}/api/data/v9.2/contacts`, async ({ request }) => {
        await note(request);
        return HttpResponse.json({ value: [] });
      }),
    );
  }

  it('shows its links as they were', async () => {
    for (const [account, health] of [
      ['active', 'active'],
      ['due', 'active'],
      ['restricted', 'restricted'],
      ['expired', 'expired'],
    ] as const) {
      const link = await linkOf(account);
      assert.deepEqual(
        [link.health, link.account.name, link.organization.url, link.healthReason],
        [health, `The ${account} one`, environment, undefined],
      );
    }
    assert.deepEqual((await linkOf('restricted')).missingPrivileges, ['prvCreateContact']);
  });

  it('has tokens that open: one that is good is used, one that is due is renewed', async () => {
    answerAll();
    await find('active');
    await find('due');
    const refreshes = sent.flatMap(({ refreshToken }) => refreshToken ?? []);
    assert.deepEqual(refreshes, ['refresh-of-due']);
    const authorizations = sent.flatMap(({ authorization }) =>
      authorization?.startsWith('Bearer') ? authorization : [],
    );
    assert.deepEqual(authorizations, ['Bearer access-of-active', 'Bearer fresh']);
  });

  it('has expired links whose grants have ended for good', async () => {
    answerAll();
    await assert.rejects(find('expired'), { code: 'expired', details: { healthReason: 'revoked' } });
    assert.equal(await backend.checkLink('expired'), 'expired');
    assert.deepEqual(sent, []);
  });

  it('has restricted links that heal', async () => {
    answerAll();
    assert.equal(await backend.checkLink('restricted'), 'active');
    assert.equal((await linkOf('restricted')).missingPrivileges, undefined);
  });

  it('has a choice that can still be made', async () => {
    answerAll();
    const page = pageOf('choosing');
    const { pending } = (await page.get()).body;
    assert.ok(pending && 'organizations' in pending);
    assert.deepEqual([pending.choice, pending.organizations.length], [choice, 2]);
    const { status } = await page.post({ choice, organizationUrl: environment });
    assert.equal(status, 201);
  });

  it('repeats the answers that it has given', async () => {
    const posted = (account: string) => ({
      code: `code-of-${account}`,
      codeVerifier: 'v'.repeat(43),
      nonce: `nonce-of-${account}`,
      redirectUri,
      authority,
    });
    assert.equal((await pageOf('finished').post(posted('finished'))).status, 201);
    const { problem } = await pageOf('refused').post(posted('refused'));
    assert.deepEqual([problem.code, problem.missingPrivileges], ['insufficient-privileges', ['prvCreateContact']]);
    const other = await pageOf('finished').post({ ...posted('finished'), codeVerifier: 'w'.repeat(43) });
    assert.notEqual(other.status, 201);
  });

  it('works with processes of both versions at once', async () => {
    await withDatabase(async (query) => {
      const [row] = await query(`select * from link where vcc_account_id = 'active'`);
      const { link_id: id } = row ?? assert.fail();
      const values = (columns: string[]) => columns.map((column) => row?.[column]);
      const tokens = values(['refresh_token', 'access_token', 'access_token_expires_at']);
      const copied = ['tenant_id', 'username', 'display_name', 'organization_name', 'organization_url', 'authority'];
      const [tenant, ...others] = values(copied);
      const now = new Date();
      const ran = [
        await query(oldStatements.insert, [
          'new',
          'link-of-new',
          tenant,
          'user-of-new',
          ...others,
          now,
          null,
          ...tokens,
          1,
          'first',
          now,
        ]),
        await query(oldStatements.saveHealth, ['new', 'link-of-new', 'restricted', '["prvReadContact"]']),
        await query(oldStatements.save, ['new', 'link-of-new', 1, ...tokens, 2, 'first', now]),
        await query(oldStatements.audit, [now, 'linked', 'new', 'admin-1', null, '{}']),
        // The reasons are those of the newer version, the changes of health the older one's.
        await query(
          `update link set health = 'restricted', health_reason = 'no-licence' where link_id = $1 returning 1`,
          [id],
        ),
        await query(oldStatements.saveHealth, ['active', id, 'active', null]),
      ];
      assert.deepEqual(
        ran.map(({ length }) => length),
        [1, 1, 1, 1, 1, 1],
      );
    });
    assert.deepEqual((await linkOf('new')).missingPrivileges, ['prvReadContact']);
    const healed = await linkOf('active');
    assert.deepEqual([healed.health, healed.healthReason], ['active', undefined]);

    await withDatabase(async (query) => {
      await query(
        `update link set health = 'restricted', health_reason = 'no-licence' where vcc_account_id = 'active'`,
      );
      const [row] = await query(`select link_id, version from link where vcc_account_id = 'active'`);
      assert.equal((await query(oldStatements.expire, ['active', row?.['link_id'], row?.['version']])).length, 1);
    });
    const expired = await linkOf('active');
    assert.deepEqual([expired.health, expired.healthReason], ['expired', undefined]);
    await assert.rejects(find('active'), { code: 'expired', details: { healthReason: 'revoked' } });
  });

  it('keeps its audit, and lets go of its links', async () => {
    assert.equal((await pageOf('due').delete()).status, 204);
    assert.equal((await pageOf('due').get()).body.status, 'unlinked');
    await withDatabase(async (query) => {
      const rows = await query(
        `select vcc_account_id from audit_event where type = 'linked' and correlation_id like 'correlation-%'`,
      );
      assert.equal(rows.length, 5);
    });
  });

  /** With PGlite the backend lets go of the folder meanwhile. */
  async function withDatabase(
    work: (query: (text: string, parameters?: unknown[]) => Promise<Record<string, unknown>[]>) => Promise<void>,
  ): Promise<void> {
    await backend.close();
    const opened = await openDatabase(database);
    try {
      await work((text, parameters = []) => opened.query<Record<string, unknown>>(text, parameters));
    } finally {
      await opened.close();
      backend = await open();
    }
  }
});

const metadata = {
  issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
  authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
  token_endpoint: `${authority}/oauth2/v2.0/token`,
  jwks_uri: 'https://login.microsoftonline.com/organizations/discovery/v2.0/keys',
};
