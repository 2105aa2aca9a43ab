import { type Answer, proxyPage, refusal } from './answer.js';

/** What Entra's token endpoint, or something before it, answers a code and a refresh token alike while it is out of order. */
export interface OutageAnswer extends Answer {
  /** Seconds that are asked for. */
  retryAfter?: number;
}

const codes = 'reference-error-codes';

export const outageAnswers: readonly OutageAnswer[] = [
  {
    situation: 'a passing fault',
    status: 503,
    body: refusal('temporarily_unavailable', 90033),
    source: 'Azure/azure-sdk-for-python#14241',
  },
  {
    situation: 'a fault of the server',
    status: 500,
    body: refusal('server_error'),
    source: 'RFC 9110, 15.6.1',
  },
  {
    situation: 'too many requests',
    status: 429,
    body: 'Too Many Requests',
    headers: { 'Retry-After': '60' },
    source: 'AzureAD/microsoft-authentication-library-for-dotnet#2855',
    retryAfter: 60,
  },
  {
    situation: 'too many requests, in a word that nobody knows',
    status: 429,
    body: refusal('throttled'),
    headers: { 'Retry-After': '30' },
    source: 'client-and-server-throttling',
    retryAfter: 30,
  },
  {
    situation: 'a loop was detected',
    body: refusal('invalid_grant', 50196),
    source: 'client-and-server-throttling',
  },
  {
    situation: 'a passing fault that the backup met',
    status: 503,
    body: refusal('temporarily_unavailable', 50033),
    headers: { 'Retry-After': '5' },
    source: 'AzureAD/microsoft-authentication-library-for-js#4019',
    retryAfter: 5,
  },
  {
    situation: 'a passing fault of the directory, as invalid_grant',
    body: refusal('invalid_grant', 90090),
    source: codes,
  },
  {
    situation: 'a proxy’s page',
    status: 502,
    body: proxyPage,
    source: 'RFC 9110, 15.6.3',
  },
  {
    situation: 'a proxy’s page that refuses',
    status: 403,
    body: proxyPage,
    source: 'RFC 9110, 15.5.4',
  },
  {
    situation: 'a fault of the server, as a page',
    status: 504,
    body: proxyPage,
    source: 'RFC 9110, 15.6.5',
  },
  {
    situation: 'a success without a body',
    status: 200,
    source: 'RFC 6585, B',
  },
  {
    situation: 'a proxy’s page that claims success',
    status: 200,
    body: proxyPage,
    source: 'RFC 6585, B',
  },
  {
    situation: 'a refusal without a body',
    status: 400,
    source: 'RFC 9110, 15.5.1',
  },
  {
    situation: 'a passing fault, as invalid_grant',
    body: refusal('invalid_grant', 90033),
    source: codes,
  },
  {
    situation: 'a passing fault of the customer’s own identity provider, as invalid_grant',
    body: refusal('invalid_grant', 40010),
    source: codes,
  },
];
