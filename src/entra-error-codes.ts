import type { BackendErrorCode } from './protocol.js';

/** Wordings that differ for one code: who has to do what. */
export type SignInReason = 'more-proof' | 'policy' | 'not-assigned' | 'disabled';

export interface AadstsMeaning {
  code: BackendErrorCode;
  reason?: SignInReason;
}

const table: [numbers: number[], code: BackendErrorCode, reason?: SignInReason][] = [
  [[65004, 65001], 'consent-declined'],
  [[90094, 90093, 90095, 900941, 900981], 'admin-consent-required'],
  // Registration, for Vonage or the operator of the backend.
  [[50011, 50194, 650059, 650057, 900971, 500113, 650053, 650056, 65005, 70011, 9002313, 900144], 'configuration'],
  [[7000215, 7000222, 7000218, 700025, 700021, 700022, 700023, 700024, 700027, 700030], 'configuration'],
  [[9002327, 9002326, 700084, 700005], 'configuration'],
  // Another cloud than the account's.
  [[900382, 900432, 90038, 900439], 'configuration'],
  [[700016], 'configuration'],
  // The application was taken out of the user's tenant, or never let in.
  [[7000112, 70001, 700011], 'sign-in-failed', 'not-assigned'],
  [[500011, 650052, 50001, 650054, 500014], 'no-organization'],
  [[50020, 90072, 16000, 50034, 500208, 51004, 50014, 16003], 'wrong-account'],
  [[50105], 'sign-in-failed', 'not-assigned'],
  [[50072, 50074, 50076, 50079, 50078, 70043], 'sign-in-failed', 'more-proof'],
  [[53004, 53010, 53011, 50158, 50055, 50144, 50132, 50133, 50135, 50089], 'sign-in-failed', 'more-proof'],
  [[53003, 53000, 530032, 500021, 500212, 500213, 53001, 53002, 50005, 50097, 50129], 'sign-in-failed', 'policy'],
  [[50131, 50155, 530035, 500022, 50002, 1000031, 530084], 'sign-in-failed', 'policy'],
  [[50057, 50053], 'sign-in-failed', 'disabled'],
  [[70008, 54005, 501481], 'code-rejected'],
  [[90033, 90024, 50196, 90006, 90012, 50033, 50087, 90055, 90090, 90091], 'identity-provider-unavailable'],
  // Of the customer's own identity provider or directory, and of a claims provider.
  [[40010, 50166, 80001, 80002, 80014, 501621], 'identity-provider-unavailable'],
];

/** For numbers that we do not know: OAuth's own error codes (RFC 6749, 4.1.2.1 and 5.2; OpenID Connect Core, 3.1.2.6). */
const codeByError: Record<string, BackendErrorCode> = {
  invalid_grant: 'code-rejected',
  invalid_client: 'configuration',
  invalid_request: 'configuration',
  unsupported_grant_type: 'configuration',
  unsupported_response_type: 'configuration',
  unauthorized_client: 'configuration',
  invalid_scope: 'configuration',
  invalid_resource: 'no-organization',
  access_denied: 'consent-declined',
  consent_required: 'consent-declined',
  interaction_required: 'sign-in-failed',
  login_required: 'sign-in-failed',
  temporarily_unavailable: 'identity-provider-unavailable',
  server_error: 'identity-provider-unavailable',
};

/**
 * Returns the meaning of Entra's refusal for a link, at the authorization endpoint and at the token endpoint alike.
 * Source: entra-docs, "Microsoft Entra authentication and authorization error codes".
 *
 * @param error OAuth's `error`
 * @param numbers AADSTS numbers, the most specific first
 */
export function meaningOf(error: string, numbers: readonly number[]): AadstsMeaning {
  for (const number of numbers) {
    const row = table.find(([known]) => known.includes(number));
    if (row) return { code: row[1], ...(row[2] && { reason: row[2] }) };
  }
  return { code: codeByError[error] ?? 'sign-in-failed' };
}

/** The numbers in an `error_description`. */
export function aadstsNumbers(description: string): number[] {
  return [...description.matchAll(/AADSTS(\d+)/g)].map((match) => Number(match[1]));
}
