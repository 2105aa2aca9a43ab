import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { type DynamicsStandIn, startDynamics } from '../../demo/stand-ins/dynamics.js';
import { type EntraStandIn, startEntra } from '../../demo/stand-ins/entra.js';
import { findPerson } from '../../demo/stand-ins/people.js';
import { answerSignIn, type SignIn, signIn } from '../../demo/stand-ins/sign-in.js';

const clientId = '6731de76-14a6-49ae-97bc-6eba6914391e';
const redirectUri = 'http://localhost:4000/popup-callback.html';
const nonce = 'a-nonce';

let entra: EntraStandIn;
let dynamics: DynamicsStandIn;
let contoso: string;
let fabrikam: string;

before(async () => {
  dynamics = await startDynamics({ ports: [0, 0, 0], tokens: { jwksUri: () => entra.metadata.jwks_uri } });
  entra = await startEntra({
    port: 0,
    clientId,
    clientSecret: 'secret',
    redirectUris: [redirectUri],
    resources: dynamics.resources,
  });
  [contoso, fabrikam] = dynamics.organizations.map(({ url }) => url) as [string, string];
});
after(async () => {
  await entra.close();
  await dynamics.close();
});
beforeEach(() => dynamics.reset());

/** Entra for one tenant: openid-client wants the issuer that the id_token will name. */
function configuration(username: string, { secret = 'secret', at = entra } = {}): oidc.Configuration {
  const issuer = at.metadata.issuer.replace('{tenantid}', findPerson(username)?.tid ?? '');
  const config = new oidc.Configuration({ ...at.metadata, issuer }, clientId, secret);
  oidc.allowInsecureRequests(config);
  oidc.enableNonRepudiationChecks(config);
  return config;
}

function permissionOf(resource: string): string {
  return `openid profile offline_access ${resource}/user_impersonation`;
}

function redeem(answer: SignIn, { config = configuration('alex'), resource = contoso } = {}) {
  const callback = new URL(`${redirectUri}?code=${answer.code}&state=${answer.state}`);
  return oidc.authorizationCodeGrant(
    config,
    callback,
    { pkceCodeVerifier: answer.codeVerifier, expectedState: answer.state, expectedNonce: nonce },
    { scope: permissionOf(resource) },
  );
}

function aSignIn(username = 'alex') {
  return signIn({ entra, username, nonce, redirectUri, clientId });
}

async function accessToken(username: string, resource: string): Promise<string> {
  return (await redeem(await aSignIn(username), { config: configuration(username), resource })).access_token;
}

async function call(token: string, url: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers };
  const response = await fetch(url, { ...init, headers });
  const body = await response.text();
  return { response, status: response.status, body: body ? JSON.parse(body) : undefined };
}

function refusedWith(number: number) {
  return (error: unknown) => {
    assert.ok(error instanceof oidc.ResponseBodyError);
    assert.deepEqual((error.cause as Record<string, unknown>)['error_codes'], [number]);
    assert.match(error.error_description ?? '', new RegExp(`^AADSTS${number}: `));
    return true;
  };
}

