import { randomBytes } from 'node:crypto';
import { Gate } from '../gate.js';
import { close, listen, type Tls } from '../listen.js';
import { findPerson } from '../people.js';
import { createAuthorities } from './authorities.js';
import { authenticateClient, type ClientCredentials } from './client-authentication.js';
import { speakEntra } from './dialect.js';
import { errorBody } from './errors.js';
import { type EntraFaults, refusedScope, tokenFault } from './faults.js';
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
  /**
   * Whether pages carry `Cross-Origin-Opener-Policy: same-origin`; `as asked`: unless the request has `pocd=1`, as Entra does
   * it. May be changed at any time.
   */
  coop: boolean | 'as asked';
  /** The application that it knows. */
  registration: { clientId: string; redirectUris: string[] };
  /** What the application may prove itself with. May be changed at any time. */
  credentials: ClientCredentials;
  /** Faults of the answers from now on. May be changed at any time. */
  faults: EntraFaults;
  /** Keeps requests to the token endpoint waiting while it is closed. */
  gate: Gate;
  /** Takes back all consents, so that everybody is asked once again. */
  forgetConsents(): void;
  /** Answers to requests below `/control`. @default none */
  control: ((request: Request) => Promise<Response>) | undefined;
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
  /** @default 'as asked' */
  coop?: boolean | 'as asked';
  /** Keeps the signing key and the grants, so that links survive a restart on the same port. @default none */
  stateFile?: string;
}

/**
 * Starts a stand-in for Microsoft Entra ID: a certified OpenID provider with Entra's pages, answers and error numbers.
 *
 * Unlike Entra it has no single sign-on: each sign-in asks for the account.
 *
 * @throws PortInUseError
 */
export async function startEntra(options: EntraOptions): Promise<EntraStandIn> {
  const { server, origin: serverOrigin } = await listen('Entra stand-in', options.port, options.tls);
  const { name: origin = serverOrigin } = options;
  const resources = [...new Set([...options.resources, globalDiscovery])];
  const store = await openStore(options.stateFile);
  const consented = new Set<string>();
  const authorities = createAuthorities();

  const entra: EntraStandIn = {
    origin,
    authority: 'https://login.microsoftonline.com/organizations',
    metadata: describeEndpoints(origin, 'organizations'),
    coop: options.coop ?? 'as asked',
    registration: { clientId: options.clientId, redirectUris: options.redirectUris },
    credentials: { secrets: [options.clientSecret], certificates: [] },
    faults: {},
    gate: new Gate(),
    forgetConsents: () => consented.clear(),
    control: undefined,
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
    if (ctx.path.startsWith('/control') && entra.control) return answerControl(ctx, entra.control);
    if (ctx.path.endsWith('/token')) await entra.gate.pass();
    // Whoever asked did not wait.
    if (ctx.req.destroyed) return;
    const isOpenerWanted = ctx.query['pocd'] === '1' || authorities.begun(ctx.path)?.isOpenerWanted === true;
    if (entra.coop === 'as asked' ? !isOpenerWanted : entra.coop) ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
    ctx.set('Content-Security-Policy', "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'");
    const tenant = /^\/([\w-]+)\/v2\.0\/\.well-known\/openid-configuration$/.exec(ctx.path)?.[1];
    if (!tenant) return next();
    ctx.body = describeEndpoints(origin, tenant);
  });
  provider.use(authorities.middleware);
  speakEntra(provider, {
    issuer: origin,
    authenticateClient: authenticateClient({
      clientId: options.clientId,
      issuer: origin,
      credentials: () => entra.credentials,
      secret: clientSecret,
      refuse(form, authority) {
        const { refresh, refusesDefaultScopes } = entra.faults;
        if (refusesDefaultScopes && /\/\.default(?: |$)/.test(form.get('scope') ?? '')) {
          return { status: 400, body: errorBody(refusedScope) };
        }
        if (form.get('grant_type') === 'refresh_token' && refresh !== undefined) return tokenFault(refresh);
        const fault = authorities.faultOf(form.get('code'), authority);
        return fault && { status: 400, body: errorBody(fault) };
      },
    }),
    resources,
    signingKey: store.signingKey,
    onToken: (token) => entra.issuedTokens.push(token),
    faults: () => entra.faults,
  });
  provider.use(signInPages(provider, resources, () => entra.faults, consented));
  server.on('request', provider.callback());
  return entra;
}

/** @param authority `organizations`, or a tenant */
function describeEndpoints(origin: string, authority: string): EntraMetadata {
  const at = (route: string) => origin + route.replace('/organizations/', `/${authority}/`);
  return {
    issuer: tenantIssuer(origin, authority === 'organizations' ? '{tenantid}' : authority),
    authorization_endpoint: at(routes.authorization),
    token_endpoint: at(routes.token),
    jwks_uri: origin + routes.jwks,
    end_session_endpoint: at(routes.end_session),
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
    code_challenge_methods_supported: ['S256'],
  };
}

type Context = Parameters<Parameters<ReturnType<typeof createProvider>['use']>[0]>[0];

async function answerControl(ctx: Context, control: (request: Request) => Promise<Response>): Promise<void> {
  const hasBody = ctx.method !== 'GET' && ctx.method !== 'HEAD';
  const answer = await control(
    new Request(ctx.href, {
      method: ctx.method,
      headers: { 'content-type': ctx.get('content-type'), origin: ctx.get('origin') },
      ...(hasBody && { body: Buffer.concat(await ctx.req.toArray()) }),
    }),
  );
  ctx.status = answer.status;
  for (const [name, value] of answer.headers) ctx.set(name, value);
  ctx.body = Buffer.from(await answer.arrayBuffer());
}
