import { decodeJwt, decodeProtectedHeader, generateKeyPair, importJWK, type JWK, type JWTPayload, SignJWT } from 'jose';
import type Provider from 'oidc-provider';
import { type EntraFaults, guestName, type IssuedFault } from './faults.js';
import { routes, tenantIssuer } from './provider.js';

const guestTenant = '77777777-7777-4777-8777-777777777777';

type Middleware = Parameters<Provider['use']>[0];

/** Signs each id_token again, with the user's tenant as its issuer, breaks what a fault asks for, and reports the tokens. */
export function issueTokensAsEntra(options: {
  issuer: string;
  signingKey: JWK;
  onToken: (token: string) => void;
  faults: () => EntraFaults;
}): Middleware {
  const { issuer, signingKey, onToken, faults } = options;
  return async (ctx, next) => {
    await next();
    if (ctx.path !== routes.token || ctx.status !== 200) return;
    const tokens = ctx.body as Record<string, string>;
    const { issued, guests } = faults();
    const idToken = tokens['id_token'];
    if (idToken) {
      const claims = decodeJwt(idToken);
      const home = `https://sts.windows.net/${guestTenant}/`;
      const named = guests ? { ...claims, preferred_username: guestName, idp: home } : claims;
      const right = { ...named, iss: tenantIssuer(issuer, String(claims['tid'])) };
      const key = issued === 'signature' ? (await generateKeyPair('RS256')).privateKey : await importJWK(signingKey);
      tokens['id_token'] = await new SignJWT(breakClaims(right, issued, issuer))
        .setProtectedHeader({ ...decodeProtectedHeader(idToken), alg: 'RS256' })
        .sign(key);
    }
    if (issued === 'no-id-token') delete tokens['id_token'];
    if (issued === 'no-refresh-token') delete tokens['refresh_token'];
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const token = tokens[name];
      if (token) onToken(token);
    }
  };
}

function breakClaims(claims: JWTPayload, fault: IssuedFault | undefined, issuer: string): JWTPayload {
  const other = '99999999-9999-4999-8999-999999999999';
  switch (fault) {
    case 'issuer':
      return { ...claims, iss: tenantIssuer(issuer, other) };
    case 'audience':
      return { ...claims, aud: other };
    case 'tenant':
      return { ...claims, tid: other };
    case 'nonce':
      return { ...claims, nonce: 'another' };
    case 'azp':
      return { ...claims, azp: other };
    case 'expired':
      return { ...claims, iat: 1_700_000_000, exp: 1_700_003_600 };
    default:
      return claims;
  }
}
