import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { ElementSettings } from '../../portal/pages.js';
import { unframed } from '../../portal/policies.js';
import { requireSameOrigin } from '../../portal/same-origin.js';
import { scenarios } from '../../scenarios/all.js';
import { groups } from '../../scenarios/scenario.js';
import { createQaApi } from './api.js';
import { createCheckList } from './check-list.js';
import { otherSitePage, qaPage } from './page.js';
import { allowFraming, injectPortalFaults, type PortalFaults } from './portal-faults.js';
import { qaAssets } from './qa-assets.js';
import type { TestLinksOptions } from './test-links.js';

const builtElement = fileURLToPath(new URL('../../../dist/cdn/vcc-dynamics-auth.js', import.meta.url));
const vivid = fileURLToPath(new URL('../../../node_modules/@vonage/vivid/styles/tokens', import.meta.url));
const mswWorker = fileURLToPath(new URL('../../../node_modules/msw/lib', import.meta.url));
const liveTenantScript = fileURLToPath(new URL('../../live-tenant-check.md', import.meta.url));

export interface QaOptions extends TestLinksOptions {
  element: ElementSettings;
  /** File that keeps the testers' results. */
  checkListFile: string;
}

/** Serves the QA page with its API, and injects faults into the portal's routes, which have to be added after these. */
export function createQa(options: QaOptions): Hono {
  const { origin, element, checkListFile } = options;
  const faults: PortalFaults = {};
  const checkList = createCheckList(
    checkListFile,
    scenarios.map(({ id, group, title, expect }) => ({ id, group: groups[group], title, expect })),
  );
  const qa = new Hono();
  qa.use(allowFraming({ origin, faults }));
  for (const path of ['/qa/*', '/api/*', '/vivid/*', '/mockServiceWorker.js']) qa.use(path, unframed);
  qa.route('/', injectPortalFaults({ ...options, faults }));

  qa.get('/qa', (c) => c.html(qaPage({ element, builtAt: statSync(builtElement).mtime })));
  qa.get('/qa/other-site', (c) => c.html(otherSitePage(origin)));
  // As plain text, which browsers show: most of them save Markdown.
  qa.get('/qa/live-tenant-check.md', (c) => c.text(readFileSync(liveTenantScript, 'utf8')));
  qa.route('/', qaAssets());
  qa.get('/vivid/*', serveStatic({ root: vivid, rewriteRequestPath: (path) => path.replace('/vivid', '') }));
  // msw's worker controls the whole origin only when it is served from the root.
  qa.get('/mockServiceWorker.js', serveStatic({ root: mswWorker }));

  qa.use('/api/qa/*', requireSameOrigin(origin));
  qa.route('/api/qa', createQaApi({ ...options, faults, checkList }));
  return qa;
}
