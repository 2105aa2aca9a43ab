import { describe, type EntraError, errorBody } from './errors.js';

/** Errors that the stand-in is told to answer with. Each number is one of `armedErrors`. */
export interface EntraFaults {
  /** AADSTS number that a sign-in ends with, in place of a code. */
  authorize?: number;
  /** AADSTS number that Entra keeps on its own page, without sending the browser back. */
  ownPage?: number;
  /** AADSTS number that the token endpoint answers a code with; `down`: it answers 503. */
  token?: number | 'down';
}

/** Errors that can be armed, in addition to those that the provider reports by itself. */
const armedErrors: EntraError[] = [
  { error: 'access_denied', number: 65004, text: 'The user declined to consent.' },
  { error: 'consent_required', number: 65001, text: 'The user or administrator has not consented.' },
  { error: 'access_denied', number: 90094, text: 'An administrator of the tenant has to consent.' },
  { error: 'access_denied', number: 50105, text: 'The user is not assigned to the application.' },
  { error: 'access_denied', number: 53003, text: 'Access was blocked by conditional access policies.' },
  { error: 'interaction_required', number: 50076, text: 'The user has to use multi-factor authentication.' },
  { error: 'access_denied', number: 50057, text: 'The user account is disabled.' },
  { error: 'invalid_client', number: 650052, text: 'The organization lacks a service principal for the resource.' },
  { error: 'invalid_request', number: 50020, text: 'The account does not exist in the tenant.' },
  { error: 'unauthorized_client', number: 700016, text: 'The application was not found in the directory.' },
  { error: 'invalid_request', number: 650057, text: 'The resource is not listed in the registration.' },
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

/** Returns the error body for the token endpoint. */
export function armedTokenError(number: number): Record<string, unknown> {
  return errorBody(armedError(number));
}

/** Returns the message for Entra's own page. */
export function ownPageError(number: number): string {
  return describe(armedError(number));
}

function armedError(number: number): EntraError {
  const known = armedErrors.find((error) => error.number === number);
  if (!known) throw new Error(`AADSTS${number} can't be armed`);
  return known;
}
