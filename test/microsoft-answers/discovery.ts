import type { BackendErrorCode } from '../../src/protocol.js';
import { type Answer, proxyPage, webApiError } from './answer.js';

/** What discovery answers while somebody links, and the code of the POST. */
export interface DiscoveryAnswer extends Answer {
  code: BackendErrorCode;
  /** Seconds that the POST's answer names. */
  retryAfter?: number;
}

const discovery = 'discovery-service';

/** An environment's row (discovery-service). */
const old = { FriendlyName: 'Old', Url: 'https://old.crm.dynamics.com', ApiUrl: 'https://old.api.crm.dynamics.com' };

export const discoveryAnswers: readonly DiscoveryAnswer[] = [
  {
    situation: 'the user has no environment',
    status: 200,
    body: { value: [] },
    source: discovery,
    code: 'no-organization',
  },
  {
    situation: 'every environment is disabled',
    status: 200,
    body: { value: [{ ...old, State: 1 }] },
    source: discovery,
    code: 'no-organization',
  },
  {
    situation: 'the token is refused',
    status: 401,
    body: { Message: 'Authorization has been denied for this request.' },
    source: 'MicrosoftDocs/dynamics-365-customer-engagement#518',
    code: 'sign-in-failed',
  },
  {
    situation: 'the token is refused, with a page of the gateway',
    status: 401,
    body: proxyPage,
    source: 'RFC 9110, 15.5.2',
    code: 'sign-in-failed',
  },
  { situation: 'the user is refused without a body', source: 'RFC 9110, 15.5.4', code: 'environment-blocked' },
  { situation: 'a proxy refuses', body: proxyPage, source: 'RFC 9110, 15.5.4', code: 'environment-blocked' },
  {
    situation: 'a proxy knows no such page',
    status: 404,
    body: proxyPage,
    source: 'RFC 9110, 15.5.5',
    code: 'dynamics-unavailable',
  },
  {
    situation: 'too many requests',
    status: 429,
    body: webApiError('0x80072322'),
    headers: { 'Retry-After': '7' },
    source: 'api-limits',
    code: 'dynamics-unavailable',
    retryAfter: 7,
  },
  { situation: 'a fault of the server', status: 500, source: 'RFC 9110, 15.6.1', code: 'dynamics-unavailable' },
  {
    situation: 'a gateway’s page',
    status: 502,
    body: proxyPage,
    source: 'RFC 9110, 15.6.3',
    code: 'dynamics-unavailable',
  },
  { situation: 'not available', status: 503, source: 'RFC 9110, 15.6.4', code: 'dynamics-unavailable' },
  {
    situation: 'a proxy’s page that claims success',
    status: 200,
    body: proxyPage,
    source: 'RFC 6585, B',
    code: 'dynamics-unavailable',
  },
  { situation: 'no body', status: 200, source: 'RFC 6585, B', code: 'dynamics-unavailable' },
  {
    situation: 'an empty list that is compressed',
    status: 200,
    body: { value: [] },
    isCompressed: true,
    source: 'RFC 9110, 8.4.1.3',
    code: 'no-organization',
  },
];