describe('the Entra stand-in', () => {
  it('issues a code whose id_token names the user and the user’s tenant', async () => {
    const tokens = await redeem(await aSignIn());
    const claims = tokens.claims();
    assert.equal(claims?.['oid'], findPerson('alex')?.oid);
    assert.equal(claims?.['preferred_username'], 'alex@contoso.example');
    assert.equal(claims?.iss, entra.metadata.issuer.replace('{tenantid}', String(claims?.['tid'])));
    assert.ok(entra.issuedTokens.includes(tokens.access_token));
  });

  it('answers access_denied when the user cancels', async () => {
    const answer = await answerSignIn({ entra, username: 'alex', nonce, redirectUri, clientId, decision: 'cancel' });
    assert.equal(answer.code, undefined);
    assert.equal(answer.error, 'access_denied');
    assert.match(answer.errorDescription ?? '', /^AADSTS65004: /);
  });

  it('refuses a code the second time', async () => {
    const answer = await aSignIn();
    await redeem(answer);
    await assert.rejects(redeem(answer), refusedWith(54005));
  });

  it('refuses a wrong verifier and a wrong secret', async () => {
    const answer = await aSignIn();
    await assert.rejects(redeem({ ...answer, codeVerifier: 'x'.repeat(43) }), refusedWith(501481));
    await assert.rejects(redeem(answer, { config: configuration('alex', { secret: 'wrong' }) }), refusedWith(7000215));
  });

  it('refreshes for another resource than the one that was signed in for, and hands out a new refresh token', async () => {
    const tokens = await redeem(await aSignIn('sam'), { config: configuration('sam') });
    const refreshed = await oidc.refreshTokenGrant(configuration('sam'), tokens.refresh_token ?? '', {
      scope: permissionOf(fabrikam),
    });
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    assert.equal((await call(refreshed.access_token, `${fabrikam}/api/data/v9.2/WhoAmI`)).status, 200);
  });

  it('refreshes no longer once the grants are revoked', async () => {
    const tokens = await redeem(await aSignIn('kim'), { config: configuration('kim') });
    entra.revokeGrants('kim');
    const refresh = oidc.refreshTokenGrant(configuration('kim'), tokens.refresh_token ?? '');
    await assert.rejects(refresh, refusedWith(50173));
  });

  it('keeps its key and its grants over a restart, and writes no token down', async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'entra-'));
    t.after(() => rm(directory, { recursive: true }));
    const stateFile = join(directory, 'state.json');
    const options = { clientId, clientSecret: 'secret', redirectUris: [redirectUri], resources: [contoso], stateFile };

    const first = await startEntra({ ...options, port: 0 });
    t.after(() => first.close());
    const answer = await signIn({ entra: first, username: 'alex', nonce, redirectUri, clientId });
    const tokens = await redeem(answer, { config: configuration('alex', { at: first }) });
    await first.close();
    const second = await startEntra({ ...options, port: Number(new URL(first.origin).port) });
    t.after(() => second.close());

    const refreshed = await oidc.refreshTokenGrant(configuration('alex', { at: second }), tokens.refresh_token ?? '');
    assert.equal(decodeProtectedHeader(refreshed.access_token).kid, decodeProtectedHeader(tokens.access_token).kid);
    const written = await readFile(stateFile, 'utf8');
    for (const token of [...first.issuedTokens, ...second.issuedTokens]) assert.ok(!written.includes(token));
  });

  it('redeems nothing for a page', async () => {
    const response = await fetch(entra.metadata.token_endpoint, {
      method: 'POST',
      headers: { origin: 'http://localhost:4000' },
      body: new URLSearchParams({ grant_type: 'authorization_code' }),
    });
    assert.deepEqual(((await response.json()) as Record<string, unknown>)['error_codes'], [9002326]);
  });

  it('sends Cross-Origin-Opener-Policy unless it is switched off', async () => {
    const page = () => fetch(`${entra.origin}/sign-in/x`);
    assert.equal((await page()).headers.get('cross-origin-opener-policy'), 'same-origin');
    entra.coop = false;
    assert.equal((await page()).headers.get('cross-origin-opener-policy'), null);
    entra.coop = true;
  });
});

