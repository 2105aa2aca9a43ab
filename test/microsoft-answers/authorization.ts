import type { SignInReason } from '../../src/entra-error-codes.js';
import type { LinkErrorCode } from '../../src/index.js';

/** What Entra's authorization endpoint sends back to the callback page, and what the panel says. */
export interface AuthorizationAnswer {
  situation: string;
  error: string;
  /** @default no description at all */
  number?: number;
  /** More parameters of the answer. */
  more?: Record<string, string>;
  source: string;
  code: LinkErrorCode;
  reason?: SignInReason;
}

const codes = 'reference-error-codes';
const flow = 'v2-oauth2-auth-code-flow';

export const authorizationAnswers: readonly AuthorizationAnswer[] = [
  {
    situation: 'Back in the account picker',
    error: 'access_denied',
    more: { error_subcode: 'cancel' },
    source: 'AzureAD/azure-activedirectory-library-for-js#804',
    code: 'cancelled',
  },
  {
    situation: 'the user cancelled, in words without a number',
    error: 'access_denied',
    more: { error_description: 'the user canceled the authentication' },
    source: flow,
    code: 'cancelled',
  },
  {
    situation: 'Cancel at the consent page',
    error: 'access_denied',
    number: 65004,
    source: codes,
    code: 'consent-declined',
  },
  {
    situation: 'Cancel at the consent page, in OAuth’s newer word',
    error: 'consent_required',
    number: 65004,
    source: codes,
    code: 'consent-declined',
  },
  {
    situation: 'an administrator has to consent',
    error: 'access_denied',
    number: 90094,
    source: codes,
    code: 'admin-consent-required',
  },
  {
    situation: 'the user has asked an administrator to consent',
    error: 'access_denied',
    number: 90095,
    source: codes,
    code: 'admin-consent-required',
  },
  {
    situation: 'the directory forbids the user to consent',
    error: 'access_denied',
    number: 90093,
    source: codes,
    code: 'admin-consent-required',
  },
  {
    situation: 'the user is not assigned',
    error: 'access_denied',
    number: 50105,
    source: codes,
    code: 'sign-in-failed',
    reason: 'not-assigned',
  },
  {
    situation: 'a policy stops the user',
    error: 'access_denied',
    number: 53003,
    source: codes,
    code: 'sign-in-failed',
    reason: 'policy',
  },
  {
    situation: 'more proof is asked for',
    error: 'interaction_required',
    number: 50076,
    source: flow,
    code: 'sign-in-failed',
    reason: 'more-proof',
  },
  {
    situation: 'more proof is asked for, without a number',
    error: 'interaction_required',
    source: flow,
    code: 'sign-in-failed',
  },
  { situation: 'no user or several are signed in', error: 'login_required', source: flow, code: 'sign-in-failed' },
  {
    situation: 'the user is disabled',
    error: 'access_denied',
    number: 50057,
    source: codes,
    code: 'sign-in-failed',
    reason: 'disabled',
  },
  {
    situation: 'the account is not of the tenant',
    error: 'invalid_request',
    number: 50020,
    source: codes,
    code: 'wrong-account',
  },
  {
    situation: 'the application is not in the directory',
    error: 'unauthorized_client',
    number: 700016,
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the reply address is not registered',
    error: 'invalid_request',
    number: 50011,
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the permission is not in the registration',
    error: 'invalid_resource',
    number: 650057,
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the resource is not known',
    error: 'invalid_resource',
    source: flow,
    code: 'no-organization',
  },
  { situation: 'the request is not valid', error: 'invalid_request', source: flow, code: 'configuration' },
  {
    situation: 'the application may not ask for a code',
    error: 'unauthorized_client',
    source: flow,
    code: 'configuration',
  },
  {
    situation: 'the tenant has no Dynamics 365',
    error: 'invalid_client',
    number: 650052,
    source: codes,
    code: 'no-organization',
  },
  {
    situation: 'the response type is not allowed',
    error: 'unsupported_response_type',
    source: flow,
    code: 'configuration',
  },
  { situation: 'a fault of the server', error: 'server_error', source: flow, code: 'identity-provider-unavailable' },
  {
    situation: 'a passing fault',
    error: 'temporarily_unavailable',
    number: 90033,
    source: 'Azure-Samples/active-directory-angularjs-singlepageapp-dotnet-webapi#13',
    code: 'identity-provider-unavailable',
  },
  {
    situation: 'a passing fault, without a number',
    error: 'temporarily_unavailable',
    source: flow,
    code: 'identity-provider-unavailable',
  },
  { situation: 'a word that nobody knows', error: 'brand_new_error', source: 'RFC 6749, 8.5', code: 'sign-in-failed' },
];
