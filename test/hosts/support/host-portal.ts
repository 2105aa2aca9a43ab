import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import { proxy } from 'hono/proxy';
import { vccAccounts } from '../../../demo/portal/directory.js';
import { unframed } from '../../../demo/portal/policies.js';
import { createPortal, type PortalOptions } from '../../../demo/portal/portal.js';
import type { Session } from '../../../demo/portal/session.js';

/** Settings that a host app requests from the portal, or that the server renders into its page. */
export interface HostSettings {
  account: Session['account'];
  otherAccount: Session['account'];
  antiforgeryToken: string;
  clientId: string;
  authority: string;
  authorityMetadata: object;
}

export interface Host {
  name: string;
  /** Folder in which the app is installed and built. */
  folder: string;
  /** Renders the app's page on the server. Without it the build has a page. */
  renderPage?: (settings: HostSettings) => string;
  /** Origin of the app's own server, which renders its pages and sets their policy; the portal passes requests on to it. */
  server?: string;
}

export interface HostPortal {
  /** For `startDemo`. */
  portal: (options: PortalOptions) => Pick<Hono, 'fetch'>;
  /** Methods of the element's requests that carried the antiforgery token, in order. */
  admitted: string[];
}

/** Creates the demo's portal with the host's app on its origin, and with an antiforgery token. */
export function createHostPortal({ name, folder, renderPage, server }: Host): HostPortal {
  const admitted: string[] = [];
  const antiforgeryToken = randomUUID();
  const cdn = join(folder, 'node_modules/vcc-dynamics-auth/dist/cdn');
  const home = `/host/${name}`;

  const requireToken: MiddlewareHandler = async (c, next) => {
    if (c.req.header('x-portal-antiforgery') !== antiforgeryToken) return c.json({ error: 'antiforgery' }, 403);
    return next();
  };

  const portal = (options: PortalOptions) => {
    const { sessions, element } = options;
    const app = new Hono<{ Variables: { session: Session } }>();

    const settingsFor = (account: Session['account']): HostSettings => ({
      account,
      otherAccount: vccAccounts.find(({ id }) => id !== account.id) ?? account,
      antiforgeryToken,
      clientId: element.clientId,
      authority: element.authority,
      authorityMetadata: element.metadata,
    });
    const requireSession: MiddlewareHandler<{ Variables: { session: Session } }> = async (c, next) => {
      const session = await sessions.read(c.req.raw);
      if (!session) return c.redirect('/sign-in', 303);
      c.set('session', session);
      return next();
    };

    if (server) {
      app.all(`${home}/*`, (c) => {
        const { host, pathname, search } = new URL(c.req.url);
        return proxy(`${server}${pathname}${search}`, {
          raw: c.req.raw,
          headers: { ...c.req.header(), 'X-Forwarded-Host': host },
        });
      });
    }
    app.use(unframed);
    app.get('/:file{popup-callback\\.(html|js)}', serveStatic({ root: cdn }));
    app.use('/api/dynamics-link', requireToken, async (c, next) => {
      admitted.push(c.req.method);
      return next();
    });
    app.use('/api/portal/*', requireSession);
    app.get('/api/portal/settings', (c) => c.json(settingsFor(c.get('session').account)));
    app.post('/api/portal/account', requireToken, async (c) => {
      const wanted = await c.req.text();
      const account = vccAccounts.find(({ id }) => id === wanted) ?? c.get('session').account;
      c.header('Set-Cookie', await sessions.write(c.get('session').user.id, account.id));
      return c.json(settingsFor(account));
    });
    if (renderPage)
      app.get(`${home}/`, requireSession, (c) => c.html(renderPage(settingsFor(c.get('session').account))));
    app.get(
      `${home}/*`,
      serveStatic({ root: join(folder, 'dist'), rewriteRequestPath: (path) => path.replace(home, '') }),
    );
    app.route('/', createPortal(options));
    return app;
  };
  return { portal, admitted };
}
