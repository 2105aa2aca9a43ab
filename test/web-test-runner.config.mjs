import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { playwrightLauncher } from '@web/test-runner-playwright';
import { register } from 'tsx/esm/api';
import '../src/list-translations.mjs';

register();
const { findBrowser } = await import('./support/browser.ts');

const root = fileURLToPath(new URL('..', import.meta.url));

/** The callback page as shipped, but with its script from source. */
async function callbackPage(context, next) {
  if (context.path !== '/popup-callback.html') return next();
  const page = await readFile(`${root}/src/popup-callback.html`, 'utf8');
  context.type = 'html';
  context.set({
    'Content-Security-Policy': "script-src 'self' 'unsafe-inline'; frame-ancestors 'self'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  });
  context.body = page.replace('popup-callback.js', '/src/popup-callback.ts');
}

/**
 * An authorization endpoint without a page: answers at once with a code, or with the error that the path names. The
 * end-to-end tests have a real one.
 */
async function authorizationEndpoint(context, next) {
  const [, outcome] = /^\/authorize\/(\w+)$/.exec(context.path) ?? [];
  if (!outcome) return next();
  const asked = new URLSearchParams(context.querystring);
  const answer = new URLSearchParams({ state: asked.get('state') });
  switch (outcome) {
    case 'page':
      context.type = 'html';
      context.body = `<title>Sign in</title><h1>Sign in</h1>`;
      return;
    case 'code':
      answer.set('code', `the-code-for-${asked.get('nonce')}`);
      break;
    case 'back':
      // The account picker, without a description.
      answer.set('error', 'access_denied');
      answer.set('error_subcode', 'cancel');
      break;
    case 'refusal':
      for (const name of ['error', 'error_description', 'error_subcode']) {
        if (asked.has(name)) answer.set(name, asked.get(name));
      }
      break;
    default:
      answer.set('error', 'access_denied');
      answer.set('error_description', `${outcome}: refused. Trace ID: 1`);
  }
  context.redirect(`${asked.get('redirect_uri')}#${answer}`);
}

/** msw's worker controls the whole origin only when it is served from the root. */
async function mockServiceWorker(context, next) {
  if (context.path !== '/mockServiceWorker.js') return next();
  context.type = 'js';
  context.body = await readFile(`${root}/node_modules/msw/lib/mockServiceWorker.js`, 'utf8');
}

export default {
  rootDir: root,
  files: `${root}/test/widget/**/*.test.ts`,
  nodeResolve: { exportConditions: ['development', 'browser'] },
  browsers: [playwrightLauncher({ product: 'chromium', launchOptions: await findBrowser() })],
  concurrency: 2,
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: `${root}/tsconfig.json` })],
  middleware: [callbackPage, authorizationEndpoint, mockServiceWorker],
  testFramework: { config: { timeout: 10_000 } },
};
