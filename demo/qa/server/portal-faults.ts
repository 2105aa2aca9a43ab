import { Hono, type MiddlewareHandler } from 'hono';
import type { LinkBackend } from '../../../src/backend.js';
import type { Sessions } from '../../portal/session.js';
import type { Faults } from '../../scenarios/scenario.js';
import { otherSiteOf } from '../other-site.js';

/** Faults that are injected in front of the portal. */
export type PortalFaults = Pick<Faults, 'window' | 'signInChunk'>;

/** What portals answer for paths that they don't know, with status 200. */
const portalsOwn =
  '<!doctype html><title>VCC portal</title><h1>VCC portal</h1><a href="/business-apps">Business Apps</a>';

export interface PortalFaultsOptions {
  origin: string;
  sessions: Sessions;
  backend: LinkBackend;
  /** Read at each request. */
  faults: PortalFaults;
}

/** Answers in place of the portal where a fault is armed. All other requests pass through. */
export function injectPortalFaults({ sessions, backend, faults }: PortalFaultsOptions): Hono {
  const injector = new Hono();
  injector.get('/api/dynamics-link', async (c, next) => {
    if (faults.window !== 'framed') return next();
    // Browsers send no session into a frame of another site.
    return backend.fetch(new Request(c.req.raw, { headers: { Cookie: await sessions.write('admin', 'northwind') } }));
  });
  injector.get('/popup-callback.html', (c, next) => {
    if (faults.window === 'silent-callback') return c.html('<!doctype html>');
    return faults.window === 'fallback-route' ? c.html(portalsOwn) : next();
  });
  injector.get('/vcc-dynamics-auth/:file{sign-in-.*}', (c, next) => (faults.signInChunk ? c.notFound() : next()));
  return injector;
}

/** Changes the security headers in the scenario `framed`: the other site may then show the portal in a frame. */
export function allowFraming({ origin, faults }: Pick<PortalFaultsOptions, 'origin' | 'faults'>): MiddlewareHandler {
  const directives = `frame-ancestors ${otherSiteOf(origin)}; frame-src ${origin}`;
  return async (c, next) => {
    if (faults.window !== 'framed') return next();
    await next();
    const policy = c.res.headers.get('Content-Security-Policy') ?? '';
    c.res.headers.set('Content-Security-Policy', policy.replace("frame-ancestors 'none'", directives));
    c.res.headers.delete('X-Frame-Options');
    c.res.headers.delete('Cross-Origin-Resource-Policy');
  };
}
