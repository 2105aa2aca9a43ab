import type { LinkErrorCode } from '../../src/backend/errors.js';
import type { HealthReason } from '../../src/protocol.js';
import { type Answer, refusal } from './answer.js';

/** What Entra's token endpoint answers a refresh token with, and what becomes of the link. */
export interface RefreshAnswer extends Answer {
  /** Code of the call that needed the token. */
  call: LinkErrorCode;
  /** Why the link has expired; it stays active without one. */
  expired?: HealthReason;
}

const codes = 'reference-error-codes';
const flow = 'v2-oauth2-auth-code-flow';

export const refreshAnswers: readonly RefreshAnswer[] = [
  {
    situation: 'more proof is asked for',
    body: refusal('interaction_required', 50076),
    source: flow,
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'more proof has to be set up',
    body: refusal('interaction_required', 50079),
    source: 'FormidableLabs/react-native-app-auth#309',
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'more proof is asked for, as invalid_grant',
    body: refusal('invalid_grant', 50076, { suberror: 'basic_action' }),
    source: 'microsoftgraph/microsoft-graph-docs-contrib#6306',
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'the session control asks to sign in again',
    body: refusal('invalid_grant', 50078),
    source: codes,
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'the sign-in frequency is over',
    body: refusal('invalid_grant', 70043),
    source: 'microsoft/vscode-mssql#22364',
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'the sign-in frequency is over, as interaction_required',
    body: refusal('interaction_required', 70043, { suberror: 'token_expired' }),
    source: 'Azure/azure-cli#23822',
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'the user is asked for, without a number',
    body: refusal('interaction_required'),
    source: flow,
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'the password has expired',
    body: refusal('invalid_grant', 50055),
    source: codes,
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'a sign-in is wanted, without a number',
    body: refusal('login_required'),
    source: 'OpenID Connect Core, 3.1.2.6',
    call: 'expired',
    expired: 'more-proof',
  },
  {
    situation: 'a policy stops the user',
    body: refusal('interaction_required', 53003),
    source: codes,
    call: 'expired',
    expired: 'policy',
  },
  {
    situation: 'a policy stops the user, as invalid_grant',
    body: refusal('invalid_grant', 53003, { suberror: 'message_only' }),
    source: codes,
    call: 'expired',
    expired: 'policy',
  },
  {
    situation: 'the device is not compliant',
    body: refusal('interaction_required', 53000),
    source: codes,
    call: 'expired',
    expired: 'policy',
  },
  {
    situation: 'the platform is not allowed',
    body: refusal('invalid_grant', 50005),
    source: codes,
    call: 'expired',
    expired: 'policy',
  },
  {
    situation: 'tenant restrictions',
    body: refusal('invalid_grant', 500021),
    source: codes,
    call: 'expired',
    expired: 'policy',
  },
  {
    situation: 'the user is disabled',
    body: refusal('invalid_grant', 50057),
    source: codes,
    call: 'expired',
    expired: 'policy',
  },
  {
    situation: 'the user is no longer assigned to the application',
    body: refusal('invalid_grant', 50105),
    source: codes,
    call: 'expired',
    expired: 'policy',
  },
  {
    situation: 'the consent was taken back',
    body: refusal('consent_required', 65001),
    source: flow,
    call: 'expired',
    expired: 'consent-withdrawn',
  },
  {
    situation: 'the consent was taken back, without a number',
    body: refusal('consent_required'),
    source: flow,
    call: 'expired',
    expired: 'consent-withdrawn',
  },
  {
    situation: 'the consent was taken back, as invalid_grant',
    body: refusal('invalid_grant', 65001, { suberror: 'consent_required' }),
    source: 'O365/python-o365#323',
    call: 'expired',
    expired: 'consent-withdrawn',
  },
  {
    situation: 'the application was deleted in the tenant',
    body: refusal('unauthorized_client', 700016),
    source: 'microsoft/AzureMonitorAddonForSplunk#114',
    call: 'expired',
    expired: 'app-removed',
  },
  {
    situation: 'the application is disabled in the tenant',
    body: refusal('unauthorized_client', 7000112),
    source: codes,
    call: 'expired',
    expired: 'app-removed',
  },
  {
    situation: 'the application is disabled, as invalid_grant',
    body: refusal('invalid_grant', 7000112),
    source: codes,
    call: 'expired',
    expired: 'app-removed',
  },
  {
    situation: 'nobody used the grant for 90 days',
    body: refusal('invalid_grant', 700082),
    source: 'blobfile/blobfile#93',
    call: 'expired',
    expired: 'revoked',
  },
  {
    situation: 'the grant was revoked',
    body: refusal('invalid_grant', 50173),
    source: codes,
    call: 'expired',
    expired: 'revoked',
  },
  {
    situation: 'the grant has expired',
    body: refusal('invalid_grant', 70008),
    source: codes,
    call: 'expired',
    expired: 'revoked',
  },
  {
    situation: 'the grant has expired, in an older number',
    body: refusal('invalid_grant', 70000),
    source: 'sagarrabadiya/outlook-php#16',
    call: 'expired',
    expired: 'revoked',
  },
  {
    situation: 'the user is not in the directory any more',
    body: refusal('invalid_grant', 50034),
    source: codes,
    call: 'expired',
    expired: 'revoked',
  },
  {
    situation: 'the grant is refused without a number',
    body: refusal('invalid_grant'),
    source: 'RFC 6749, 5.2',
    call: 'expired',
    expired: 'revoked',
  },
  {
    situation: 'the client secret is wrong',
    status: 401,
    body: refusal('invalid_client', 7000215),
    source: 'keycloak/keycloak#31294',
    call: 'configuration',
  },
  {
    situation: 'the client secret has expired',
    status: 401,
    body: refusal('invalid_client', 7000222),
    source: 'liprec/vsts-release-aas#119',
    call: 'configuration',
  },
  {
    situation: 'the assertion is not signed with the registered certificate',
    status: 401,
    body: refusal('invalid_client', 700027),
    source: codes,
    call: 'configuration',
  },
  {
    situation: 'the request is malformed',
    body: refusal('invalid_request', 9002313),
    source: codes,
    call: 'configuration',
  },
  { situation: 'the scope is not valid', body: refusal('invalid_scope', 70011), source: codes, call: 'configuration' },
  {
    situation: 'nothing is known at the environment’s address',
    body: refusal('invalid_resource', 500011),
    source: codes,
    call: 'configuration',
  },
];
