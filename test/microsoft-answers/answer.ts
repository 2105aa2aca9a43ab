import type { LinkErrorCode } from '../../src/backend/errors.js';
import type { HealthReason } from '../../src/protocol.js';

/** An answer that Microsoft gives, and how that is known. */
export interface Answer {
  /** What has happened. */
  situation: string;
  /** Ours where the source names a number only. @default 400 at Entra, 403 at Dynamics 365 */
  status?: number;
  /** JSON, or a text as it is. @default empty */
  body?: object | string;
  headers?: Record<string, string>;
  /** The body comes as gzip. */
  isCompressed?: true;
  /** A page of Microsoft's documentation by its file name, a public issue as `owner/repository#number`, or an RFC. */
  source: string;
}

/** An answer of an environment to a call of the data connector, and what becomes of call and link. */
export interface CallAnswer extends Answer {
  call: 'find' | 'create' | 'update';
  /** Every request is answered so, that of the check too. @default only the call */
  everywhere?: true;
  code: LinkErrorCode;
  /** Seconds that the call's error names. */
  retryAfter?: number;
  /** The change may have been made. @default not so */
  outcomeUnknown?: true;
  /** Why the link is restricted; it stays active without one. */
  restricted?: HealthReason;
}

/** The body of an answer of Entra's token endpoint (v2-oauth2-auth-code-flow, "Error response example"). */
export function refusal(error: string, number?: number, more: object = {}): object {
  const ids = {
    timestamp: '2026-11-24 10:15:00Z',
    trace_id: '255d1aef-8c98-452f-ac51-23d051240864',
    correlation_id: 'fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7',
  };
  if (number === undefined) return { error, ...ids, ...more };
  const description = `AADSTS${number}: What happened. Trace ID: ${ids.trace_id} Correlation ID: ${ids.correlation_id}`;
  return { error, error_description: description, error_codes: [number], ...ids, ...more };
}

/** The body of an error of the Web API (compose-http-requests-handle-errors). */
export function webApiError(code: string, message = 'What happened.'): object {
  return { error: { code, message } };
}

/** A page of something between Microsoft and this machine. */
export const proxyPage = '<!doctype html><title>Blocked</title><h1>Access denied by your network</h1>';
