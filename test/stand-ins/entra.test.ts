import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import * as oidc from 'openid-client';
import { type EntraStandIn, startEntra } from '../../demo/stand-ins/entra/stand-in.js';
import { findPerson } from '../../demo/stand-ins/people.js';
import { answerSignIn, signIn } from '../../demo/stand-ins/sign-in.js';
import { clientId, clientSecret, redirectUri } from '../support/test-portal.js';
import { call, configuration, nonce, type StandIns, scopeOf, startStandIns } from './stand-ins.js';

describe('the Entra stand-in', () => {
  let standIns: StandIns;
  let entra: EntraStandIn;
  before(async () => {
    standIns = await startStandIns();
    entra = standIns.entra;
  });
  after(() => standIns.close());

  it('issues a code whose id_token names the user and the user’s tenant', async () => {
    const tokens = await standIns.redeem(await standIns.signIn());
    const claims = tokens.claims();
    assert.equal(claims?.['oid'], findPerson('alex')?.oid);
    assert.equal(claims?.['preferred_username'], 'alex@contoso.example');
    assert.equal(claims?.iss, entra.metadata.issuer.replace('{tenantid}', String(claims?.['tid'])));
    assert.ok(entra.issuedTokens.includes(tokens.access_token));
  });

  it('answers access_denied when the user cancels', async () => {
    entra.forgetConsents();
    const answer = await answerSignIn({ entra, username: 'alex', nonce, redirectUri, clientId, decision: 'cancel' });
    assert.equal(answer.code, undefined);
    assert.equal(answer.error, 'access_denied');
    assert.match(answer.errorDescription ?? '', /^AADSTS65004: /);
  });

  it('refuses a code the second time', async () => {
    const answer = await standIns.signIn();
    await standIns.redeem(answer);
    await assert.rejects(standIns.redeem(answer), refusedWith(54005));
  });

  it('refuses a wrong verifier and a wrong secret', async () => {
    const answer = await standIns.signIn();
    await assert.rejects(standIns.redeem({ ...answer, codeVerifier: 'x'.repeat(43) }), refusedWith(501481));
    await assert.rejects(
      standIns.redeem(answer, { config: configuration(entra, 'alex', 'wrong') }),
      refusedWith(7000215),
    );
  });

  it('refreshes for another resource than the one that was signed in for, and hands out a new refresh token', async () => {
    const tokens = await standIns.redeem(await standIns.signIn('sam'), { config: configuration(entra, 'sam') });
    const refreshed = await oidc.refreshTokenGrant(configuration(entra, 'sam'), tokens.refresh_token ?? '', {
      scope: scopeOf(standIns.fabrikam),
    });
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    assert.equal((await call(refreshed.access_token, `${standIns.fabrikam}/api/data/v9.2/WhoAmI`)).status, 200);
  });

  it('refreshes no longer once the grants are revoked', async () => {
    const tokens = await standIns.redeem(await standIns.signIn('kim'), { config: configuration(entra, 'kim') });
    entra.revokeGrants('kim');
    const refresh = oidc.refreshTokenGrant(configuration(entra, 'kim'), tokens.refresh_token ?? '');
    await assert.rejects(refresh, refusedWith(50173));
  });

  it('keeps its key and its grants over a restart, and writes no token down', async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'entra-'));
    t.after(() => rm(directory, { recursive: true }));
    const stateFile = join(directory, 'state.json');
    const options = {
      clientId,
      clientSecret,
      redirectUris: [redirectUri],
      resources: [standIns.contoso],
      stateFile,
    };

    const first = await startEntra({ ...options, port: 0 });
    t.after(() => first.close());
    const answer = await signIn({ entra: first, username: 'alex', nonce, redirectUri, clientId });
    const tokens = await standIns.redeem(answer, { config: configuration(first, 'alex') });
    await first.close();
    const second = await startEntra({ ...options, port: Number(new URL(first.origin).port) });
    t.after(() => second.close());

    const refreshed = await oidc.refreshTokenGrant(configuration(second, 'alex'), tokens.refresh_token ?? '');
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
});

/** Matches an error of the token endpoint with this AADSTS number. */
function refusedWith(number: number) {
  return (error: unknown) => {
    assert.ok(error instanceof oidc.ResponseBodyError);
    assert.deepEqual((error.cause as Record<string, unknown>)['error_codes'], [number]);
    assert.match(error.error_description ?? '', new RegExp(`^AADSTS${number}: `));
    return true;
  };
}
