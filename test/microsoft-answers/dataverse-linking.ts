import type { BackendErrorCode } from '../../src/protocol.js';
import { type Answer, proxyPage, webApiError } from './answer.js';

/** What discovery or the environment answers while somebody links, and the code of the POST. */
export interface LinkingAnswer extends Answer {
  /** @default WhoAmI */
  at?: 'discovery' | 'definitions' | 'privileges';
  code: BackendErrorCode;
}

const codes = 'web-service-error-codes';
const errors = 'compose-http-requests-handle-errors';
const discovery = 'discovery-service';
const restricted = 'Access to the Dataverse API is restricted for this application ID.';

export const linkingAnswers: readonly LinkingAnswer[] = [
  { situation: 'the user is no member', body: webApiError('0x80072560'), source: codes, code: 'wrong-account' },
  { situation: 'the user is disabled', body: webApiError('0x80040225'), source: codes, code: 'wrong-account' },
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
    source: 'control-app-access-environment',
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
    source: 'data-service-error-codes',
    code: 'environment-blocked',
  },
  { situation: 'a refusal without a body', source: errors, code: 'environment-blocked' },
  { situation: 'a proxy’s page', body: proxyPage, source: 'RFC 9110, 15.5.4', code: 'environment-blocked' },
  {
    situation: 'the token is refused',
    status: 401,
    body: webApiError('0x80048405'),
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
  },
  {
    situation: 'a fault of the server',
    status: 500,
    body: webApiError('0x80040216'),
    source: codes,
    code: 'dynamics-unavailable',
  },
  { situation: 'not available', status: 503, source: errors, code: 'dynamics-unavailable' },
  { situation: 'a gateway’s page', status: 502, body: proxyPage, source: errors, code: 'dynamics-unavailable' },
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
  {
    situation: 'the user has no environment',
    at: 'discovery',
    status: 200,
    body: { value: [] },
    source: discovery,
    code: 'no-organization',
  },
  {
    situation: 'every environment is disabled',
    at: 'discovery',
    status: 200,
    body: {
      value: [
        {
          FriendlyName: 'Old',
          State: 1,
          Url: 'https://old.crm.dynamics.com',
          ApiUrl: 'https://old.api.crm.dynamics.com',
        },
      ],
    },
    source: discovery,
    code: 'no-organization',
  },
  { situation: 'discovery refuses the token', at: 'discovery', status: 401, source: discovery, code: 'sign-in-failed' },
  {
    situation: 'discovery is out of order',
    at: 'discovery',
    status: 500,
    source: discovery,
    code: 'dynamics-unavailable',
  },
  {
    situation: 'discovery is behind a proxy’s page',
    at: 'discovery',
    status: 200,
    body: proxyPage,
    source: 'RFC 6585, B',
    code: 'dynamics-unavailable',
  },
];
