import { createHash } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { EntraError } from './errors.js';
import { routes } from './provider.js';

type Middleware = Parameters<Provider['use']>[0];

/** What a sign-in was begun with. */
export interface Begun {
  /** The segment of the path: `organizations`, or a tenant. */
  authority: string;
  /** MSAL asks for pages without Cross-Origin-Opener-Policy (`pocd=1`). */
  isOpenerWanted: boolean;
}

export interface Authorities {
  /** Takes the paths of each authority to those of the provider, and remembers which one a sign-in was begun at. */
  middleware: Middleware;
  /** Returns what the sign-in was begun with, by the path of one of its pages. */
  begun(path: string): Begun | undefined;
  /** Returns Entra's error when a code is redeemed at another authority than it was issued by (AADSTS700005). */
  faultOf(code: string | null, authority: string): EntraError | undefined;
}

/** Entra has endpoints for each authority, and a code is good at the one that issued it (v2-oauth2-auth-code-flow). */
export function createAuthorities(): Authorities {
  const sessions = new Map<string, Begun>();
  const issuedBy = new Map<string, string>();
  return {
    async middleware(ctx, next) {
      const [, authority, endpoint] = /^\/([\w.-]+)\/oauth2\/v2\.0\/(authorize|token|logout)$/.exec(ctx.path) ?? [];
      if (authority === undefined) {
        await next();
      } else {
        ctx.state['authority'] = authority;
        ctx.path = { authorize: routes.authorization, token: routes.token, logout: routes.end_session }[
          endpoint as 'authorize' | 'token' | 'logout'
        ];
        const isOpenerWanted = ctx.query['pocd'] === '1';
        await next();
        const uid = /\/sign-in\/([\w-]+)$/.exec(ctx.response.get('location'))?.[1];
        if (uid !== undefined) sessions.set(uid, { authority, isOpenerWanted });
      }
      const code = /[#?&]code=([^&]+)/.exec(ctx.response.get('location'))?.[1];
      const begun = sessions.get(uidOf(ctx.path));
      if (code !== undefined && begun) issuedBy.set(hash(decodeURIComponent(code)), begun.authority);
    },
    begun: (path) => sessions.get(uidOf(path)),
    faultOf(code, authority) {
      const issuer = code === null ? undefined : issuedBy.get(hash(code));
      if (issuer === undefined || issuer === authority) return undefined;
      const text = `The code was issued by ${issuer} and is redeemed at ${authority}.`;
      return { error: 'invalid_grant', number: 700005, text };
    },
  };
}

function uidOf(path: string): string {
  return path.split('/').at(-1) ?? '';
}

/** A code is not kept, not even here. */
function hash(code: string): string {
  return createHash('sha256').update(code).digest('base64url');
}
