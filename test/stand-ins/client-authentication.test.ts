import assert from 'node:assert/strict';
import { createHash, createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { type JWTPayload, SignJWT } from 'jose';
import { type EntraStandIn, startEntra } from '../../demo/stand-ins/entra/stand-in.js';
import { clientId, clientSecret, redirectUri } from '../support/test-portal.js';

const file = (name: string) => readFileSync(new URL(`../support/certificates/${name}.pem`, import.meta.url), 'utf8');

/** Sources of what is accepted and refused: entra-docs, certificate-credentials; reference-error-codes. */
describe('the stand-in for Entra authenticates the application', () => {
  let entra: EntraStandIn;
  before(async () => {
    entra = await startEntra({ port: 0, clientId, clientSecret, redirectUris: [redirectUri], resources: [] });
    entra.credentials.certificates.push(file('certificate'));
  });
  after(() => entra.close());

  const thumbprint = createHash('sha256')
    .update(new X509Certificate(file('certificate')).raw)
    .digest('base64url');

  async function assertion(
    changes: JWTPayload = {},
    header: object = {},
    key = 'pkcs8',
    alg = 'PS256',
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      aud: entra.metadata.token_endpoint,
      iss: clientId,
      sub: clientId,
      jti: randomUUID(),
      nbf: now,
      iat: now,
      exp: now + 60,
    };
    return new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg, 'x5t#S256': thumbprint, ...header })
      .sign(createPrivateKey(file(key)));
  }

  /** Asks with a code that is not one: what is refused is then the code, when the client was accepted. */
  async function ask(credentials: Record<string, string>): Promise<[status: number, numbers: number[]]> {
    const response = await fetch(entra.metadata.token_endpoint, {
      method: 'POST',
      body: new URLSearchParams({
        client_id: clientId,
        grant_type: 'authorization_code',
        code: 'no-code',
        code_verifier: 'v'.repeat(43),
        redirect_uri: redirectUri,
        ...credentials,
      }),
    });
    const { error_codes: numbers } = await response.json();
    return [response.status, numbers];
  }

  const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
  const askWith = (client_assertion: string) => ask({ client_assertion, client_assertion_type: type });

  it('by a secret or a certificate that it knows', async () => {
    assert.deepEqual(await ask({ client_secret: clientSecret }), [400, [70000]]);
    assert.deepEqual(await askWith(await assertion()), [400, [70000]]);
  });

  it('and by nothing else, with status 401 and its own numbers', async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const [given, number] of [
      [ask({ client_secret: 'wrong' }), 7000215],
      [ask({}), 7000218],
      [ask({ client_assertion: await assertion() }), 7000218],
      [askWith('no.j.wt'), 700027],
      [askWith(await assertion({}, { 'x5t#S256': 'unknown' })), 700027],
      [askWith(await assertion({}, {}, 'other')), 700027],
      [askWith(await assertion({}, {}, 'pkcs8', 'RS256')), 700027],
      [askWith(await assertion({ aud: 'https://login.microsoftonline.com' })), 700023],
      [askWith(await assertion({ iss: randomUUID() })), 700021],
      [askWith(await assertion({ sub: randomUUID() })), 700021],
      [askWith(await assertion({ exp: now - 600 })), 700024],
    ] as const) {
      assert.deepEqual(await given, [401, [number]]);
    }
  });
});
