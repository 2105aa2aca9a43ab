import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Candidate } from './candidates.js';

export interface PageServer {
  urlOf(candidate: Candidate): string;
  /** Whether the sign-in page is served with Cross-Origin-Opener-Policy. */
  isolatesSignIn: boolean;
  close(): void;
}

const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html' };

/** Serves equal pages with one candidate each at `/page/<index>`, compressed once, and the link resource of an account without a link. */
export async function servePages(
  candidates: readonly Candidate[],
  folders: { cdn: string; pages: string },
): Promise<PageServer> {
  const compressed = new Map<string, Buffer>();

  async function fileOf(path: string): Promise<Buffer | undefined> {
    const known = compressed.get(path);
    if (known) return known;
    const [, folder = '', ...rest] = path.split('/');
    const root = folder === 'cdn' ? folders.cdn : folder === 'pages' ? folders.pages : undefined;
    const name = normalize(join('/', ...rest));
    const content = root && (await readFile(join(root, name)).catch(() => undefined));
    if (!content) return undefined;
    const zipped = gzipSync(content, { level: 9 });
    compressed.set(path, zipped);
    return zipped;
  }

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const candidate = candidates[Number(/^\/page\/(\d+)$/.exec(pathname)?.[1] ?? Number.NaN)];
    if (candidate) {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(pageOf(candidate));
    } else if (pathname === '/api/dynamics-link') {
      response
        .writeHead(200, { 'Content-Type': 'application/json', ETag: '"account.none"', 'Cache-Control': 'no-store' })
        .end(JSON.stringify({ status: 'unlinked', nonce: 'nonce', canChange: true, accountTag: 'account' }));
    } else if (pathname === '/authorize') {
      const policy = pages.isolatesSignIn ? { 'Cross-Origin-Opener-Policy': 'same-origin' } : {};
      response
        .writeHead(200, { 'Content-Type': 'text/html', ...policy })
        .end('<!doctype html><title>Sign in</title>Sign in');
    } else {
      const file = await fileOf(pathname);
      if (!file) return void response.writeHead(404).end();
      const headers = { 'Content-Type': types[extname(pathname)] ?? 'text/plain', 'Content-Encoding': 'gzip' };
      response.writeHead(200, { ...headers, 'Cache-Control': 'no-store' }).end(file);
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const pages: PageServer = {
    urlOf: (candidate) =>
      `http://127.0.0.1:${(server.address() as AddressInfo).port}/page/${candidates.indexOf(candidate)}`,
    isolatesSignIn: false,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return pages;
}

function pageOf({ name, markup, scripts }: Candidate): string {
  const tags = scripts.map((script) => `<script type="module" src="${script}"></script>`).join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name.replace(/[<>]/g, '')}</title>
<link rel="icon" href="data:,">${tags}<body><main><h1>CRM Admin</h1>${markup}</main></body></html>`;
}
