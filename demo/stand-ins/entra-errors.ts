import { randomUUID } from 'node:crypto';
import type { errors } from 'oidc-provider';

interface EntraError {
  error: string;
  number: number;
  text: string;
}

/** What the provider says in its details, and what Entra would say instead. */
const entraErrors: [detail: RegExp, EntraError][] = [
  [/code already consumed/, { error: 'invalid_grant', number: 54005, text: 'The code was already redeemed.' }],
  [/code is expired/, { error: 'invalid_grant', number: 70008, text: 'The code has expired.' }],
  [/code not found/, { error: 'invalid_grant', number: 70000, text: 'The code is not valid.' }],
  [/code_verifier/, { error: 'invalid_grant', number: 501481, text: 'The verifier does not match the challenge.' }],
  [/redirect_uri mismatch/, { error: 'invalid_grant', number: 500112, text: 'The reply address does not match.' }],
  [/invalid secret/, { error: 'invalid_client', number: 7000215, text: 'Invalid client secret provided.' }],
  [/authentication mechanism/, { error: 'invalid_client', number: 7000218, text: 'A client secret is required.' }],
  [/client not found/, { error: 'unauthorized_client', number: 700016, text: 'The application was not found.' }],
  [/^grant (not found|is expired)/, { error: 'invalid_grant', number: 50173, text: 'The grant was revoked.' }],
  [/refresh token is expired/, { error: 'invalid_grant', number: 700082, text: 'The refresh token was not used.' }],
  [/refresh token not found/, { error: 'invalid_grant', number: 70000, text: 'The refresh token is not valid.' }],
  [/unknown resource|missing requested scope/, unknownResource()],
];

/** Refusals that can be armed, beside those that the provider comes to by itself. */
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

function armed(number: number): EntraError {
  const known = armedErrors.find((error) => error.number === number);
  if (!known) throw new Error(`AADSTS${number} can't be armed`);
  return known;
}

/** What goes back to the redirect URI. */
export function authorizationError(number: number): { error: string; error_description: string } {
  const { error, error_description } = errorBody(armed(number));
  return { error: String(error), error_description: String(error_description) };
}

export function armedTokenError(number: number): Record<string, unknown> {
  return errorBody(armed(number));
}

/** What stands on Entra's own page. */
export function ownPageError(number: number): string {
  return describe(armed(number));
}

/** The body of a refusal at the token endpoint. Source: v2-oauth2-auth-code-flow, "Error response". */
export function tokenErrorBody(error: errors.OIDCProviderError): Record<string, unknown> {
  const detail = [error.error_detail, error.error_description].join(' ');
  const known = entraErrors.find(([pattern]) => pattern.test(detail))?.[1];
  return errorBody(known ?? { error: error.error, number: 900144, text: 'The request is malformed.' });
}

/** Entra redeems a Web application's code for its server only, never for a page. */
export function crossOriginRefusal(): Record<string, unknown> {
  return errorBody({ error: 'invalid_request', number: 9002326, text: 'Cross-origin redemption is not permitted.' });
}

export function unknownResource(): EntraError {
  return { error: 'invalid_resource', number: 500011, text: 'The resource was not found in the tenant.' };
}

export function describe({ number, text }: EntraError): string {
  return `AADSTS${number}: ${text}`;
}

function errorBody(entraError: EntraError): Record<string, unknown> {
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = new Date()
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, 'Z');
  return {
    error: entraError.error,
    error_description: `${describe(entraError)} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
    error_codes: [entraError.number],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  };
}
