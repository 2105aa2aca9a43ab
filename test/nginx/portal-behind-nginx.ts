import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type BrowserContext, chromium } from 'playwright-core';
import { startDataverse } from '../../demo/stand-ins/dataverse/stand-in.js';
import { startEntra } from '../../demo/stand-ins/entra/stand-in.js';
import { close, listen } from '../../demo/stand-ins/listen.js';
import { createLinkBackend, type LinkBackend } from '../../src/backend.js';
import { findPorts } from '../e2e/support/free-ports.js';
import { findBrowser } from '../support/browser.js';
import { nginxConfiguration, type Variant } from './configuration.js';
import { startNginx } from './nginx.js';

const built = fileURLToPath(new URL('../../dist/cdn', import.meta.url));
const clientId = '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64';
const clientSecret = 'the-stand-in-knows-this-secret';

export const vccAccountId = 'account-behind-nginx';

/** A small portal behind an nginx that ends TLS, and a browser. */
export interface PortalBehindNginx {
  backend: LinkBackend;
  context: BrowserContext;
  /** The page with the element, of this variant. */
  urlOf(variant: string): string;
  close(): Promise<void>;
}

/** @param linking the variant whose callback page is registered in Entra */
export async function startPortalBehindNginx(
  variants: readonly Variant[],
  linking: string,
): Promise<PortalBehindNginx> {
  const folder = mkdtempSync(join(tmpdir(), 'vcc-dynamics-auth-nginx-'));
  // Started by root, nginx works as another user, who keeps long answers in a folder within this one.
  chmodSync(folder, 0o755);
  const port = await findPorts(1);
  const origin = `https://localhost:${port}`;
  const redirectUri = `${origin}/${linking}/popup-callback.html`;
  const dataverse = await startDataverse({ ports: [0, 0, 0], tokens: { jwksUri: () => entra.metadata.jwks_uri } });
  const { resources, hosts, discoveryUrl } = dataverse;
  const entra = await startEntra({ port: 0, clientId, clientSecret, redirectUris: [redirectUri], resources });
  const { authority, metadata } = entra;
  const backend = await createLinkBackend({
    authorize: async (request) =>
      /\bsession=ada\b/.test(request.headers.get('Cookie') ?? '')
        ? { vccAccountId, userId: 'ada', canChange: true }
        : 'not-signed-in',
    entra: { clientId, credentials: [{ secret: clientSecret }], registrations: [{ redirectUri, authority, metadata }] },
    dynamics: { hosts, discoveryUrl },
    database: { directory: join(folder, 'database') },
    keys: [{ id: 'nginx', secret: randomBytes(32) }],
  });

  const portal = new Hono();
  portal.all('/api/dynamics-link', (c) => backend.fetch(c.req.raw));
  portal.get('/:file{popup-callback\\.(html|js)}', serveStatic({ root: built }));
  portal.get(
    '/vcc-dynamics-auth/*',
    serveStatic({ root: built, rewriteRequestPath: (path) => path.replace('/vcc-dynamics-auth', '') }),
  );
  portal.get('/page', (c) => {
    c.header('Set-Cookie', 'session=ada; Path=/; Secure; HttpOnly; SameSite=Lax');
    return c.html(page(authority));
  });
  portal.get('/settings.js', (c) =>
    c.body(`document.querySelector('vcc-dynamics-auth').authorityMetadata = ${JSON.stringify(metadata)};`, 200, {
      'Content-Type': 'text/javascript',
    }),
  );
  const { server, port: upstreamPort } = await listen('portal', 0);
  server.on('request', getRequestListener(portal.fetch));

  writeFileSync(
    join(folder, 'nginx.conf'),
    nginxConfiguration(folder, port, `http://127.0.0.1:${upstreamPort}`, variants),
  );
  const stopNginx = startNginx(folder);

  const browser = await chromium.launch(await findBrowser());
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return {
    backend,
    context,
    urlOf: (variant) => `${origin}/${variant}/page`,
    async close() {
      await browser.close();
      stopNginx();
      await close(server);
      await backend.close();
      await entra.close();
      await dataverse.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** All its URLs are relative: it knows nothing of the path that nginx takes off. */
function page(authority: string) {
  return html`<!doctype html>
    <html lang="en-GB">
      <title>CRM Admin</title>
      <vcc-dynamics-auth
        endpoint="api/dynamics-link"
        client-id="${clientId}"
        redirect-uri="popup-callback.html"
        authority="${authority}"
      ></vcc-dynamics-auth>
      <script type="module" src="settings.js"></script>
      <script type="module" src="vcc-dynamics-auth/vcc-dynamics-auth.js"></script>
    </html>`;
}
