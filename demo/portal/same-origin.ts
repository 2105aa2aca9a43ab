import type { MiddlewareHandler } from 'hono';

/** Refuses every request that changes something and does not come from the portal's own pages. */
export function requireSameOrigin(origin: string): MiddlewareHandler {
  return async (c, next) => {
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    const site = c.req.header('sec-fetch-site') ?? 'same-origin';
    if (!reads && (c.req.header('origin') !== origin || site !== 'same-origin')) {
      return c.json({ error: 'forbidden', message: 'This request came from another site.' }, 403);
    }
    return next();
  };
}
