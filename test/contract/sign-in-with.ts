import { signIn } from '../../demo/stand-ins/sign-in.js';
import type { LinkRequest } from '../../src/protocol.js';
import type { Target } from './scenario.js';

/** Signs a user in with this nonce, whether a backend gave it for that or not. Returns the body of the POST. */
export async function signInWith(target: Target, username: string, nonce: string): Promise<LinkRequest> {
  const { metadata, redirectUri, clientId, authority } = target;
  const { code, codeVerifier } = await signIn({ entra: { metadata }, username, nonce, redirectUri, clientId });
  target.onSecret?.('code', code);
  target.onSecret?.('verifier', codeVerifier);
  return { code, codeVerifier, nonce, redirectUri, authority };
}
