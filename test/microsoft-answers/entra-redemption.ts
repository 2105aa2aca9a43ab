import type { BackendErrorCode } from '../../src/protocol.js';
import { type Answer, refusal } from './answer.js';

/** What Entra's token endpoint answers an authorization code with, and the code of the POST. */
export interface RedemptionAnswer extends Answer {
  code: BackendErrorCode;
}

const codes = 'reference-error-codes';
const flow = 'v2-oauth2-auth-code-flow';

export const redemptionAnswers: readonly RedemptionAnswer[] = [
  { situation: 'the code has expired', body: refusal('invalid_grant', 70008), source: codes, code: 'code-rejected' },
  {
    situation: 'the code was redeemed before',
    body: refusal('invalid_grant', 54005),
    source: codes,
    code: 'code-rejected',
  },
  {
    situation: 'the code verifier is wrong',
    body: refusal('invalid_grant', 501481),
    source: codes,
    code: 'code-rejected',
  },
  {
    situation: 'the code is refused without a number',
    body: refusal('invalid_grant'),
    source: 'RFC 6749, 5.2',
    code: 'code-rejected',
  },
  {
    situation: 'the client secret is wrong',
    status: 401,
    body: refusal('invalid_client', 7000215),
    source: 'keycloak/keycloak#31294',
    code: 'configuration',
  },
  {
    situation: 'the client secret has expired',
    status: 401,
    body: refusal('invalid_client', 7000222),
    source: 'liprec/vsts-release-aas#119',
    code: 'configuration',
  },
  {
    situation: 'no client secret was sent',
    status: 401,
    body: refusal('invalid_client', 7000218),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'a public client sent a secret',
    status: 401,
    body: refusal('invalid_client', 700025),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the assertion is not signed with the registered certificate',
    status: 401,
    body: refusal('invalid_client', 700027),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the assertion is outside its time',
    status: 401,
    body: refusal('invalid_client', 700024),
    source: 'AzureAD/microsoft-authentication-library-for-dotnet#4951',
    code: 'configuration',
  },
  {
    situation: 'the client is refused with a challenge and no body',
    status: 401,
    headers: { 'WWW-Authenticate': 'Basic' },
    source: 'RFC 6749, 5.2',
    code: 'configuration',
  },
  {
    situation: 'the request is malformed',
    body: refusal('invalid_request', 9002313),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'a parameter is missing',
    body: refusal('invalid_request', 900144),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the request is refused without a number',
    body: refusal('invalid_request'),
    source: flow,
    code: 'configuration',
  },
  {
    situation: 'the redirect URI is registered as a single-page application',
    body: refusal('invalid_request', 9002327),
    source: 'sidebase/nuxt-auth#301',
    code: 'configuration',
  },
  {
    situation: 'the redirect URI is a Web one and the request came from a page',
    body: refusal('invalid_request', 9002326),
    source: 'umijs/umi-request#299',
    code: 'configuration',
  },
  {
    situation: 'the code was issued by another authority',
    body: refusal('invalid_grant', 700005),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the application is not in the directory',
    body: refusal('unauthorized_client', 700016),
    source: 'wazuh/wazuh#27069',
    code: 'configuration',
  },
  {
    situation: 'the application lacks the permission in its registration',
    body: refusal('invalid_resource', 650057),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the reply address is missing',
    body: refusal('invalid_request', 900971),
    source: codes,
    code: 'configuration',
  },
  { situation: 'the scope is not valid', body: refusal('invalid_scope', 70011), source: codes, code: 'configuration' },
  {
    situation: 'the account is of another cloud',
    body: refusal('invalid_grant', 900382),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the account is not of the tenant',
    body: refusal('invalid_grant', 50020),
    source: codes,
    code: 'wrong-account',
  },
  {
    situation: 'the user is not in the directory',
    body: refusal('invalid_grant', 50034),
    source: codes,
    code: 'wrong-account',
  },
  {
    situation: 'the external account is not in the tenant',
    body: refusal('interaction_required', 16003),
    source: codes,
    code: 'wrong-account',
  },
  {
    situation: 'more proof is asked for',
    body: refusal('interaction_required', 50076),
    source: flow,
    code: 'sign-in-failed',
  },
  {
    situation: 'more proof is asked for, as invalid_grant',
    body: refusal('invalid_grant', 50076, { suberror: 'basic_action', claims: '{}' }),
    source: 'AzureAD/microsoft-authentication-library-for-go#398',
    code: 'sign-in-failed',
  },
  {
    situation: 'a policy stops the user',
    body: refusal('interaction_required', 53003, { suberror: 'message_only', claims: '{}' }),
    source: codes,
    code: 'sign-in-failed',
  },
  { situation: 'the user is disabled', body: refusal('invalid_grant', 50057), source: codes, code: 'sign-in-failed' },
  { situation: 'the user is locked', body: refusal('invalid_grant', 50053), source: codes, code: 'sign-in-failed' },
  {
    situation: 'the device is not compliant',
    body: refusal('interaction_required', 53000),
    source: codes,
    code: 'sign-in-failed',
  },
  {
    situation: 'the application is disabled in the tenant',
    body: refusal('unauthorized_client', 7000112),
    source: codes,
    code: 'sign-in-failed',
  },
  {
    situation: 'the user is not assigned to the application',
    body: refusal('access_denied', 50105),
    source: codes,
    code: 'sign-in-failed',
  },
  {
    situation: 'a word that nobody knows',
    body: refusal('brand_new_error'),
    source: 'RFC 6749, 8.5',
    code: 'sign-in-failed',
  },
  {
    situation: 'nobody has consented',
    body: refusal('consent_required', 65001),
    source: flow,
    code: 'consent-declined',
  },
  {
    situation: 'nobody has consented, as invalid_grant',
    body: refusal('invalid_grant', 65001, { suberror: 'consent_required' }),
    source: 'O365/python-o365#323',
    code: 'consent-declined',
  },
  {
    situation: 'an administrator has to consent',
    body: refusal('access_denied', 90094),
    source: codes,
    code: 'admin-consent-required',
  },
  {
    situation: 'the tenant has no Dynamics 365',
    body: refusal('invalid_resource', 500011),
    source: codes,
    code: 'no-organization',
  },
  {
    situation: 'the tenant lacks the service principal of Dynamics 365',
    body: refusal('invalid_client', 650052),
    source: codes,
    code: 'no-organization',
  },
  {
    situation: 'a refusal is compressed',
    body: refusal('invalid_grant', 54005),
    isCompressed: true,
    source: 'RFC 9110, 8.4.1.3',
    code: 'code-rejected',
  },
];
