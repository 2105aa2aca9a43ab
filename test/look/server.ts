import { fileURLToPath } from 'node:url';
import { createServer, type ViteDevServer } from 'vite';

const vivid = ['badge', 'button', 'card', 'dialog', 'note'].map((name) => `@vonage/vivid/${name}`);

/** Serves the pages of this folder from source. */
export async function serve(): Promise<{ url: string; server: ViteDevServer }> {
  const server = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('../..', import.meta.url)),
    logLevel: 'error',
    cacheDir: 'node_modules/.cache/look',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    // Known in advance: a dependency found later would reload the page.
    optimizeDeps: { entries: ['test/look/*.html'], include: ['@azure/msal-browser', 'lit', ...vivid] },
  });
  await server.listen();
  const address = server.httpServer?.address();
  if (!address || typeof address === 'string') throw new Error('The server has no port');
  return { url: `http://127.0.0.1:${address.port}/test/look/`, server };
}
