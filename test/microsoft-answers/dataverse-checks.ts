import type { LinkErrorCode } from '../../src/backend/errors.js';
import type { HealthReason } from '../../src/protocol.js';
import { type Answer, proxyPage, webApiError } from './answer.js';

/** What an environment answers the check of a link with, and what the check finds. */
export interface CheckAnswer extends Answer {
  /** @default WhoAmI */
  at?: 'privileges' | 'everything';
  /** Code of the check that could not be made; the link stays as it is. */
  fails?: LinkErrorCode;
  /** Why the link is restricted. */
  restricted?: HealthReason | 'missing privileges';
}

const codes = 'data-service-error-codes';
const errors = 'compose-http-requests-handle-errors';

export const checkAnswers: readonly CheckAnswer[] = [
  {
    situation: 'the user lacks a privilege',
    body: webApiError('0x80040220'),
    source: codes,
    restricted: 'missing privileges',
  },
  {
    situation: 'the user has no role',
    body: webApiError('0x80042f09'),
    source: codes,
    restricted: 'missing privileges',
  },
  {
    situation: 'the user has the privileges by no role',
    at: 'privileges',
    status: 200,
    body: { RolePrivileges: [] },
    source: 'security-access-coding',
    restricted: 'missing privileges',
  },
  {
    situation: 'the user is no member any more',
    body: webApiError('0x80072560'),
    source: 'microsoft/powercat-business-approvals-kit#293',
    restricted: 'not-a-member',
  },
  {
    situation: 'the user is disabled',
    body: webApiError('0x80040225'),
    source: 'microsoft/coe-starter-kit#8177',
    restricted: 'user-disabled',
  },
  { situation: 'the licence is gone', body: webApiError('0x8004D24B'), source: codes, restricted: 'no-licence' },
  {
    situation: 'the IP firewall refuses',
    at: 'everything',
    body: webApiError('0x80095ffe'),
    source: 'ip-firewall',
    restricted: 'environment-blocked',
  },
  {
    situation: 'app access control refuses',
    at: 'everything',
    body: webApiError('0x80095ffc'),
    source: 'microsoft/PowerPlatform-DataverseServiceClient#528',
    restricted: 'environment-blocked',
  },
  {
    situation: 'app access control refuses with a number that we do not know',
    at: 'everything',
    body: webApiError('0x8fffffff', 'Access to the Dataverse API is restricted for this application ID.'),
    source: 'control-app-access-environment',
    restricted: 'environment-blocked',
  },
  {
    situation: 'administration mode',
    at: 'everything',
    body: webApiError('0x8004A113'),
    source: codes,
    restricted: 'environment-blocked',
  },
  {
    situation: 'the environment is disabled',
    at: 'everything',
    body: webApiError('0x8004a104'),
    source: 'microsoft/powerapps-tools#1288',
    restricted: 'environment-blocked',
  },
  {
    situation: 'the user is refused without a body',
    source: 'microsoft/PowerPlatform-DataverseServiceClient#5',
    restricted: 'environment-blocked',
  },
  {
    situation: 'a proxy refuses one path',
    at: 'privileges',
    body: proxyPage,
    source: 'RFC 9110, 15.5.4',
    fails: 'environment-blocked',
  },
  { situation: 'the token is refused', status: 401, source: errors, fails: 'dynamics-unavailable' },
  {
    situation: 'too many requests',
    status: 429,
    body: webApiError('0x80072322'),
    headers: { 'Retry-After': '60' },
    source: 'api-limits',
    fails: 'throttled',
  },
  {
    situation: 'a proxy knows no such page',
    at: 'privileges',
    status: 404,
    body: proxyPage,
    source: 'RFC 9110, 15.5.5',
    fails: 'dynamics-unavailable',
  },
  {
    situation: 'a privilege is unknown',
    at: 'privileges',
    status: 400,
    body: webApiError('0x80040203'),
    source: codes,
    fails: 'configuration',
  },
  {
    situation: 'a fault of the server',
    status: 500,
    body: webApiError('0x80040216'),
    source: codes,
    fails: 'dynamics-unavailable',
  },
  {
    situation: 'a gateway’s page',
    status: 502,
    body: proxyPage,
    source: 'RFC 9110, 15.6.3',
    fails: 'dynamics-unavailable',
  },
  { situation: 'not available', at: 'everything', status: 503, source: errors, fails: 'dynamics-unavailable' },
  {
    situation: 'a proxy’s page that claims success',
    status: 200,
    body: proxyPage,
    source: 'RFC 6585, B',
    fails: 'dynamics-unavailable',
  },
];
