import type { BackendErrorCode } from '../../src/protocol.js';
import { type Answer, proxyPage, webApiError } from './answer.js';

/** What an environment answers while somebody links, and the code of the POST. */
export interface LinkingAnswer extends Answer {
  /** @default WhoAmI */
  at?: 'definitions' | 'privileges';
  code: BackendErrorCode;
  /** Seconds that the POST's answer names. */
  retryAfter?: number;
}

const codes = 'data-service-error-codes';
const errors = 'compose-http-requests-handle-errors';
const restricted = 'Access to the Dataverse API is restricted for this application ID.';

export const linkingAnswers: readonly LinkingAnswer[] = [
  {
    situation: 'the user is no member',
    body: webApiError('0x80072560'),
    source: 'microsoft/powercat-business-approvals-kit#293',
    code: 'wrong-account',
  },
  {
    situation: 'the user is disabled',
    body: webApiError('0x80040225'),
    source: 'microsoft/coe-starter-kit#8177',
    code: 'wrong-account',
  },
  { situation: 'the user has no licence', body: webApiError('0x8004D24B'), source: codes, code: 'wrong-account' },
  {
    situation: 'the user has no role',
    body: webApiError('0x80042f09'),
    source: codes,
    code: 'insufficient-privileges',
  },
  {
    situation: 'the user lacks a privilege',
    body: webApiError('0x80040220'),
    source: 'security-access-coding',
    code: 'insufficient-privileges',
  },
  {
    situation: 'the user may not ask for privileges',
    at: 'privileges',
    body: webApiError('0x80040220'),
    source: 'security-access-coding',
    code: 'insufficient-privileges',
  },
  {
    situation: 'the user has the privilege by no role',
    at: 'privileges',
    status: 200,
    body: { RolePrivileges: [] },
    source: 'security-access-coding',
    code: 'insufficient-privileges',
  },
  {
    situation: 'a privilege is unknown',
    at: 'privileges',
    status: 400,
    body: webApiError('0x80040203'),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'a table is unknown',
    at: 'definitions',
    status: 404,
    body: webApiError('0x80060888'),
    source: codes,
    code: 'configuration',
  },
  {
    situation: 'the IP firewall refuses',
    body: webApiError('0x80095ffe'),
    source: 'ip-firewall',
    code: 'environment-blocked',
  },
  {
    situation: 'app access control refuses',
    body: webApiError('0x80095ffc', restricted),
    source: 'microsoft/PowerPlatform-DataverseServiceClient#528',
    code: 'environment-blocked',
  },
  {
    situation: 'app access control refuses with a number that we do not know',
    body: webApiError('0x8fffffff', restricted),
    source: 'control-app-access-environment',
    code: 'environment-blocked',
  },
  {
    situation: 'administration mode',
    body: webApiError('0x8004A113'),
    source: codes,
    code: 'environment-blocked',
  },
  {
    situation: 'the environment is disabled',
    body: webApiError('0x8004a104'),
    source: 'microsoft/coe-starter-kit#10381',
    code: 'environment-blocked',
  },
  {
    situation: 'a refusal without a body',
    source: 'microsoft/PowerPlatform-DataverseServiceClient#5',
    code: 'environment-blocked',
  },
  {
    situation: 'a proxy knows no such page',
    at: 'definitions',
    status: 404,
    body: proxyPage,
    source: 'RFC 9110, 15.5.5',
    code: 'dynamics-unavailable',
  },
  {
    situation: 'a proxy does not understand the question for privileges',
    at: 'privileges',
    status: 400,
    body: proxyPage,
    source: 'RFC 9110, 15.5.1',
    code: 'dynamics-unavailable',
  },
  { situation: 'a proxy’s page', body: proxyPage, source: 'RFC 9110, 15.5.4', code: 'environment-blocked' },
  {
    situation: 'the token is refused',
    status: 401,
    source: errors,
    code: 'sign-in-failed',
  },
  {
    situation: 'the token needs more claims',
    status: 401,
    headers: { 'WWW-Authenticate': 'Bearer error="insufficient_claims"' },
    source: 'claims-challenge',
    code: 'sign-in-failed',
  },
  {
    situation: 'too many requests',
    status: 429,
    body: webApiError('0x80072322'),
    headers: { 'Retry-After': '5' },
    source: 'api-limits',
    code: 'dynamics-unavailable',
    retryAfter: 5,
  },
  {
    situation: 'a fault of the server',
    status: 500,
    body: webApiError('0x80040216'),
    source: codes,
    code: 'dynamics-unavailable',
  },
  { situation: 'not available', status: 503, source: errors, code: 'dynamics-unavailable' },
  {
    situation: 'a gateway’s page',
    status: 502,
    body: proxyPage,
    source: 'RFC 9110, 15.6.3',
    code: 'dynamics-unavailable',
  },
  {
    situation: 'a proxy’s page that claims success',
    status: 200,
    body: proxyPage,
    source: 'RFC 6585, B',
    code: 'dynamics-unavailable',
  },
  { situation: 'JSON of another kind', status: 200, body: {}, source: 'RFC 6585, B', code: 'dynamics-unavailable' },
  {
    situation: 'a redirect',
    status: 302,
    headers: { Location: 'https://evil.example' },
    source: 'RFC 9110, 15.4',
    code: 'dynamics-unavailable',
  },
];
