import type { JWK } from 'jose';
import type Provider from 'oidc-provider';
import { crossOriginRefusal, describe, tokenErrorBody, unknownResource } from './errors.js';
import { type EntraFaults, tokenFault } from './faults.js';
import { issueTokensAsEntra } from './issued-tokens.js';
import { routes } from './provider.js';
import { permission, resourcesOf } from './resources.js';

type Middleware = Parameters<Provider['use']>[0];

export interface DialectOptions {
  issuer: string;
  /** For the token endpoint. */
  authenticateClient: Middleware;
  resources: string[];
  signingKey: JWK;
  /** Called with every token that is issued. */
  onToken(token: string): void;
  /** Returns the faults that are armed now. */
  faults(): EntraFaults;
}

/** Adds middleware to the provider for all that Entra answers or accepts differently from the standards. */
export function speakEntra(provider: Provider, options: DialectOptions): void {
  provider.use(forgetSession);
  provider.use(respondAsEntra);
  provider.use(acceptEntraParameters(options.resources));
  provider.use(refuseBrowsersAtTheTokenEndpoint);
  provider.use(failAtTheTokenEndpoint(options.faults));
  provider.use(options.authenticateClient);
  provider.use(issueTokensAsEntra(options));
  provider.on('grant.error', (ctx, error) => {
    ctx.body = tokenErrorBody(error);
  });
}

/** Drops the session cookie: without single sign-on each sign-in asks for the account, and any user can be tried. */
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

/** Takes `iss` (RFC 9207) out of the answer, which Entra does not send, and adds Entra's subcode when the user cancels. */
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

/** Reads the resource from the scope: Entra has no `resource` parameter. Consent to one resource covers all of them. */
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
    const { status, body, headers = {} } = tokenFault(token);
    ctx.status = status;
    ctx.set({ ...headers });
    ctx.body = body;
  };
}
