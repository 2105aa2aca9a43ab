import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { offerControl } from '../../demo/stand-ins/control.js';
import type { EntraStandIn } from '../../demo/stand-ins/entra/stand-in.js';
import { beginFailure, endFailures, failures } from '../../demo/stand-ins/failures.js';
import { clientId, clientSecret, redirectUri } from '../support/test-portal.js';
import { type StandIns, startStandIns } from './stand-ins.js';

describe('the stand-ins fail by command', () => {
  let standIns: StandIns;
  let entra: EntraStandIn;
  before(async () => {
    standIns = await startStandIns();
    entra = standIns.entra;
    offerControl(standIns);
  });
  beforeEach(() => endFailures(standIns));
  after(() => standIns.close());

  const application = { client_id: clientId, client_secret: clientSecret };
  const post = async (form: Record<string, string>) => {
    const url = `${entra.origin}/organizations/oauth2/v2.0/token`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const code = async () => {
    const { code: issued, codeVerifier } = await standIns.signIn();
    const scope = `openid profile offline_access ${standIns.contoso}/user_impersonation`;
    const proof = { code: issued, code_verifier: codeVerifier, redirect_uri: redirectUri };
    return { ...application, grant_type: 'authorization_code', ...proof, scope };
  };
  const refreshToken = async () => {
    const { refresh_token } = (await post(await code())).body;
    return { ...application, grant_type: 'refresh_token', refresh_token: String(refresh_token) };
  };
  /** For failures that come before the token is looked at. */
  const refreshTokenLike = async () => ({ ...application, grant_type: 'refresh_token', refresh_token: 'x' });

  const control = (method: string, body?: object, headers: Record<string, string> = {}) =>
    fetch(`${entra.origin}/control/failures`, {
      method,
      headers: { 'Content-Type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });

  it('for a backend in any language, over http', async () => {
    assert.equal((await control('POST', { fail: 'token:70043' })).status, 204);
    assert.deepEqual((await post(await refreshTokenLike())).body['error_codes'], [70043]);
    const { begun, failures: known } = (await (await control('GET')).json()) as {
      begun: string[];
      failures: object[];
    };
    assert.deepEqual([begun, known.length], [['token:70043'], failures.length]);
    assert.equal((await control('DELETE')).status, 204);
    assert.equal((await post(await code())).status, 200);
  });

  it('which it says when it does not understand it', async () => {
    for (const fail of ['nothing', 'token', 'token:x', 'dataverse-down:7', 'privilege:alex', undefined]) {
      const answer = await control('POST', { fail });
      assert.equal(answer.status, 400, fail);
      assert.match(((await answer.json()) as { message: string }).message, /failure|needs|takes|number|privilege/);
    }
  });

  it('but not by that of another site', async () => {
    const local = new URL(entra.origin);
    local.hostname = 'localhost';
    for (const Origin of ['https://evil.example', 'null', `${entra.origin}.evil.example`, 'http://localhost:1']) {
      assert.equal((await control('POST', { fail: 'token-down' }, { Origin })).status, 403, Origin);
    }
    for (const Origin of [entra.origin, local.origin]) {
      assert.equal((await control('POST', { fail: 'token-down' }, { Origin })).status, 204, Origin);
    }
    // A name of another site may lead here (DNS rebinding); then its page is of the same origin.
    const rebound = request(`${entra.origin}/control/secrets`, {
      headers: { Host: `evil.example:${local.port}` },
    }).end();
    const [{ statusCode }] = await once(rebound, 'response');
    assert.equal(statusCode, 403);
  });

  it('for a user, privilege or time that there is, and says so of others', async () => {
    for (const fail of ['privilege:alex,prvCreateContact', 'privilege:kim,contact', 'revoke:alex', 'slow-token:1']) {
      assert.equal((await control('POST', { fail })).status, 204, fail);
    }
    for (const fail of [
      'privilege:alxe,contact',
      'privilege:alex,prvX',
      'privilege:alex,',
      'revoke:nobody',
      'slow-token:x',
    ]) {
      assert.equal((await control('POST', { fail })).status, 400, fail);
    }
  });

  it('so that guests go by the name that they have at home', async () => {
    await control('POST', { fail: 'guests' });
    const { preferred_username: name, idp } = decodeJwt(String((await post(await code())).body['id_token']));
    assert.deepEqual(
      [name, idp],
      ['guest@partner.example', 'https://sts.windows.net/77777777-7777-4777-8777-777777777777/'],
    );
  });

  it('so that .default is refused in place of a permission, and no permission is', async () => {
    await control('POST', { fail: 'default-scopes' });
    const refresh = await refreshToken();
    const asked = { ...refresh, scope: `${standIns.dataverse.resources[0]}/.default` };
    assert.deepEqual((await post(asked)).body['error_codes'], [70011]);
    assert.equal((await post(refresh)).status, 200);
  });

  it('from its start, which page and list show too', async () => {
    const { begin } = offerControl(standIns);
    begin('token:70043');
    const { begun } = (await (await control('GET')).json()) as { begun: string[] };
    assert.deepEqual(begun, ['token:70043']);
    assert.match(await (await fetch(`${entra.origin}/control`)).text(), /token:70043/);
  });

  it('of which each does something', () => {
    const argument: Record<string, string> = {
      privilege: ':alex,prvCreateContact',
      revoke: ':alex',
      'role-delay': ':5',
      'slow-token': ':0',
      'slow-dataverse': ':0',
    };
    for (const { name, argument: wanted } of failures) {
      beginFailure(standIns, name + (argument[name] ?? (wanted ? ':50076' : '')));
    }
    assert.notDeepEqual(entra.faults, {});
    assert.notEqual(standIns.dataverse.fault, undefined);
  });

  it('on a page with buttons', async () => {
    const page = await (await fetch(`${entra.origin}/control`)).text();
    for (const { name } of failures) assert.ok(page.includes(`value="${name}"`), name);
    const answer = await fetch(`${entra.origin}/control`, {
      method: 'POST',
      body: new URLSearchParams({ fail: 'token', argument: '70043' }),
    });
    assert.match(await answer.text(), /token:70043/);
  });
});
