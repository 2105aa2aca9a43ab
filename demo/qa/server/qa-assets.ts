import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';

const builtPage = fileURLToPath(new URL('../../../dist/qa', import.meta.url));
const assets = fileURLToPath(new URL('./assets', import.meta.url));

/** Serves the scripts and styles of the QA page. */
export function qaAssets(): Hono {
  const qa = new Hono();
  for (const root of [builtPage, assets]) {
    qa.get('/qa/*', serveStatic({ root, rewriteRequestPath: (path) => path.replace('/qa', '') }));
  }
  return qa;
}
