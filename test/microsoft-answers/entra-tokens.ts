import type { BackendErrorCode } from '../../src/protocol.js';

/** How an answer with tokens differs from the one that Entra describes, and what the POST is answered with. */
export interface TokenAnswer {
  situation: string;
  /** What is redeemed: the code, or then the refresh token for the environment. */
  to: 'authorization_code' | 'refresh_token';
  /** Members of the answer; undefined leaves one out. */
  changes: Record<string, unknown>;
  source: string;
  /** Code of the refusal. @default the user is linked, and calls work */
  code?: BackendErrorCode;
}

const flow = 'v2-oauth2-auth-code-flow';

export const tokenAnswers: readonly TokenAnswer[] = [
  {
    situation: 'no refresh token, since offline_access is not permitted',
    to: 'authorization_code',
    changes: { refresh_token: undefined },
    source: flow,
    code: 'configuration',
  },
  {
    situation: 'no ID token',
    to: 'authorization_code',
    changes: { id_token: undefined },
    source: flow,
    code: 'sign-in-failed',
  },
  {
    situation: 'an ID token that is none',
    to: 'authorization_code',
    changes: { id_token: 'e30.e30.' },
    source: 'OpenID Connect Core, 3.1.3.7',
    code: 'sign-in-failed',
  },
  {
    situation: 'no access token',
    to: 'authorization_code',
    changes: { access_token: undefined },
    source: 'RFC 6749, 5.1',
    code: 'identity-provider-unavailable',
  },
  {
    situation: 'no lifetime',
    to: 'authorization_code',
    changes: { expires_in: undefined },
    source: 'RFC 6749, 5.1',
  },
  {
    situation: 'no scope',
    to: 'authorization_code',
    changes: { scope: undefined },
    source: flow,
  },
  {
    situation: 'a type in lower case',
    to: 'authorization_code',
    changes: { token_type: 'bearer' },
    source: 'RFC 6749, 5.1',
  },
  {
    situation: 'members that nobody knows',
    to: 'authorization_code',
    changes: { ext_expires_in: 3599, client_info: 'e30', foci: '1' },
    source: 'RFC 6749, 5.1',
  },
  {
    situation: 'no newer refresh token',
    to: 'refresh_token',
    changes: { refresh_token: undefined },
    source: 'RFC 6749, 6',
  },
  {
    situation: 'no ID token with a refresh',
    to: 'refresh_token',
    changes: { id_token: undefined },
    source: 'OpenID Connect Core, 12.2',
  },
  {
    situation: 'no access token with a refresh',
    to: 'refresh_token',
    changes: { access_token: undefined },
    source: 'RFC 6749, 5.1',
    code: 'identity-provider-unavailable',
  },
  {
    situation: 'no lifetime with a refresh',
    to: 'refresh_token',
    changes: { expires_in: undefined },
    source: 'RFC 6749, 5.1',
  },
];