describe('the Dynamics stand-in', () => {
  const contacts = () => `${contoso}/api/data/v9.2/contacts`;

  it('refuses no token and a token for another environment', async () => {
    const token = await accessToken('sam', contoso);
    assert.equal((await call(token, `${contoso}/api/data/v9.2/WhoAmI`)).status, 200);
    assert.equal((await call(token, `${fabrikam}/api/data/v9.2/WhoAmI`)).status, 401);
    assert.equal((await fetch(`${contoso}/api/data/v9.2/WhoAmI`)).status, 401);
  });

  it('refuses a user of another environment', async () => {
    const { status, body } = await call(await accessToken('alex', fabrikam), `${fabrikam}/api/data/v9.2/WhoAmI`);
    assert.equal(status, 403);
    assert.equal(body.error.code, '0x80072560');
  });

  it('discovers a user’s environments with a token for global discovery', async () => {
    const token = await accessToken('sam', 'https://globaldisco.crm.dynamics.com');
    const { body } = await call(token, dynamics.discoveryUrl);
    const enabled = body.value.filter(({ State }: { State: number }) => State === 0);
    assert.deepEqual(
      enabled.map(({ ApiUrl }: { ApiUrl: string }) => ApiUrl),
      [contoso, fabrikam],
    );
  });

  it('tells privileges apart', async () => {
    const token = await accessToken('robin', contoso);
    const held = async (privilege: string) => {
      const { oid } = findPerson('robin') ?? {};
      const url = `${contoso}/api/data/v9.2/systemusers(${oid})/Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName`;
      return (await call(token, `${url}(PrivilegeName='${privilege}')`)).body.RolePrivileges.length;
    };
    assert.equal(await held('prvReadContact'), 1);
    assert.equal(await held('prvCreateContact'), 0);
    const { status, body } = await call(token, contacts(), { method: 'POST', body: '{"lastname":"Nobody"}' });
    assert.equal(status, 403);
    assert.equal(body.error.code, '0x80040220');
  });

  it('finds by filter, with quotes, plus signs and wildcards', async () => {
    const token = await accessToken('alex', contoso);
    const find = async (table: string, filter: string) => {
      const url = `${contoso}/api/data/v9.2/${table}?$filter=${encodeURIComponent(filter)}`;
      const { body } = await call(token, url);
      return body.value.map((row: Record<string, string>) => row['lastname'] ?? row['name']);
    };
    assert.deepEqual(await find('contacts', "lastname eq 'o''bryan'"), ["O'Bryan"]);
    assert.deepEqual(await find('contacts', "telephone1 eq '+442079460101' or mobilephone eq 'x'"), ['Anderson']);
    assert.deepEqual(await find('contacts', "startswith(lastname,'C') and not (firstname eq 'x')"), ['Campbell']);
    assert.deepEqual(await find('accounts', "contains(name,'1%C')"), ['100% Coffee_House']);
    assert.deepEqual(await find('accounts', "contains(name,'[%]')"), ['100% Coffee_House']);
    assert.deepEqual(await find('accounts', "contains(name,'e_H')"), ['100% Coffee_House']);
    assert.deepEqual(await find('accounts', "contains(name,'r[_]H')"), []);
  });

  it('takes an unencoded plus sign for a space, as Dataverse does', async () => {
    const token = await accessToken('alex', contoso);
    const { body } = await call(token, `${contacts()}?$filter=telephone1 eq '+442079460101'`);
    assert.deepEqual(body.value, []);
  });

  it('creates, reads and updates, and creates on an update without If-Match', async () => {
    const token = await accessToken('alex', contoso);
    const created = await call(token, contacts(), { method: 'POST', body: '{"lastname":"New"}' });
    assert.equal(created.status, 204);
    const url = created.response.headers.get('odata-entityid') ?? '';

    const changed = await call(token, url, {
      method: 'PATCH',
      headers: { 'if-match': '*', prefer: 'return=representation' },
      body: '{"firstname":"Very"}',
    });
    assert.equal(changed.body.fullname, 'Very New');

    const stale = { method: 'PATCH', headers: { 'if-match': 'W/"1"' }, body: '{}' };
    assert.equal((await call(token, url, stale)).status, 412);

    const unknown = `${contacts()}(00000000-0000-4000-8000-000000000000)`;
    const update = { method: 'PATCH', headers: { 'if-match': '*' }, body: '{"lastname":"Ghost"}' };
    assert.equal((await call(token, unknown, update)).status, 404);
    assert.equal((await call(token, unknown, { method: 'PATCH', body: '{"lastname":"Ghost"}' })).status, 204);
    assert.equal((await call(token, unknown)).body.lastname, 'Ghost');
  });
});
