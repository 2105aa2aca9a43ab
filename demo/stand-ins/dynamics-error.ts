import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** A refusal by Dataverse. Codes: powerapps-docs, developer/data-platform/reference/web-service-error-codes. */
export class DynamicsError extends Error {
  constructor(
    readonly status: ContentfulStatusCode,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function respondWithError(error: Error, c: Context): Response {
  if (!(error instanceof DynamicsError)) throw error;
  // A missing or foreign token is answered with a header that says who issues the right ones.
  if (error.status === 401) c.header('WWW-Authenticate', `Bearer resource_id=${new URL(c.req.url).origin}`);
  return c.json({ error: { code: error.code, message: error.message } }, error.status);
}
