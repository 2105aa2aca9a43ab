import { describe, type EntraError, errorBody } from './errors.js';

/** What the stand-in does wrong, or refuses, because it was told to. */
export interface EntraFaults {
  /** AADSTS number that a sign-in ends with, in place of a code. */
  authorize?: number;
  /** AADSTS number that Entra keeps on its own page, without sending the browser back. */
  ownPage?: number;
  /** What the token endpoint answers everything with: an AADSTS number, or one of `tokenFaults`. */
  token?: number | TokenFault;
  /** The same for refresh tokens alone. */
  refresh?: number | TokenFault;
  /** What is wrong with the tokens that are issued. */
  issued?: IssuedFault;
  /** Entra refuses personal accounts before there is a code; a backend has to refuse them all the same. */
  personalAccounts?: 'let in';
  /** Everybody is a guest in the tenant: the id_token has the name of the home tenant's, and `idp` (id-token-claims-reference). */
  guests?: true;
  /** Scopes must name a permission: `.default` is refused (AADSTS70011). */
  refusesDefaultScopes?: true;
}

/** By which all guests go: a name is nothing to know somebody by. */
export const guestName = 'guest@partner.example';

/** What the token endpoint answers without an AADSTS number. */
export const tokenFaults = {
  down: { status: 503, body: 'Service unavailable' },
  throttled: { status: 429, body: '', headers: { 'Retry-After': '30' } },
  proxy: { status: 502, body: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
  /** Some refusals have no number (v2-oauth2-auth-code-flow). */
  unnumbered: { status: 400, body: { error: 'invalid_grant' } },
} as const;

export type TokenFault = keyof typeof tokenFaults;

/** Faults of the tokens themselves: those of the id_token, and what is left out of the answer. */
export const issuedFaults = [
  'signature',
  'issuer',
  'audience',
  'tenant',
  'nonce',
  'azp',
  'expired',
  'no-id-token',
  'no-refresh-token',
] as const;

export type IssuedFault = (typeof issuedFaults)[number];

export const refusedScope: EntraError = {
  error: 'invalid_scope',
  number: 70011,
  text: 'The provided value for the input parameter scope is not valid.',
};

const proof = { suberror: 'basic_action', claims: '{"access_token":{"capolids":{"essential":true,"values":["x"]}}}' };

/** Errors that can be armed, in addition to those that the provider reports by itself (reference-error-codes). */
const armedErrors: EntraError[] = [
  { error: 'access_denied', number: 65004, text: 'The user declined to consent.' },
  { error: 'consent_required', number: 65001, text: 'The user or administrator has not consented.' },
  { error: 'access_denied', number: 90094, text: 'An administrator of the tenant has to consent.' },
  { error: 'access_denied', number: 50105, text: 'The user is not assigned to the application.' },
  { error: 'access_denied', number: 53003, text: 'Access was blocked by conditional access policies.' },
  {
    error: 'interaction_required',
    number: 50076,
    text: 'The user has to use multi-factor authentication.',
    more: proof,
  },
  { error: 'interaction_required', number: 50079, text: 'The user has to set up authentication.', more: proof },
  { error: 'access_denied', number: 50057, text: 'The user account is disabled.' },
  { error: 'invalid_client', number: 650052, text: 'The organization lacks a service principal for the resource.' },
  { error: 'invalid_request', number: 50020, text: 'The account does not exist in the tenant.' },
  { error: 'unauthorized_client', number: 700016, text: 'The application was not found in the directory.' },
  { error: 'unauthorized_client', number: 7000112, text: 'The application is disabled.' },
  { error: 'invalid_resource', number: 650057, text: 'The resource is not listed in the registration.' },
  { error: 'temporarily_unavailable', number: 90033, text: 'A passing fault has occurred.' },
  { error: 'invalid_client', number: 7000222, text: 'The client secret has expired.' },
  { error: 'invalid_grant', number: 70008, text: 'The code has expired.' },
  { error: 'invalid_request', number: 9002327, text: 'The code was issued to a single-page application.' },
];

/** Returns the error for the redirect URI. */
export function authorizationError(number: number): { error: string; error_description: string } {
  const { error, error_description } = errorBody(armedError(number));
  return { error: String(error), error_description: String(error_description) };
}

/** Returns the answer of the token endpoint. `invalid_client` comes with 401 (passport-azure-ad 453). */
export function tokenFault(fault: number | TokenFault): { status: number; body: unknown; headers?: object } {
  if (typeof fault !== 'number') return tokenFaults[fault];
  const error = armedError(fault);
  return { status: error.error === 'invalid_client' ? 401 : 400, body: errorBody(error) };
}

/** Returns the message for Entra's own page. */
export function ownPageError(number: number): string {
  return describe(armedError(number));
}

function armedError(number: number): EntraError {
  const known = armedErrors.find((error) => error.number === number);
  return known ?? { error: 'invalid_grant', number, text: 'Refused.' };
}
