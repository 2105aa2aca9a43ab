import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import type { LinkBackend } from '../../src/backend.js';
import { createCheckList } from './check-list.js';
import { createDataConnectorApi } from './data-connector-api.js';
import { portalUsers, vccAccounts } from './directory.js';
import { crmAdminPage, type ElementSettings, homePage, signInPage } from './pages.js';
import { framable, unframed } from './policies.js';
import { createQaApi, type PortalFaults, type QaOptions } from './qa-api.js';
import { otherSitePage, qaPage } from './qa-page.js';
import { requireSameOrigin } from './same-origin.js';
import type { Session, Sessions } from './session.js';

const built = fileURLToPath(new URL('../../dist/cdn', import.meta.url));
const builtForQa = fileURLToPath(new URL('../../dist/qa', import.meta.url));
const vivid = fileURLToPath(new URL('../../node_modules/@vonage/vivid/styles/tokens', import.meta.url));
const liveTenantScript = fileURLToPath(new URL('../live-tenant-check.md', import.meta.url));
const mswWorker = fileURLToPath(new URL('../../node_modules/msw/lib', import.meta.url));
const assets = fileURLToPath(new URL('./assets', import.meta.url));

type Env = { Variables: { session: Session } };

export interface PortalOptions {
  origin: string;
  sessions: Sessions;
  backend: LinkBackend;
  element: ElementSettings;
  /** What the tester's page has its hands on. */
  qa: Pick<QaOptions, 'entra' | 'dynamics' | 'clientId'> & { checkListFile: string };
}

/** A server-rendered admin portal: the host of the element, its link endpoint and its data connector on one origin. */
export function createPortal({ origin, sessions, backend, element, qa }: PortalOptions): Hono<Env> {
  const faults: PortalFaults = {};
  const portal = new Hono<Env>();
  portal.use((c, next) => (faults.window === 'framed' ? framable(origin) : unframed)(c, next));

  portal.all('/api/dynamics-link', async (c) => {
    // Into a frame of another site browsers send no session.
    if (faults.window !== 'framed' || c.req.method !== 'GET') return backend.fetch(c.req.raw);
    return backend.fetch(new Request(c.req.raw, { headers: { Cookie: await sessions.write('admin', 'northwind') } }));
  });

  portal.get('/popup-callback.html', (c, next) =>
    faults.window === 'silent-callback' ? c.html('<!doctype html>') : next(),
  );
  portal.get('/vcc-dynamics-auth/:file{sign-in-.*}', (c, next) => (faults.signInCode ? c.notFound() : next()));
  portal.get(
    '/vcc-dynamics-auth/*',
    serveStatic({ root: built, rewriteRequestPath: (path) => path.replace('/vcc-dynamics-auth', '') }),
  );
  portal.get('/:file{popup-callback\\.(html|js)}', serveStatic({ root: built }));
  portal.get('/qa/other-site', (c) => c.html(otherSitePage(origin)));
  // As plain text, which browsers show: most of them save Markdown.
  portal.get('/qa/live-tenant-check.md', (c) => c.text(readFileSync(liveTenantScript, 'utf8')));
  portal.get('/qa/*', serveStatic({ root: builtForQa, rewriteRequestPath: (path) => path.replace('/qa', '') }));
  portal.get('/vivid/*', serveStatic({ root: vivid, rewriteRequestPath: (path) => path.replace('/vivid', '') }));
  // msw's worker controls the whole origin only when it is served from the root.
  portal.get('/mockServiceWorker.js', serveStatic({ root: mswWorker }));
  portal.get('/portal/*', serveStatic({ root: assets, rewriteRequestPath: (path) => path.replace('/portal', '') }));

  portal.use(requireSameOrigin(origin));
  portal.get('/sign-in', (c) => c.html(signInPage()));
  portal.post('/sign-in', async (c) => {
    const { user } = await c.req.parseBody();
    const known = portalUsers.find(({ id }) => id === user);
    return known ? enter(c, known.id, vccAccounts[0].id) : c.redirect('/sign-in', 303);
  });

  const { checkListFile, ...stage } = qa;
  portal.get('/qa', (c) => c.html(qaPage({ element, builtAt: statSync(join(built, 'vcc-dynamics-auth.js')).mtime })));
  portal.route(
    '/api/qa',
    createQaApi({ origin, sessions, backend, faults, checkList: createCheckList(checkListFile), ...stage }),
  );

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
  portal.get('/business-apps/crm-admin', (c) => c.html(crmAdminPage(c.get('session'), element)));
  portal.route('/api/data-connector', createDataConnectorApi(backend));

  return portal;

  async function enter(c: Context, userId: string, accountId: string): Promise<Response> {
    c.header('Set-Cookie', await sessions.write(userId, accountId));
    return c.redirect('/business-apps/crm-admin', 303);
  }
}
