import { randomUUID } from 'node:crypto';
import { calculatePKCECodeChallenge, randomPKCECodeVerifier } from 'openid-client';
import { globalDiscovery, permission } from './entra/resources.js';
import type { EntraStandIn } from './entra/stand-in.js';

export interface SignInOptions {
  entra: { metadata: Pick<EntraStandIn['metadata'], 'authorization_endpoint'> };
  /** User name of a sample user (people.ts), or the part before the @. */
  username: string;
  nonce: string;
  redirectUri: string;
  clientId: string;
  /** @default 'openid profile offline_access https://globaldisco.crm.dynamics.com/user_impersonation' */
  scope?: string;
  /** @default 'accept' */
  decision?: 'accept' | 'cancel';
}

/** Answer at the redirect URI, with the verifier for its code. */
export interface SignInAnswer {
  code?: string;
  codeVerifier: string;
  state: string;
  error?: string;
  errorDescription?: string;
}

export interface SignIn extends SignInAnswer {
  code: string;
}

/**
 * Signs a sample user in at the Entra stand-in, page by page as a browser would, and accepts the permissions.
 *
 * @throws when no code came back.
 */
export async function signIn(options: Omit<SignInOptions, 'decision'>): Promise<SignIn> {
  const answer = await answerSignIn(options);
  if (!answer.code) throw new Error(`no code came back: ${answer.error} ${answer.errorDescription}`);
  return { ...answer, code: answer.code };
}

/** Like `signIn`, but returns the answer whether it has a code or an error. */
export async function answerSignIn(options: SignInOptions): Promise<SignInAnswer> {
  const { entra, username, nonce, redirectUri, clientId, decision = 'accept' } = options;
  const codeVerifier = randomPKCECodeVerifier();
  const state = randomUUID();
  const authorizeUrl = new URL(entra.metadata.authorization_endpoint);
  authorizeUrl.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    response_mode: 'fragment',
    redirect_uri: redirectUri,
    scope: options.scope ?? `openid profile offline_access ${permission(globalDiscovery)}`,
    state,
    nonce,
    prompt: 'select_account',
    code_challenge: await calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
  }).toString();

  const browse = createBrowser();
  const signInPage = redirectOf(await browse(authorizeUrl));
  await browse(signInPage);
  const asked = await browse(signInPage, { username });
  // Who has consented before is not asked.
  const answered = asked.status === 303 ? asked : await browse(signInPage, { username, decision });
  if (answered.status !== 303) throw new Error(`the sign-in page kept ${username}`);
  const resumed = redirectOf(answered);
  const answer = new URLSearchParams(redirectOf(await browse(resumed)).hash.slice(1));

  const code = answer.get('code');
  const error = answer.get('error');
  return {
    codeVerifier,
    state: answer.get('state') ?? '',
    ...(code ? { code } : {}),
    ...(error ? { error, errorDescription: answer.get('error_description') ?? '' } : {}),
  };
}

/** Creates a fetch that keeps cookies, follows no redirect and posts forms. */
function createBrowser(): (url: URL, form?: Record<string, string>) => Promise<Response> {
  const cookies = new Map<string, string>();
  return async (url, form) => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: [...cookies].map((cookie) => cookie.join('=')).join('; ') },
      ...(form ? { method: 'POST', body: new URLSearchParams(form) } : {}),
    });
    if (response.status >= 400) throw new Error(`${url.pathname} answered ${response.status}`);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    return response;
  };
}

function redirectOf(response: Response): URL {
  return new URL(response.headers.get('location') ?? '', response.url);
}
