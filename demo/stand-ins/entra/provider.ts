import { randomBytes } from 'node:crypto';
import Provider, { errors, interactionPolicy } from 'oidc-provider';
import { findPerson } from '../people.js';
import { describe, ownPageErrorOf } from './errors.js';
import { errorPage } from './pages.js';
import { permission, resourcesOf } from './resources.js';
import type { EntraStore } from './store.js';

/** Paths of Entra's endpoints. */
export const routes = {
  authorization: '/organizations/oauth2/v2.0/authorize',
  token: '/organizations/oauth2/v2.0/token',
  jwks: '/organizations/discovery/v2.0/keys',
  end_session: '/organizations/oauth2/v2.0/logout',
};

export interface EntraProviderOptions {
  issuer: string;
  clientId: string;
  clientSecret: string;
  redirectUris: string[];
  /** Origins for which access tokens are issued. */
  resources: string[];
  store: EntraStore;
}

/** Creates the certified OpenID provider, configured as near to Entra as its options allow. */
export function createProvider(options: EntraProviderOptions): Provider {
  const { issuer, resources, store } = options;
  return new Provider(issuer, {
    routes,
    adapter: store.adapter,
    jwks: { keys: [store.signingKey] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: [
      {
        client_id: options.clientId,
        client_secret: options.clientSecret,
        client_name: 'Vonage',
        redirect_uris: options.redirectUris,
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    pkce: { required: () => true },
    clientBasedCORS: () => false,
    renderError: (ctx, out, error) => {
      ctx.type = 'html';
      ctx.body = errorPage(describe(ownPageErrorOf(out, error)));
    },
    interactions: { policy: signInPolicy(), url: (_ctx, interaction) => `/sign-in/${interaction.uid}` },
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_ctx, resource) => ({
          scope: permission(resource),
          audience: resource,
          accessTokenFormat: 'jwt',
        }),
        // One grant serves several resources. A token request is for one of them, which its scope names.
        useGrantedResource: () => true,
        defaultResource: (ctx, _client, granted) => {
          const asked = resourcesOf(String(ctx.oidc.body?.['scope'] ?? ''));
          const [resource] = asked.length > 0 ? asked : (granted ?? []);
          if (!resource || !resources.includes(resource)) throw new errors.InvalidTarget('unknown resource');
          return resource;
        },
      },
    },
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub', 'tid', 'ver'], profile: ['oid', 'name', 'preferred_username'] },
    conformIdTokenClaims: false,
    findAccount: (_ctx, username) => {
      const person = findPerson(username);
      return person && { accountId: username, claims: () => ({ sub: username, ver: '2.0', ...entraClaims(username) }) };
    },
    formats: {
      customizers: {
        jwt: (_ctx, token, jwt) => {
          const claims = 'accountId' in token && token.accountId ? entraClaims(token.accountId) : undefined;
          jwt.payload = { ...jwt.payload, ...claims, iss: tenantIssuer(issuer, String(claims?.['tid'])) };
        },
      },
    },
    issueRefreshToken: (_ctx, _client, source) => source.scopes.has('offline_access'),
    rotateRefreshToken: true,
    expiresWithSession: () => false,
    revokeGrantPolicy: () => false,
    ttl: {
      AuthorizationCode: 10 * 60,
      AccessToken: 75 * 60,
      IdToken: 60 * 60,
      RefreshToken: 90 * 24 * 60 * 60,
      Grant: 90 * 24 * 60 * 60,
      Interaction: 60 * 60,
      Session: 60 * 60,
    },
  });
}

/**
 * A hint at another user than the one of the browser's session asks that user to sign in; without one, and without `prompt`,
 * the session's user is signed in (learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow, `login_hint`).
 */
function signInPolicy(): interactionPolicy.DefaultPolicy {
  const { base, Check } = interactionPolicy;
  const policy = base();
  policy.get('login')?.checks.add(
    new Check('hinted_user', 'another user than that of the session is hinted at', ({ oidc }) => {
      const hint = oidc.params?.['login_hint'];
      const isAnother = hint !== undefined && hint !== oidc.session?.accountId;
      return isAnother && !oidc.result?.['login'] ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT;
    }),
  );
  return policy;
}

export function tenantIssuer(issuer: string, tenantId: string): string {
  return `${issuer}/${tenantId}/v2.0`;
}

function entraClaims(username: string): Record<string, string> {
  const person = findPerson(username);
  return person ? { oid: person.oid, tid: person.tid, name: person.name, preferred_username: person.username } : {};
}
