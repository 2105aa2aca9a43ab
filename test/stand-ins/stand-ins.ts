import * as oidc from 'openid-client';
import type { DataverseStandIn } from '../../demo/stand-ins/dataverse/stand-in.js';
import type { EntraStandIn } from '../../demo/stand-ins/entra/stand-in.js';
import { findPerson } from '../../demo/stand-ins/people.js';
import { type SignIn, signIn } from '../../demo/stand-ins/sign-in.js';
import { startStandIns as startBoth } from '../support/stand-ins.js';
import { clientId, clientSecret, redirectUri } from '../support/test-portal.js';

export const nonce = 'a-nonce';

/** Both stand-ins, and a client of them. */
export interface StandIns {
  entra: EntraStandIn;
  dataverse: DataverseStandIn;
  /** Origins of the two environments. */
  contoso: string;
  fabrikam: string;
  signIn(username?: string): Promise<SignIn>;
  /** Redeems the code of a sign-in for tokens of this resource. */
  redeem(answer: SignIn, options?: RedeemOptions): ReturnType<typeof oidc.authorizationCodeGrant>;
  /** Signs in and returns an access token for this resource. */
  accessToken(username: string, resource: string): Promise<string>;
  close(): Promise<void>;
}

interface RedeemOptions {
  /** @default that of Alex Morgan's tenant */
  config?: oidc.Configuration;
  /** @default Contoso's origin */
  resource?: string;
}

export async function startStandIns(): Promise<StandIns> {
  const { entra, dataverse } = await startBoth();
  const [contoso, fabrikam] = dataverse.organizations.map(({ url }) => url) as [string, string];

  const standIns: StandIns = {
    entra,
    dataverse,
    contoso,
    fabrikam,
    signIn: (username = 'alex') => signIn({ entra, username, nonce, redirectUri, clientId }),
    redeem: (answer, { config = configuration(entra, 'alex'), resource = contoso } = {}) =>
      oidc.authorizationCodeGrant(
        config,
        new URL(`${redirectUri}?code=${answer.code}&state=${answer.state}`),
        { pkceCodeVerifier: answer.codeVerifier, expectedState: answer.state, expectedNonce: nonce },
        { scope: scopeOf(resource) },
      ),
    async accessToken(username, resource) {
      const config = configuration(entra, username);
      return (await standIns.redeem(await standIns.signIn(username), { config, resource })).access_token;
    },
    async close() {
      await entra.close();
      await dataverse.close();
    },
  };
  return standIns;
}

/** Returns Entra's configuration for the user's tenant: openid-client requires the issuer that the id_token names. */
export function configuration(entra: EntraStandIn, username: string, secret = clientSecret): oidc.Configuration {
  const issuer = entra.metadata.issuer.replace('{tenantid}', findPerson(username)?.tid ?? '');
  const config = new oidc.Configuration({ ...entra.metadata, issuer }, clientId, secret);
  oidc.allowInsecureRequests(config);
  oidc.enableNonRepudiationChecks(config);
  return config;
}

/** Returns the scope of a sign-in that asks for this resource. */
export function scopeOf(resource: string): string {
  return `openid profile offline_access ${resource}/user_impersonation`;
}

/** Calls Dynamics 365 with an access token. */
export async function call(token: string, url: string, init: RequestInit & { headers?: Record<string, string> } = {}) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers };
  const response = await fetch(url, { ...init, headers });
  const body = await response.text();
  return { response, status: response.status, body: body ? JSON.parse(body) : undefined };
}
