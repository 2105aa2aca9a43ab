import { importPKCS8 } from 'jose';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  type ClientAuth,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  modifyAssertion,
  PrivateKeyJwt,
  refreshTokenGrant,
} from 'openid-client';
import { z } from 'zod';
import type { LinkedAccount, LinkRequest } from '../../protocol.js';
import { LinkError } from '../errors.js';
import { isLoopbackHttp } from '../secure-url.js';
import { entraError } from './entra-errors.js';
import type { LimitedFetch } from './limited-fetch.js';

/** Seconds that Entra may take for one answer. */
const timeLimitInSeconds = 10;

/** The tenant of personal Microsoft accounts (entra-docs, id-token-claims-reference). */
const personalAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** A redirect URI and the authority that it is used with. */
export interface Registration {
  /** Absolute, exactly as registered in Entra (platform Web). */
  redirectUri: string;
  /** Such as `https://login.microsoftonline.com/organizations`. */
  authority: string;
  /** IDs of the tenants whose users may be linked; any tenant when left out. */
  tenants?: string[];
  /** OpenID configuration (OpenID Connect Discovery 1.0, section 3) to use instead of asking the authority for it. */
  metadata?: object;
}

export interface EntraOptions {
  clientId: string;
  clientSecret?: string;
  /** Instead of a secret: the private key (PKCS #8, PEM) and the certificate's SHA-256 thumbprint in base64url. */
  certificate?: { privateKey: string; thumbprint: string };
  registrations: Registration[];
}

/** The signed-in user. */
export interface Identity {
  account: LinkedAccount;
  objectId: string;
}

export interface Grant {
  accessToken: string;
  /** The origin that the access token is for. */
  resource: string;
  expiresAt: Date;
  refreshToken: string;
}

export interface Entra {
  /** Returns true when users of this tenant may be linked by this authority. */
  allows(authority: string, tenantId: string): boolean;
  /** Returns the registration of exactly this redirect URI and authority. */
  registrationOf(request: Pick<LinkRequest, 'redirectUri' | 'authority'>): Registration | undefined;
  /**
   * Redeems an authorization code, checks the id_token, and returns the signed-in user.
   *
   * @throws LinkError with the code of Entra's refusal, or `identity-provider-unavailable`
   */
  redeem(
    registration: Registration,
    request: Pick<LinkRequest, 'code' | 'codeVerifier' | 'nonce'>,
    resource: string,
  ): Promise<{ identity: Identity; grant: Grant }>;
  /**
   * Redeems a refresh token.
   *
   * @throws LinkError `expired` when Entra no longer accepts it; with the code of another refusal;
   *   `identity-provider-unavailable`
   */
  refresh(authority: string, refreshToken: string, resource: string): Promise<Grant>;
}

const identityClaims = z.object({
  // In lower case, since two spellings are one user.
  tid: z.guid().toLowerCase(),
  oid: z.guid().toLowerCase(),
  preferred_username: z.string().default(''),
  name: z.string().default(''),
  azp: z.string().optional(),
});

