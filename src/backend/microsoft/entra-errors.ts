import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { z } from 'zod';
import { aadstsNumbers, meaningOf } from '../../entra-error-codes.js';
import type { HealthReason } from '../../protocol.js';
import { LinkError } from '../errors.js';
import { plainText } from '../plain-text.js';
import { wasNotSent } from './failed-fetch.js';
import { retryAfterOf } from './retry-after.js';

const errorBody = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
  correlation_id: z.string().max(64).optional(),
});

export type RedeemedGrant = 'code' | 'refresh token' | 'new refresh token';

/** openid-client's error codes for an id_token that must not be accepted. */
const rejectedIdToken = [
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
];

/** What openid-client found wrong, in the cause of its error's cause. */
const complaint = z.object({
  cause: z.object({ body: z.record(z.string(), z.unknown()).optional(), claim: z.unknown().optional() }),
});

/**
 * Translates what openid-client throws at the token endpoint, for an authorization code and for a refresh token.
 *
 * @param sent what must not be in a message, should an answer repeat it
 */
export function entraError(error: unknown, grant: RedeemedGrant, sent: readonly string[]): LinkError {
  if (error instanceof LinkError) return error;
  if (error instanceof ResponseBodyError) return refusal(error, grant, sent);
  if (error instanceof WWWAuthenticateChallengeError) {
    const details = { isCredentialRefused: true, cause: error };
    return new LinkError('configuration', 'Entra does not accept the client credentials', details);
  }
  if (error instanceof ClientError) return badAnswer(error);
  return new LinkError('identity-provider-unavailable', 'Entra could not be reached', {
    outcomeUnknown: !wasNotSent(error),
    cause: error,
  });
}

function refusal(error: ResponseBodyError, grant: RedeemedGrant, sent: readonly string[]): LinkError {
  const body = errorBody.safeParse(error.cause).data ?? { error: error.error };
  const numbers = body.error_codes ?? aadstsNumbers(body.error_description ?? '');
  const isThrottled = error.status === 429;
  const healthReason = grant === 'refresh token' && !isThrottled ? reasonOf(body.error, numbers) : undefined;
  const meant = isThrottled ? 'identity-provider-unavailable' : meaningOf(body.error, numbers).code;
  // A refresh token that is seconds old is no code: the sign-in has failed.
  const code = healthReason ? 'expired' : grant !== 'code' && meant === 'code-rejected' ? 'sign-in-failed' : meant;
  const reason = [`${body.error} ${numbers.join(' ')}`.trimEnd(), sentence(body.error_description)].filter(Boolean);
  const said = sent.reduce((text, secret) => text.replaceAll(secret, '…'), reason.join(': '));
  return new LinkError(code, `Entra refused the ${grant}: ${plainText(said)}`, {
    ...retryAfterOf(error.response.headers),
    ...(healthReason && { healthReason }),
    // 650052, a resource that the tenant lacks, is `invalid_client` too.
    ...(body.error === 'invalid_client' && code === 'configuration' && { isCredentialRefused: true }),
    // Without the cause, which has all of the answer, whatever it repeats.
    ...(body.correlation_id !== undefined && { upstreamCorrelationId: plainText(body.correlation_id) }),
  });
}

/** The application is not in the user's tenant any more, or not allowed there. */
const appRemoved = [700016, 7000112, 70001, 700011];

/**
 * Returns why a grant does not work that only a new sign-in heals, or the Microsoft administrator who allows again what was
 * forbidden; undefined for what passes, and for what the operator of this backend must heal.
 * Source: entra-docs, v2-oauth2-auth-code-flow, "Error codes for token endpoint errors"; reference-error-codes.
 */
function reasonOf(error: string, numbers: readonly number[]): HealthReason | undefined {
  const { code, reason } = meaningOf(error, numbers);
  const isRemoved = numbers.some((number) => appRemoved.includes(number));
  // Whoever is not assigned to the application may be again, as with any other rule.
  const why = isRemoved ? 'app-removed' : reason === 'more-proof' ? reason : reason && 'policy';
  switch (error) {
    case 'interaction_required':
    case 'login_required':
      return why ?? 'more-proof';
    case 'consent_required':
      return 'consent-withdrawn';
    case 'unauthorized_client':
      return 'app-removed';
    case 'invalid_grant':
      // 50196 is a loop that Entra has detected, and passes (reference-breaking-changes).
      if (code === 'identity-provider-unavailable') return undefined;
      if (code === 'consent-declined' || code === 'admin-consent-required') return 'consent-withdrawn';
      return why ?? 'revoked';
    default:
      return undefined;
  }
}

/** Returns what a description says, without the number before it and what Entra's own support needs after it. */
function sentence(description = ''): string {
  return description
    .slice(0, 2000)
    .replace(/^AADSTS\d+:\s*/, '')
    .replace(/\s*Trace ID:.*$/s, '');
}

function badAnswer(error: ClientError): LinkError {
  // The cause of these errors is the answer, possibly with tokens, so it is left out.
  const detail = plainText(`${error.message} (${error.code})`);
  const found = complaint.safeParse(error.cause).data?.cause;
  // Without an access token it is no answer with tokens at all (RFC 6749, 5.1).
  const hasTokens = !found?.body || 'access_token' in found.body;
  if (error.code !== undefined && rejectedIdToken.includes(error.code) && hasTokens) {
    const isNonce = error.code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' && found?.claim === 'nonce';
    return new LinkError(isNonce ? 'session-changed' : 'sign-in-failed', `the id_token was refused: ${detail}`);
  }
  const answer = error.cause instanceof Response ? error.cause : undefined;
  const status = answer?.status;
  return new LinkError('identity-provider-unavailable', `Entra did not answer properly: ${detail}`, {
    ...(answer && retryAfterOf(answer.headers)),
    // An error status means that the code was not redeemed. After a timeout or half an answer it may have been.
    outcomeUnknown: status === undefined || status < 400,
  });
}
