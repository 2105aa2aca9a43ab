import { AuthError, InteractionRequiredAuthError, ServerError } from '@azure/msal-browser';
import { aadstsNumbers, meaningOf } from '../../entra-error-codes.js';
import { WidgetError, type WidgetErrorCode } from '../errors.js';

/** MSAL's own failures, and those that we throw through it (`vcc_…`). */
const codeByMsalError: Record<string, WidgetErrorCode | 'identity-provider-unavailable'> = {
  vcc_timed_out: 'sign-in-timeout',
  user_cancelled: 'cancelled',
  popup_window_error: 'popup-blocked',
  empty_window_error: 'popup-blocked',
  block_nested_popups: 'framed',
  interaction_in_progress: 'attempt-elsewhere',
  authority_uri_insecure: 'configuration',
  untrusted_authority: 'configuration',
  invalid_authority_metadata: 'configuration',
  openid_config_error: 'identity-provider-unavailable',
  endpoints_resolution_error: 'identity-provider-unavailable',
  no_network_connectivity: 'identity-provider-unavailable',
  get_request_failed: 'identity-provider-unavailable',
  network_error: 'identity-provider-unavailable',
};

/**
 * The one translation of what MSAL throws. The original does not travel on: a message of Entra's may hold more than a
 * host page should see.
 */
export function signInError(
  thrown: unknown,
  { signal, correlationId }: { signal: AbortSignal; correlationId: string },
): WidgetError {
  if (thrown instanceof WidgetError) return thrown;
  if (signal.aborted && signal.reason instanceof WidgetError) return signal.reason;
  if (!(thrown instanceof AuthError)) {
    return new WidgetError('internal', 'The sign-in failed unexpectedly', { cause: thrown, correlationId });
  }
  const { errorCode, errorMessage } = thrown;
  const isEntras = thrown instanceof ServerError || thrown instanceof InteractionRequiredAuthError;
  if (!isEntras) {
    const code = codeByMsalError[errorCode] ?? 'internal';
    const reason = code === 'popup-blocked' ? browserWithItsOwnWay() : undefined;
    return new WidgetError(code, `MSAL: ${errorCode}`, { correlationId, reason });
  }
  const numbers = aadstsNumbers(errorMessage);
  // *Back* in the account picker (adal-js 804): declining the permissions has a number.
  if (errorCode === 'access_denied' && numbers.length === 0)
    return new WidgetError('cancelled', 'Entra: access_denied', { correlationId });
  const { code, reason } = meaningOf(errorCode, numbers);
  return new WidgetError(code, `Entra: ${errorCode} ${numbers.join(' ')}`.trimEnd(), { correlationId, reason });
}

/** Browsers allow pop-ups in different places; the wording without a reason is for Chrome and Edge. */
function browserWithItsOwnWay(): 'firefox' | 'safari' | undefined {
  const { userAgent } = navigator;
  if (/Firefox\//.test(userAgent)) return 'firefox';
  return /Safari\//.test(userAgent) && !/Chrom(e|ium)\/|Edg\//.test(userAgent) ? 'safari' : undefined;
}
