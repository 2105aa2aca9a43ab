import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** Error of Dataverse. Codes: powerapps-docs, developer/data-platform/reference/web-service-error-codes. */
export class DataverseError extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** Answers with the error, as Dataverse does. */
export function respondWithError(error: Error, c: Context): Response {
  if (!(error instanceof DataverseError)) throw error;
  // For a token that is missing or not valid, Dataverse names the resource in a header.
  if (error.status === 401) c.header('WWW-Authenticate', `Bearer resource_id=${new URL(c.req.url).origin}`);
  return c.json({ error: { code: error.code, message: error.message } }, error.status);
}

/** Answers for a path that there is nothing at. Dataverse answers with JSON for every path of its APIs. */
export function resourceNotFound(c: Context): Response {
  const segment = c.req.path.split('/').at(-1);
  return c.json({ error: { code: '0x8006088a', message: `Resource not found for the segment '${segment}'.` } }, 404);
}