/** Entra as a confidential client (RFC 6749, RFC 7636, OpenID Connect Core 1.0). */
export function createEntra(options: EntraOptions, limitedFetch: LimitedFetch): Entra {
  // openid-client knows a failure of the network by what `fetch` throws.
  const send: CustomFetch = (url, { method, headers, body, signal = AbortSignal.timeout(timeLimitInSeconds * 1000) }) =>
    limitedFetch(url, { method, headers, body: body?.toString(), signal }).catch((error) => {
      throw error === signal.reason ? error : new TypeError('fetch failed', { cause: error });
    });
  const secrets = options.clientSecret === undefined ? [] : [options.clientSecret];
  const configurations = new Map<Registration, Promise<Configuration>>();

  return {
    allows: (authority, tenantId) =>
      options.registrations.some(
        (registration) => isSameUrl(registration.authority, authority) && isAllowed(registration, tenantId),
      ),

    registrationOf: ({ redirectUri, authority }) =>
      options.registrations.find(
        (registration) => registration.redirectUri === redirectUri && isSameUrl(registration.authority, authority),
      ),

    async redeem(registration, { code, codeVerifier, nonce }, resource) {
      const configuration = await configurationOf(registration);
      const callback = new URL(registration.redirectUri);
      callback.searchParams.set('code', code);
      const tokens = await authorizationCodeGrant(
        configuration,
        callback,
        { pkceCodeVerifier: codeVerifier, expectedNonce: nonce, idTokenExpected: true },
        { scope: `openid profile offline_access ${scopeOf(resource)}` },
      ).catch((error) => {
        throw entraError(error, 'code', [code, codeVerifier, ...secrets]);
      });
      const identity = identityOf(tokens.claims(), registration, options.clientId);
      if (tokens.refresh_token === undefined) {
        throw new LinkError('configuration', 'Entra gave no refresh token: is offline_access permitted?');
      }
      return { identity, grant: toGrant(tokens, resource, tokens.refresh_token) };
    },

    async refresh(authority, refreshToken, resource) {
      const registration = options.registrations.find((candidate) => isSameUrl(candidate.authority, authority));
      if (!registration) throw new LinkError('configuration', `the authority ${authority} is no longer configured`);
      const configuration = await configurationOf(registration);
      const tokens = await refreshTokenGrant(configuration, refreshToken, {
        scope: `offline_access ${scopeOf(resource)}`,
      }).catch((error) => {
        throw entraError(error, 'refresh token', [refreshToken, ...secrets]);
      });
      return toGrant(tokens, resource, tokens.refresh_token ?? refreshToken);
    },
  };

  async function configurationOf(registration: Registration): Promise<Configuration> {
    const configuration = configurations.get(registration) ?? configure(registration);
    configurations.set(registration, configuration);
    try {
      return await configuration;
    } catch (error) {
      configurations.delete(registration);
      throw new LinkError('identity-provider-unavailable', `no OpenID configuration of ${registration.authority}`, {
        cause: error,
      });
    }
  }

  async function configure(registration: Registration): Promise<Configuration> {
    const { metadata } = registration;
    const authority = registration.authority.replace(/\/$/, '');
    // Entra's issuer is a template with the tenant in it, which openid-client supports for this host only, so every
    // cloud's metadata is passed in under this name. The tenant is checked with the other claims.
    const nominalServer = new URL('https://login.microsoftonline.com/organizations/v2.0');
    const fetchMetadata: CustomFetch = async (_url, init) =>
      metadata
        ? Response.json(withoutIssuerParameter(metadata))
        : send(`${authority}/v2.0/.well-known/openid-configuration`, init);
    const configuration = await discovery(nominalServer, options.clientId, {}, await clientAuthentication(), {
      [customFetch]: fetchMetadata,
      timeout: timeLimitInSeconds,
      execute: [enableNonRepudiationChecks],
    });
    configuration[customFetch] = send;
    const { token_endpoint: tokenEndpoint } = configuration.serverMetadata();
    if (tokenEndpoint && isLoopbackHttp(new URL(tokenEndpoint))) allowInsecureRequests(configuration);
    return configuration;
  }

  async function clientAuthentication(): Promise<ClientAuth> {
    if (!options.certificate) return ClientSecretPost(options.clientSecret ?? '');
    const { privateKey, thumbprint } = options.certificate;
    return async (server, client, body, headers) => {
      const authenticate = PrivateKeyJwt(await importPKCS8(privateKey, 'PS256'), {
        // Entra expects its token endpoint as the audience, and the certificate's thumbprint as the key's name
        // (entra-docs, certificate-credentials).
        [modifyAssertion](header, payload) {
          header['x5t#S256'] = thumbprint;
          payload['aud'] = server.token_endpoint;
        },
      });
      await authenticate(server, client, body, headers);
    };
  }
}

/** Entra sends no `iss` with the authorization code (RFC 9207), even where its metadata says so. */
function withoutIssuerParameter(metadata: object): object {
  return { ...metadata, authorization_response_iss_parameter_supported: false };
}

function identityOf(claims: unknown, registration: Registration, clientId: string): Identity {
  const { data } = identityClaims.safeParse(claims);
  if (!data) throw new LinkError('sign-in-failed', 'the id_token does not say who signed in (tid, oid)');
  // Also where there is one audience: openid-client looks at it with several only (OpenID Connect Core, 3.1.3.7).
  if (data.azp !== undefined && data.azp !== clientId)
    throw new LinkError('sign-in-failed', 'the id_token was asked for by another application (azp)');
  if (data.tid === personalAccounts) throw new LinkError('wrong-account', 'a personal Microsoft account');
  if (!isAllowed(registration, data.tid)) throw new LinkError('wrong-account', 'a user of a tenant not allowed');
  return {
    account: { username: data.preferred_username, name: data.name, tenantId: data.tid },
    objectId: data.oid,
  };
}

function isAllowed({ tenants }: Registration, tenantId: string): boolean {
  return !tenants || tenants.some((tenant) => tenant.toLowerCase() === tenantId);
}

function toGrant(
  tokens: { access_token: string; expiresIn(): number | undefined },
  resource: string,
  refreshToken: string,
): Grant {
  // fetch would quote the header, with the token, in its error.
  if (!/^[\x21-\x7e]+$/.test(tokens.access_token))
    throw new LinkError('identity-provider-unavailable', 'Entra issued a token that no header can carry');
  const lifetime = tokens.expiresIn() ?? 0;
  return {
    accessToken: tokens.access_token,
    resource,
    expiresAt: new Date(Date.now() + lifetime * 1000),
    refreshToken,
  };
}

function scopeOf(resource: string): string {
  return `${resource}/user_impersonation`;
}

function isSameUrl(one: string, other: string): boolean {
  return URL.canParse(other) && normalise(one) === normalise(other);
}

function normalise(url: string): string {
  return new URL(url).href.replace(/\/$/, '');
}
