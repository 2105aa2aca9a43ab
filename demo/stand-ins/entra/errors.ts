import { randomUUID } from 'node:crypto';
import type { errors } from 'oidc-provider';

/** An error of Entra, by its AADSTS number. */
export interface EntraError {
  error: string;
  number: number;
  text: string;
  /** More members of the body: `suberror`, `claims` (entra-docs, claims-challenge). */
  more?: Record<string, string>;
}

/** The provider's error details as patterns, each with Entra's error for it. */
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

/** Returns the token endpoint's body for an error of the provider. Source: v2-oauth2-auth-code-flow, "Error response". */
export function tokenErrorBody(error: errors.OIDCProviderError): Record<string, unknown> {
  const detail = [error.error_detail, error.error_description].join(' ');
  const known = entraErrors.find(([pattern]) => pattern.test(detail))?.[1];
  return errorBody(known ?? { error: error.error, number: 900144, text: 'The request is malformed.' });
}

/** Returns the error for a request with an `Origin`: Entra redeems a Web application's code for its server only. */
export function crossOriginRefusal(): Record<string, unknown> {
  return errorBody({ error: 'invalid_request', number: 9002326, text: 'Cross-origin redemption is not permitted.' });
}

export function unknownResource(): EntraError {
  return { error: 'invalid_resource', number: 500011, text: 'The resource was not found in the tenant.' };
}

/** Returns Entra's error for a sign-in that can't go back to the application, and so ends on a page of Entra's. */
export function ownPageErrorOf(
  out: { error: string; error_description?: string | undefined },
  cause: Error,
): EntraError {
  const detail = [out.error, out.error_description, cause.message].join(' ');
  if (/redirect_uri/.test(detail)) {
    const text =
      'The redirect URI specified in the request does not match the redirect URIs configured for the application.';
    return { error: 'invalid_request', number: 50011, text };
  }
  if (/invalid_client|client/.test(detail)) {
    return { error: 'unauthorized_client', number: 700016, text: 'The application was not found in the directory.' };
  }
  return { error: 'invalid_request', number: 900144, text: 'The request is malformed.' };
}

export function describe({ number, text }: EntraError): string {
  return `AADSTS${number}: ${text}`;
}

export function errorBody(entraError: EntraError): Record<string, unknown> {
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
    ...entraError.more,
  };
}
