import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import * as oidc from 'openid-client';
import { type IssuedFault, issuedFaults } from '../../demo/stand-ins/entra/faults.js';
import type { EntraStandIn } from '../../demo/stand-ins/entra/stand-in.js';
import { endFailures } from '../../demo/stand-ins/failures.js';
import { findPerson } from '../../demo/stand-ins/people.js';
import { answerSignIn } from '../../demo/stand-ins/sign-in.js';
import { clientId, clientSecret, redirectUri } from '../support/test-portal.js';
import { call, configuration, nonce, type StandIns, startStandIns } from './stand-ins.js';

/** Each is a fact about Entra, with its source. */
describe('the Entra stand-in is as strict as Entra', () => {
  let standIns: StandIns;
  let entra: EntraStandIn;
  before(async () => {
    standIns = await startStandIns();
    entra = standIns.entra;
  });
  beforeEach(() => {
    endFailures(standIns);
    entra.forgetConsents();
  });
  after(() => standIns.close());

  const authorizeUrl = (changes: Record<string, string> = {}, authority = 'organizations') => {
    const url = new URL(`${entra.origin}/${authority}/oauth2/v2.0/authorize`);
    url.search = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      response_mode: 'fragment',
      redirect_uri: redirectUri,
      scope: `openid offline_access ${standIns.contoso}/user_impersonation`,
      state: 'state',
      nonce,
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
      ...changes,
    }).toString();
    return url;
  };
  const post = async (form: Record<string, string>, authority = 'organizations') => {
    const url = `${entra.origin}/${authority}/oauth2/v2.0/token`;
    const response = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text.startsWith('{') ? JSON.parse(text) : {},
    };
  };
  const application = { client_id: clientId, client_secret: clientSecret };
  const code = async () => {
    const { code: issued, codeVerifier } = await standIns.signIn();
    const scope = `openid offline_access ${standIns.contoso}/user_impersonation`;
    return {
      ...application,
      grant_type: 'authorization_code',
      code: issued,
      code_verifier: codeVerifier,
      redirect_uri: redirectUri,
      scope,
    };
  };
  const refreshToken = async () => {
    const { refresh_token = '' } = await standIns.redeem(await standIns.signIn());
    return { ...application, grant_type: 'refresh_token', refresh_token };
  };

  it('asks for consent once per user (v2-permissions-and-consent)', async () => {
    const pages = async (username: string) => {
      const before = entra.requests.length;
      await answerSignIn({ entra, username, nonce, redirectUri, clientId });
      return entra.requests.slice(before).filter(({ method }) => method === 'POST').length;
    };
    assert.deepEqual([await pages('alex'), await pages('alex'), await pages('kim')], [2, 1, 2]);
    entra.forgetConsents();
    assert.equal(await pages('alex'), 2);
  });

  it('keeps personal accounts on its own page at /organizations (v2-protocols, authorities)', async () => {
    await assert.rejects(standIns.signIn('pat'), /the sign-in page kept pat/);
    entra.faults = { personalAccounts: 'let in' };
    assert.ok((await standIns.signIn('pat')).code);
  });

  it('refuses a code at another authority than it was issued by: AADSTS700005 (reference-error-codes)', async () => {
    const form = await code();
    const { status, body } = await post(form, String(findPerson('alex')?.tid));
    assert.deepEqual([status, body.error, body.error_codes], [400, 'invalid_grant', [700005]]);
    assert.equal((await post(form)).status, 200, 'and it is not spent by that');
  });

  it('has endpoints for each tenant (v2-protocols-oidc)', async () => {
    const tenant = String(findPerson('alex')?.tid);
    const described = await (await fetch(`${entra.origin}/${tenant}/v2.0/.well-known/openid-configuration`)).json();
    assert.equal(described.token_endpoint, `${entra.origin}/${tenant}/oauth2/v2.0/token`);
    assert.equal(described.issuer, `${entra.origin}/${tenant}/v2.0`);
    const general = await (await fetch(`${entra.origin}/organizations/v2.0/.well-known/openid-configuration`)).json();
    assert.equal(general.issuer, `${entra.origin}/{tenantid}/v2.0`);
  });

  it('takes /.default for a permission, also after two slashes (authenticate-oauth)', async () => {
    for (const scope of [`${standIns.contoso}/.default`, `${standIns.contoso}//.default`]) {
      const tokens = await post({ ...(await code()), scope: `openid offline_access ${scope}` });
      assert.equal(tokens.status, 200);
      assert.equal((await call(tokens.body.access_token, `${standIns.contoso}/api/data/v9.2/WhoAmI`)).status, 200);
    }
  });

  it('answers 401 to a wrong secret, with numbers (passport-azure-ad 453)', async () => {
    const { status, body } = await post({ ...(await code()), client_secret: 'wrong' });
    assert.deepEqual([status, body.error, body.error_codes], [401, 'invalid_client', [7000215]]);
  });

  it('sends what conditional access wants along: suberror and claims (claims-challenge)', async () => {
    entra.faults = { refresh: 50076 };
    const { status, body } = await post(await refreshToken());
    assert.deepEqual([status, body.error, body.suberror], [400, 'interaction_required', 'basic_action']);
    assert.ok(JSON.parse(body.claims).access_token);
    assert.equal((await post(await code())).status, 200, 'codes are not concerned');
  });

  it('refuses without a number where it is told to (v2-oauth2-auth-code-flow)', async () => {
    entra.faults = { token: 'unnumbered' };
    assert.deepEqual((await post(await refreshTokenLike())).body, { error: 'invalid_grant' });
  });

  it('asks for a pause with Retry-After (reference-error-codes)', async () => {
    entra.faults = { token: 'throttled' };
    const { status, headers } = await post(await refreshTokenLike());
    assert.deepEqual([status, headers.get('Retry-After')], [429, '30']);
  });

  it('says 650057 for a resource that is not in the registration (reference-error-codes)', async () => {
    entra.faults = { token: 650057 };
    assert.equal((await post(await refreshTokenLike())).body.error, 'invalid_resource');
  });

  it('leaves COOP off where MSAL asks for its opener (pocd=1), and sends it else (how-to-prepare-app-coop-enforcement)', async () => {
    const policies = async (changes: Record<string, string>) => {
      const first = await fetch(authorizeUrl(changes), { redirect: 'manual' });
      const cookie = first.headers
        .getSetCookie()
        .map((one) => one.split(';')[0])
        .join('; ');
      const page = await fetch(new URL(first.headers.get('location') ?? '', entra.origin), { headers: { cookie } });
      assert.equal(page.status, 200);
      return [first, page].map(({ headers }) => headers.get('cross-origin-opener-policy'));
    };
    assert.deepEqual(await policies({ pocd: '1' }), [null, null]);
    assert.deepEqual(await policies({}), ['same-origin', 'same-origin']);
    entra.coop = true;
    assert.deepEqual(await policies({ pocd: '1' }), ['same-origin', 'same-origin']);
    entra.coop = false;
    assert.deepEqual(await policies({}), [null, null]);
  });

  for (const [what, changes, message] of [
    ['an application that it does not know', { client_id: '99999999-9999-4999-8999-999999999999' }, 'AADSTS700016'],
    ['a redirect URI that is not registered', { redirect_uri: 'https://evil.example/callback' }, 'AADSTS50011'],
  ] as const) {
    it(`keeps ${what} on its own page, in its own words (error-code-aadsts50011, reference-error-codes)`, async () => {
      const answer = await fetch(authorizeUrl(changes), { redirect: 'manual' });
      assert.equal(answer.status, 400);
      assert.match(await answer.text(), new RegExp(message));
    });
  }

  it('issues tokens with whatever is wrong that it is told to, and right ones else (id-token-claims-reference)', async () => {
    const outcome = async (fault?: IssuedFault) => {
      entra.faults = fault ? { issued: fault } : {};
      const config = configuration(entra, 'alex');
      return standIns.redeem(await standIns.signIn(), { config }).then(
        (tokens) =>
          tokens.id_token && tokens.refresh_token && tokens.claims()?.['azp'] === undefined ? 'right' : 'lacking',
        (error: Error) => (error instanceof oidc.ClientError ? 'refused' : error.message),
      );
    };
    assert.equal(await outcome(), 'right');
    for (const fault of issuedFaults) {
      // The client here does not look at `tid` and `azp`, which the backend does.
      if (fault === 'tenant') continue;
      assert.notEqual(await outcome(fault), 'right', fault);
    }
  });

  /** For faults that come before the token is looked at. */
  async function refreshTokenLike(): Promise<Record<string, string>> {
    return { ...application, grant_type: 'refresh_token', refresh_token: 'x' };
  }
});
