import { randomBytes } from 'node:crypto';
import { close, listen, type Tls } from '../listen.js';
import { findPerson } from '../people.js';
import { authenticateClient, type ClientCredentials } from './client-authentication.js';
import { speakEntra } from './dialect.js';
import type { EntraFaults } from './faults.js';
import { signInPages } from './pages.js';
import { createProvider, routes, tenantIssuer } from './provider.js';
import { globalDiscovery } from './resources.js';
import { openStore } from './store.js';

export interface EntraStandIn {
  /** Such as `http://127.0.0.1:4001`. */
  origin: string;
  /** Authority for the configuration of element and backend. Nothing is ever sent there. */
  authority: string;
  /** The OpenID configuration to use in place of the authority's own. */
  metadata: EntraMetadata;
  /** True when pages carry `Cross-Origin-Opener-Policy: same-origin`. May be changed at any time. */
  coop: boolean;
  /** What the application may prove itself with. May be changed at any time. */
  credentials: ClientCredentials;
  /** Faults of the answers from now on. May be changed at any time. */
  faults: EntraFaults;
  /** Every request so far, without query and body. */
  requests: { method: string; path: string }[];
  /** Every access, refresh and id token issued so far. */
  issuedTokens: string[];
  /** Makes refreshing answer `invalid_grant` from now on. Access tokens already issued stay valid, as at Microsoft. */
  revokeGrants(username: string): void;
  close(): Promise<void>;
}

export interface EntraMetadata {
  /** A template with `{tenantid}`, as at the authority `organizations`. */
  issuer: string;
  authorization_endpoint: string;
  token_endpoint: string;
  jwks_uri: string;
  end_session_endpoint: string;
  response_types_supported: string[];
  response_modes_supported: string[];
  subject_types_supported: string[];
  id_token_signing_alg_values_supported: string[];
  token_endpoint_auth_methods_supported: string[];
  code_challenge_methods_supported: string[];
}

export interface EntraOptions {
  /** 0 for any free port. */
  port: number;
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  /** Origins of the Dynamics 365 environments and of discovery. Global discovery is known without being listed. */
  resources: string[];
  /** Serves https. @default none */
  tls?: Tls;
  /** Origin by which a proxy that ends TLS leads here, as if this were Microsoft. @default that of the server */
  name?: string;
  /** @default true */
  coop?: boolean;
  /** Keeps the signing key and the grants, so that links survive a restart on the same port. @default none */
  stateFile?: string;
}

/**
 * Starts a stand-in for Microsoft Entra ID: a certified OpenID provider with Entra's pages, answers and error numbers.
 *
 * Unlike Entra it asks for consent at each sign-in and lets personal accounts in, so that both can be tried.
 *
 * @throws PortInUseError
 */
export async function startEntra(options: EntraOptions): Promise<EntraStandIn> {
  const { server, origin: serverOrigin } = await listen('Entra stand-in', options.port, options.tls);
  const { name: origin = serverOrigin } = options;
  const resources = [...new Set([...options.resources, globalDiscovery])];
  const store = await openStore(options.stateFile);

  const entra: EntraStandIn = {
    origin,
    authority: 'https://login.microsoftonline.com/organizations',
    metadata: describeEndpoints(origin, '{tenantid}'),
    coop: options.coop ?? true,
    credentials: { secrets: [options.clientSecret], certificates: [] },
    faults: {},
    requests: [],
    issuedTokens: [],
    revokeGrants: (username) => store.revokeGrantsOf(findPerson(username)?.username ?? username),
    close: () => close(server),
  };

  const clientSecret = randomBytes(32).toString('base64url');
  const provider = createProvider({ ...options, clientSecret, issuer: origin, resources, store });
  // Koa then believes what the proxy says of the way that a request came.
  provider.proxy = options.name !== undefined;
  provider.use(async (ctx, next) => {
    entra.requests.push({ method: ctx.method, path: ctx.path });
    if (entra.coop) ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
    ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    const tenant = /^\/([\w-]+)\/v2\.0\/\.well-known\/openid-configuration$/.exec(ctx.path)?.[1];
    if (!tenant) return next();
    ctx.body = describeEndpoints(origin, tenant === 'organizations' ? '{tenantid}' : tenant);
  });
  speakEntra(provider, {
    issuer: origin,
    authenticateClient: authenticateClient({
      clientId: options.clientId,
      issuer: origin,
      credentials: () => entra.credentials,
      secret: clientSecret,
    }),
    resources,
    signingKey: store.signingKey,
    onToken: (token) => entra.issuedTokens.push(token),
    faults: () => entra.faults,
  });
  provider.use(signInPages(provider, resources, () => entra.faults));
  server.on('request', provider.callback());
  return entra;
}

function describeEndpoints(origin: string, tenant: string): EntraMetadata {
  return {
    issuer: tenantIssuer(origin, tenant),
    authorization_endpoint: origin + routes.authorization,
    token_endpoint: origin + routes.token,
    jwks_uri: origin + routes.jwks,
    end_session_endpoint: origin + routes.end_session,
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    code_challenge_methods_supported: ['S256'],
  };
}
