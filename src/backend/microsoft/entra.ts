import {
  allowInsecureRequests,
  authorizationCodeGrant,
  type ClientAuth,
  type Configuration,
  type CustomFetch,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  refreshTokenGrant,
} from 'openid-client';
import { z } from 'zod';
import type { LinkedAccount, LinkRequest } from '../../protocol.js';
import { LinkError } from '../errors.js';
import { isLoopbackHttp } from '../secure-url.js';
import { type Credential, createClientCredentials } from './client-credentials.js';
import { entraError, type RedeemedGrant } from './entra-errors.js';
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
  /** The application's ID in the authority's cloud, where it is another: each national cloud needs a registration of its own. */
  clientId?: string;
  /** The credentials there. */
  credentials?: Credential[];
}

export interface EntraOptions {
  clientId: string;
  /** The first is used, the next when Entra refuses it, so that one can be replaced while the other works. */
  credentials: Credential[];
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
   * @param grant `new refresh token` while linking: then no link ends by a refusal
   * @throws LinkError `expired` when Entra no longer accepts it; with the code of another refusal;
   *   `identity-provider-unavailable`
   */
  refresh(
    authority: string,
    refreshToken: string,
    resource: string,
    grant?: 'refresh token' | 'new refresh token',
  ): Promise<Grant>;
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
export function createEntra(
  options: EntraOptions,
  limitedFetch: LimitedFetch,
  /** Is told that none of an application's credentials was accepted. */
  onCredentialRefused: (clientId: string, error: LinkError) => Promise<void>,
): Entra {
  // openid-client knows a failure of the network by what `fetch` throws.
  const send: CustomFetch = (url, { method, headers, body, signal = AbortSignal.timeout(timeLimitInSeconds * 1000) }) =>
    limitedFetch(url, { method, headers, body: body?.toString(), signal }).catch((error) => {
      throw error === signal.reason ? error : new TypeError('fetch failed', { cause: error });
    });
  // Made for each registration, so that each `authenticate` belongs to one.
  const clients = new Map(
    options.registrations.map((registration) => [
      registration,
      createClientCredentials(registration.credentials ?? options.credentials),
    ]),
  );
  const configurations = new Map<ClientAuth, Promise<Configuration>>();

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
      const callback = new URL(registration.redirectUri);
      callback.searchParams.set('code', code);
      // Entra looks at the client before it looks at the code (RFC 6749, 4.1.3), so a refused credential spends no code.
      const tokens = await asClient(registration, 'code', [code, codeVerifier], (configuration) =>
        authorizationCodeGrant(
          configuration,
          callback,
          { pkceCodeVerifier: codeVerifier, expectedNonce: nonce, idTokenExpected: true },
          { scope: `openid profile offline_access ${scopeOf(resource)}` },
        ),
      );
      const identity = identityOf(tokens.claims(), registration, registration.clientId ?? options.clientId);
      if (tokens.refresh_token === undefined) {
        throw new LinkError('configuration', 'Entra gave no refresh token: is offline_access permitted?');
      }
      return { identity, grant: toGrant(tokens, resource, tokens.refresh_token) };
    },

    async refresh(authority, refreshToken, resource, grant = 'refresh token') {
      const registration = options.registrations.find((candidate) => isSameUrl(candidate.authority, authority));
      if (!registration) throw new LinkError('configuration', `the authority ${authority} is no longer configured`);
      const tokens = await asClient(registration, grant, [refreshToken], (configuration) =>
        refreshTokenGrant(configuration, refreshToken, { scope: `offline_access ${scopeOf(resource)}` }),
      );
      return toGrant(tokens, resource, tokens.refresh_token ?? refreshToken);
    },
  };

  /** Redeems a grant with the first credential that Entra accepts. `sent` is kept out of messages, and so are the secrets. */
  async function asClient<T>(
    registration: Registration,
    grant: RedeemedGrant,
    sent: readonly string[],
    redeem: (configuration: Configuration) => Promise<T>,
  ): Promise<T> {
    const client = clients.get(registration);
    if (!client) throw new LinkError('configuration', 'the redirect URI is not configured');
    try {
      return await client.use(async (authenticate) => {
        const configuration = await configurationOf(registration, authenticate);
        return redeem(configuration).catch((error) => {
          throw entraError(error, grant, [...sent, ...client.secrets]);
        });
      });
    } catch (error) {
      if (error instanceof LinkError && error.details.isCredentialRefused) {
        await onCredentialRefused(registration.clientId ?? options.clientId, error);
      }
      throw error;
    }
  }

  async function configurationOf(registration: Registration, authenticate: ClientAuth): Promise<Configuration> {
    const configuration = configurations.get(authenticate) ?? configure(registration, authenticate);
    configurations.set(authenticate, configuration);
    try {
      return await configuration;
    } catch (error) {
      configurations.delete(authenticate);
      throw new LinkError('identity-provider-unavailable', `no OpenID configuration of ${registration.authority}`, {
        cause: error,
      });
    }
  }

  async function configure(registration: Registration, authenticate: ClientAuth): Promise<Configuration> {
    const { metadata, clientId = options.clientId } = registration;
    const authority = registration.authority.replace(/\/$/, '');
    // Entra's issuer is a template with the tenant in it, which openid-client supports for this host only, so every
    // cloud's metadata is passed in under this name. The tenant is checked with the other claims.
    const nominalServer = new URL('https://login.microsoftonline.com/organizations/v2.0');
    const fetchMetadata: CustomFetch = async (_url, init) =>
      metadata
        ? Response.json(withoutIssuerParameter(metadata))
        : send(`${authority}/v2.0/.well-known/openid-configuration`, init);
    const configuration = await discovery(nominalServer, clientId, {}, authenticate, {
      [customFetch]: fetchMetadata,
      timeout: timeLimitInSeconds,
      execute: [enableNonRepudiationChecks],
    });
    configuration[customFetch] = send;
    const { token_endpoint: tokenEndpoint } = configuration.serverMetadata();
    if (tokenEndpoint && isLoopbackHttp(new URL(tokenEndpoint))) allowInsecureRequests(configuration);
    return configuration;
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
