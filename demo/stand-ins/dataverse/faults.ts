import type { ServerResponse } from 'node:http';

/** What every environment answers with in place of its own answers. `down` breaks the connection. */
export type DataverseFault = 'down' | FaultyAnswer;

export interface FaultyAnswer {
  status: number;
  /** Dataverse's number. Without one the body is `body`, or empty. */
  code?: string;
  /** @default a sentence without meaning */
  message?: string;
  /** In seconds, for the header `Retry-After`. */
  retryAfter?: number;
  /** A page of something in between. */
  html?: string;
}

/** The faults by name, for testers and for backends in any language: what happens, and how it is known. */
export const dataverseFaults = {
  down: { title: 'The connection breaks', fault: 'down', source: 'any network' },
  unavailable: { title: '503 without a body', fault: { status: 503 }, source: 'compose-http-requests-handle-errors' },
  gateway: {
    title: '502 with a gateway’s page',
    fault: { status: 502, html: '<html><body><h1>502 Bad Gateway</h1></body></html>' },
    source: 'compose-http-requests-handle-errors: bodies are not always JSON',
  },
  throttled: {
    title: '429, to be repeated after two seconds',
    fault: {
      status: 429,
      code: '0x80072322',
      message: 'Number of requests exceeded the limit of 6000.',
      retryAfter: 2,
    },
    source: 'api-limits',
  },
  'ip-firewall': {
    title: 'The IP firewall refuses this address',
    fault: { status: 403, code: '0x80095ffe', message: 'Access to Dataverse API is not allowed from this IP address.' },
    source: 'power-platform/admin/ip-firewall',
  },
  'app-access-control': {
    title: 'App access control refuses this application',
    fault: {
      status: 403,
      code: '0x80095ffc',
      message: 'Access to the Dataverse API is restricted for this application ID.',
    },
    source: 'power-platform/admin/control-app-access-environment',
  },
  'administration-mode': {
    title: 'The environment is in administration mode',
    fault: { status: 403, code: '0x8004a113', message: 'Organization is in administration mode.' },
    source: 'web-service-error-codes',
  },
  'empty-refusal': {
    title: '403 without a body',
    fault: { status: 403 },
    source: 'compose-http-requests-handle-errors',
  },
  'not-a-member': {
    title: 'The user is no member of the environment',
    fault: { status: 403, code: '0x80072560', message: 'The user is not a member of the organization.' },
    source: 'web-service-error-codes',
  },
  'user-disabled': {
    title: 'The user is disabled in the environment',
    fault: { status: 403, code: '0x80040225', message: 'The specified user is disabled.' },
    source: 'web-service-error-codes',
  },
  'no-licence': {
    title: 'The user has no licence',
    fault: { status: 403, code: '0x8004d24b', message: 'The user does not have a license.' },
    source: 'web-service-error-codes',
  },
  'no-roles': {
    title: 'The user has no security role',
    fault: { status: 403, code: '0x80042f09', message: 'The user has not been assigned any roles.' },
    source: 'web-service-error-codes',
  },
  'token-refused': {
    title: 'Every access token is refused',
    fault: { status: 401, code: '0x80048405', message: 'The token is not valid.' },
    source: 'compose-http-requests-handle-errors',
  },
} as const satisfies Record<string, { title: string; fault: DataverseFault; source: string }>;

export type DataverseFaultName = keyof typeof dataverseFaults;

/** Answers with the fault. */
export function sendFault(fault: FaultyAnswer, response: ServerResponse): void {
  const { status, code, message = 'Something is wrong.', retryAfter, html } = fault;
  const body = html ?? (code === undefined ? '' : JSON.stringify({ error: { code, message } }));
  response.writeHead(status, {
    ...(body !== '' && { 'Content-Type': html ? 'text/html' : 'application/json; odata.metadata=minimal' }),
    ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
  });
  response.end(body);
}
