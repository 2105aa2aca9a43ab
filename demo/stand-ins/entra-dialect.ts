import { decodeJwt, decodeProtectedHeader, importJWK, type JWK, SignJWT } from 'jose';
import type Provider from 'oidc-provider';
import type { EntraFaults } from './entra.js';
import { armedTokenError, crossOriginRefusal, describe, tokenErrorBody, unknownResource } from './entra-errors.js';
import { permission, resourcesOf, routes, tenantIssuer } from './entra-provider.js';

type Middleware = Parameters<Provider['use']>[0];

export interface DialectOptions {
  issuer: string;
  resources: string[];
  signingKey: JWK;
  /** Called with every token that is handed out. */
  onToken(token: string): void;
  /** What goes wrong now. */
  faults(): EntraFaults;
}

/** What Entra says and understands differently from the standards, put around the provider. */
export function speakEntra(provider: Provider, options: DialectOptions): void {
  provider.use(forgetSession);
  provider.use(respondAsEntra);
  provider.use(acceptEntraParameters(options.resources));
  provider.use(refuseBrowsersAtTheTokenEndpoint);
  provider.use(failAtTheTokenEndpoint(options.faults));
  provider.use(issueTokensAsEntra(options));
  provider.on('grant.error', (ctx, error) => {
    ctx.body = tokenErrorBody(error);
  });
}

/** Each sign-in asks who it is: no single sign-on, so that another user can be shown at any time. */
const forgetSession: Middleware = async (ctx, next) => {
  await next();
  const cookies = [ctx.response.get('set-cookie') ?? []].flat();
  if (cookies.length > 0) {
    ctx.set(
      'set-cookie',
      cookies.filter((cookie) => !cookie.startsWith('_session')),
    );
  }
};

/** Entra sends no `iss` (RFC 9207) and adds a subcode to a refusal by the user. */
const respondAsEntra: Middleware = async (ctx, next) => {
  await next();
  const location = ctx.response.get('location');
  if (!ctx.path.startsWith(routes.authorization) || !URL.canParse(location)) return;
  const url = new URL(location);
  const inFragment = url.hash !== '';
  const answer = new URLSearchParams(inFragment ? url.hash.slice(1) : url.search);
  if (!answer.has('iss')) return;
  answer.delete('iss');
  if (answer.get('error') === 'access_denied') answer.set('error_subcode', 'cancel');
  url[inFragment ? 'hash' : 'search'] = answer.toString();
  ctx.set('location', url.href);
};

/** The scope names the resource; Entra knows no `resource` parameter. Consent to one resource covers all of them. */
function acceptEntraParameters(resources: string[]): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== routes.authorization) return next();
    const scope = String(ctx.query['scope'] ?? '');
    const [asked, ...others] = resourcesOf(scope);
    if (!asked || others.length > 0 || !resources.includes(asked)) {
      ctx.status = 400;
      ctx.body = describe(unknownResource());
      return;
    }
    const ordered = [asked, ...resources.filter((resource) => resource !== asked)];
    const identity = scope.split(' ').filter((entry) => !entry.includes('/'));
    ctx.query = {
      ...ctx.query,
      scope: [...identity, ...ordered.map(permission)].join(' '),
      resource: ordered,
      prompt: 'login consent',
    };
    await next();
  };
}

const refuseBrowsersAtTheTokenEndpoint: Middleware = async (ctx, next) => {
  if (ctx.path !== routes.token || !ctx.get('origin')) return next();
  ctx.status = 400;
  ctx.body = crossOriginRefusal();
};

function failAtTheTokenEndpoint(faults: DialectOptions['faults']): Middleware {
  return async (ctx, next) => {
    const { token } = faults();
    if (ctx.path !== routes.token || token === undefined) return next();
    ctx.status = token === 'down' ? 503 : 400;
    ctx.body = token === 'down' ? 'Service unavailable' : armedTokenError(token);
  };
}

/** The issuer of an id_token is the user's tenant, so it is signed again. */
function issueTokensAsEntra({ issuer, signingKey, onToken }: DialectOptions): Middleware {
  return async (ctx, next) => {
    await next();
    if (ctx.path !== routes.token || ctx.status !== 200) return;
    const tokens = ctx.body as Record<string, string>;
    const idToken = tokens['id_token'];
    if (idToken) {
      const claims = decodeJwt(idToken);
      tokens['id_token'] = await new SignJWT({ ...claims, iss: tenantIssuer(issuer, String(claims['tid'])) })
        .setProtectedHeader({ ...decodeProtectedHeader(idToken), alg: 'RS256' })
        .sign(await importJWK(signingKey));
    }
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const token = tokens[name];
      if (token) onToken(token);
    }
  };
}
