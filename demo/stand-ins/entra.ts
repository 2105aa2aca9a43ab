import { speakEntra } from './entra-dialect.js';
import { signInPages } from './entra-pages.js';
import { createProvider, routes, tenantIssuer } from './entra-provider.js';
import { openStore } from './entra-store.js';
import { close, listen, type Tls } from './listen.js';
import { findPerson } from './people.js';

/** What global discovery of the commercial cloud is called. The element always asks for this one. */
export const globalDiscovery = 'https://globaldisco.crm.dynamics.com';

export interface EntraStandIn {
  /** Such as `http://127.0.0.1:4001`. */
  origin: string;
  /** What element and backend are configured with; nothing is ever sent there. */
  authority: string;
  /** The OpenID configuration to use in place of the authority's own. */
  metadata: EntraMetadata;
  /** Whether pages carry `Cross-Origin-Opener-Policy: same-origin`. May be changed at any time. */
  coop: boolean;
  /** What goes wrong from now on. May be changed at any time. */
  faults: EntraFaults;
  /** Every request so far, without query and body. */
  requests: { method: string; path: string }[];
  /** Every access, refresh and id token ever handed out. */
  issuedTokens: string[];
  /** Refreshing answers `invalid_grant` from now on. Access tokens already issued stay valid, as at Microsoft. */
  revokeGrants(username: string): void;
  close(): Promise<void>;
}

export interface EntraFaults {
  /** The AADSTS number that a sign-in ends with, in place of a code. */
  authorize?: number;
  /** The AADSTS number that Entra keeps on its own page, without sending the browser back. */
  ownPage?: number;
  /** The AADSTS number that the token endpoint answers a code with; `down`: it answers 503. */
  token?: number | 'down';
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
  /** @default true */
  coop?: boolean;
  /** Keeps the signing key and the grants, so that links survive a restart on the same port. @default none */
  stateFile?: string;
}

/**
 * A stand-in for Microsoft Entra ID: a certified OpenID provider that looks and errs like Entra.
 *
 * It differs in that it asks for consent at each sign-in and lets personal accounts in, so that both can be shown.
 *
 * @throws PortInUseError
 */
export async function startEntra(options: EntraOptions): Promise<EntraStandIn> {
  const { server, origin } = await listen('Entra stand-in', options.port, options.tls);
  const resources = [...new Set([...options.resources, globalDiscovery])];
  const store = await openStore(options.stateFile);

  const entra: EntraStandIn = {
    origin,
    authority: 'https://login.microsoftonline.com/organizations',
    metadata: describeEndpoints(origin, '{tenantid}'),
    coop: options.coop ?? true,
    faults: {},
    requests: [],
    issuedTokens: [],
    revokeGrants: (username) => store.revokeGrantsOf(findPerson(username)?.username ?? username),
    close: () => close(server),
  };

  const provider = createProvider({ ...options, issuer: origin, resources, store });
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
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    code_challenge_methods_supported: ['S256'],
  };
}
