import { ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import { z } from 'zod';
import type { BackendErrorCode } from '../protocol.js';
import { LinkError } from './errors.js';

/** What Entra's AADSTS numbers mean for a link (entra-docs, "Microsoft Entra authentication and authorization error codes"). */
const codeByNumber = new Map<number, BackendErrorCode>(
  (
    [
      ['consent-declined', [65004, 65001]],
      ['admin-consent-required', [90094, 90093, 90095, 900941, 900981]],
      ['configuration', [50011, 700016, 50194, 650059, 650057, 900971, 7000215, 7000222, 7000218, 700025]],
      ['configuration', [9002327, 9002326, 700084, 700005]],
      ['no-organization', [500011, 650052]],
      ['wrong-account', [50020, 90072, 16000, 50034, 500208]],
      ['sign-in-failed', [50105, 50072, 50074, 50076, 50079, 50078, 70043]],
      ['sign-in-failed', [53003, 53000, 530032, 500021, 500212, 500213, 50057, 50053]],
      ['code-rejected', [70008, 54005, 501481]],
      ['identity-provider-unavailable', [90033, 90024]],
    ] as const
  ).flatMap(([code, numbers]) => numbers.map((number) => [number, code] as const)),
);

/** For numbers that we do not know: OAuth's own error codes (RFC 6749, 5.2; OpenID Connect Core, 3.1.2.6). */
const codeByError: Record<string, BackendErrorCode> = {
  invalid_grant: 'code-rejected',
  invalid_client: 'configuration',
  unauthorized_client: 'configuration',
  invalid_scope: 'configuration',
  invalid_resource: 'no-organization',
  access_denied: 'consent-declined',
  consent_required: 'consent-declined',
  temporarily_unavailable: 'identity-provider-unavailable',
  server_error: 'identity-provider-unavailable',
};

const errorBody = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
  correlation_id: z.string().max(64).optional(),
});

/** Failures to connect: the request did not leave. */
const notSent = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'];

/** openid-client's codes for an id_token that is not what we asked for. */
const rejectedIdToken = [
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
];

/** The one translation of what openid-client throws at the token endpoint, for a code and for a refresh token. */
export function entraError(error: unknown, grant: 'code' | 'refresh token'): LinkError {
  if (error instanceof LinkError) return error;
  if (error instanceof ResponseBodyError) return refusal(error, grant);
  if (error instanceof WWWAuthenticateChallengeError) {
    return new LinkError('configuration', 'Entra does not accept the client credentials', { cause: error });
  }
  if (error instanceof ClientError) return badAnswer(error);
  const reason = error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code;
  return new LinkError('identity-provider-unavailable', 'Entra could not be reached', {
    outcomeUnknown: !notSent.includes(String(reason)),
    cause: error,
  });
}

function refusal(error: ResponseBodyError, grant: 'code' | 'refresh token'): LinkError {
  const body = errorBody.safeParse(error.cause).data ?? { error: error.error };
  const numbers =
    body.error_codes ?? [...(body.error_description ?? '').matchAll(/AADSTS(\d+)/g)].map((m) => Number(m[1]));
  const code =
    grant === 'refresh token' && body.error === 'invalid_grant'
      ? 'expired'
      : (numbers.map((number) => codeByNumber.get(number)).find((known) => known !== undefined) ??
        codeByError[body.error] ??
        'sign-in-failed');
  return new LinkError(code, `Entra refused the ${grant}: ${body.error} ${numbers.join(' ')}`.trimEnd(), {
    ...(body.correlation_id !== undefined && { upstreamCorrelationId: body.correlation_id }),
    cause: error,
  });
}

function badAnswer(error: ClientError): LinkError {
  // These errors carry the answer, so possibly tokens, in their cause: it must not travel on.
  const detail = `${error.message} (${error.code})`;
  if (error.code !== undefined && rejectedIdToken.includes(error.code)) {
    const isNonce = error.code === 'OAUTH_JWT_CLAIM_COMPARISON_FAILED' && claimOf(error.cause) === 'nonce';
    return new LinkError(isNonce ? 'session-changed' : 'sign-in-failed', `the id_token was refused: ${detail}`);
  }
  const status = error.cause instanceof Response ? error.cause.status : undefined;
  return new LinkError('identity-provider-unavailable', `Entra did not answer properly: ${detail}`, {
    // An error status says that the code was not redeemed; a timeout or half an answer says nothing.
    outcomeUnknown: status === undefined || status < 400,
  });
}

function claimOf(cause: unknown): unknown {
  const comparison = cause instanceof Error ? cause.cause : undefined;
  return typeof comparison === 'object' && comparison !== null && 'claim' in comparison ? comparison.claim : undefined;
}
