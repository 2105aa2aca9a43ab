import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import type { LinkBackend } from '../../src/backend.js';
import { createDataConnectorApi } from './data-connector-api.js';
import { portalUsers, vccAccounts } from './directory.js';
import { createLinksConsole } from './links/routes.js';
import { crmAdminPage, type ElementSettings, homePage, signInPage } from './pages.js';
import { callbackHeaders, unframed } from './policies.js';
import { requireSameOrigin } from './same-origin.js';
import type { Session, Sessions } from './session.js';

const built = fileURLToPath(new URL('../../dist/cdn', import.meta.url));
const assets = fileURLToPath(new URL('./assets', import.meta.url));

type Env = { Variables: { session: Session } };

export interface PortalOptions {
  origin: string;
  sessions: Sessions;
  backend: LinkBackend;
  element: ElementSettings;
  /** About the records that the data connector works on. */
  warning?: string;
}

/** Serves an admin portal: the page with the element, its link endpoint and its data connector, all on one origin. */
export function createPortal({ origin, sessions, backend, element, warning }: PortalOptions): Hono<Env> {
  const portal = new Hono<Env>();
  // Before the other: what is set first comes last.
  portal.use('/popup-callback.html', callbackHeaders);
  portal.use(unframed);
  portal.all('/api/dynamics-link', (c) => backend.fetch(c.req.raw));
  portal.get(
    '/vcc-dynamics-auth/*',
    serveStatic({ root: built, rewriteRequestPath: (path) => path.replace('/vcc-dynamics-auth', '') }),
  );
  portal.get('/:file{popup-callback\\.(html|js)}', serveStatic({ root: built }));
  portal.get('/portal/*', serveStatic({ root: assets, rewriteRequestPath: (path) => path.replace('/portal', '') }));

  portal.use(requireSameOrigin(origin));
  portal.get('/sign-in', (c) => c.html(signInPage()));
  portal.post('/sign-in', async (c) => {
    const { user } = await c.req.parseBody();
    const known = portalUsers.find(({ id }) => id === user);
    if (!known) return c.redirect('/sign-in', 303);
    return enter(c, known.id, vccAccounts[0].id, known.role === 'operator' ? '/operations/links' : undefined);
  });

  portal.use(async (c, next) => {
    const session = await sessions.read(c.req.raw);
    if (session) {
      c.set('session', session);
      return next();
    }
    if (c.req.path.startsWith('/api/')) return c.json({ error: 'not-signed-in', message: 'Sign in first.' }, 401);
    return c.redirect('/sign-in', 303);
  });
  portal.post('/sign-out', async (c) => {
    c.header('Set-Cookie', await sessions.write());
    return c.redirect('/sign-in', 303);
  });
  portal.post('/account', async (c) => {
    const { account } = await c.req.parseBody();
    const known = vccAccounts.find(({ id }) => id === account) ?? c.get('session').account;
    return enter(c, c.get('session').user.id, known.id);
  });
  portal.get('/', (c) => c.redirect('/business-apps', 303));
  portal.get('/business-apps', (c) => c.html(homePage(c.get('session'))));
  portal.get('/business-apps/crm-admin', (c) => c.html(crmAdminPage(c.get('session'), element, warning)));
  portal.route('/api/data-connector', createDataConnectorApi(backend));
  portal.route('/operations/links', createLinksConsole(backend));

  return portal;

  async function enter(
    c: Context,
    userId: string,
    accountId: string,
    page = '/business-apps/crm-admin',
  ): Promise<Response> {
    c.header('Set-Cookie', await sessions.write(userId, accountId));
    return c.redirect(page, 303);
  }
}
