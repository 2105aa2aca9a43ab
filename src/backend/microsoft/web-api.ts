import { z } from 'zod';
import { LinkError } from '../errors.js';
import { dataverseError, dynamicsUnavailable } from './dataverse-errors.js';
import type { LimitedFetch } from './limited-fetch.js';

/** A request to an environment's Web API or to the discovery service. */
export interface WebApiRequest {
  method?: 'GET' | 'POST' | 'PATCH';
  url: string;
  accessToken: string;
  headers?: Record<string, string>;
  /** JSON. */
  body?: string;
  /** Ends the request: its time limit. */
  signal: AbortSignal;
  /** Bytes that the answer may have; some for everything but records by default. */
  limit?: number;
}

/** Sends a request and resolves to its answer, which is a success. Rejects with a `LinkError` for everything else. */
export type WebApi = (request: WebApiRequest) => Promise<Response>;

const errorAnswer = z.object({ error: z.object({ code: z.string() }) });

/**
 * Client of the Web API of Dataverse (powerapps-docs, compose-http-requests-handle-errors).
 *
 * @param mayGetTokens returns whether access tokens may be sent to this origin, wherever it was read from
 */
export function createWebApi(fetch: LimitedFetch, mayGetTokens: (origin: string) => boolean): WebApi {
  return async ({ method = 'GET', url, accessToken, headers, body, signal, limit }) => {
    const { origin } = new URL(url);
    if (!mayGetTokens(origin))
      throw new LinkError('configuration', `${origin} is not a host of Dynamics 365 ("dynamics.hosts")`);
    const isChange = method !== 'GET';
    const response = await fetch(url, {
      method,
      headers: {
        Authorization: `Bearer ${accessToken}`,
        Accept: 'application/json',
        'OData-Version': '4.0',
        'OData-MaxVersion': '4.0',
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body,
      signal,
      limit,
    }).catch((error) => {
      throw dynamicsUnavailable(error, { isChange });
    });
    if (!response.ok) throw await errorOf(response, method);
    return response;
  };
}

/**
 * Reads the answer to a GET, which may be anything: a proxy's page, nothing, JSON of another form.
 *
 * @throws LinkError `dynamics-unavailable`
 */
export async function readJson<Answer>(response: Response, answer: z.ZodType<Answer>): Promise<Answer> {
  try {
    return answer.parse(await response.json());
  } catch (error) {
    throw dynamicsUnavailable(error, { isChange: false });
  }
}

/** Returns the URL below which an environment's Web API is. */
export function webApiOf(environment: string): string {
  return `${environment}/api/data/v9.2/`;
}

async function errorOf(response: Response, method: 'GET' | 'POST' | 'PATCH'): Promise<LinkError> {
  const body = errorAnswer.safeParse(await response.json().catch(() => undefined));
  return dataverseError(response, { method, number: body.data?.error.code });
}
