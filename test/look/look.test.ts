import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import pixelmatch from 'pixelmatch';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { PNG } from 'pngjs';
import type { ViteDevServer } from 'vite';
import { findBrowserForPictures } from '../support/browser.js';
import type { PanelCaseName } from '../support/panel-cases.js';
import { serve } from './server.js';

const isUpdate = process.env['UPDATE'] === '1';
const pictures = fileURLToPath(new URL('pictures/', import.meta.url));
/** In the README too. */
const vividFile = fileURLToPath(new URL('../../demo/pictures/vivid.png', import.meta.url));
const results = fileURLToPath(new URL('../../test-results/look/', import.meta.url));

/** The share of pixels that may differ: antialiasing, not a moved line. */
const tolerance = 0.001;

/** Difference of two pixels, from 0 to 1, that counts: pale bars on white do, and a colour next to another. */
const threshold = 0.01;

/** Every name in `panelCases`: that module is the browser's. */
const cases: Record<PanelCaseName, true> = {
  loading: true,
  unlinked: true,
  'look-only': true,
  linking: true,
  failed: true,
  choosing: true,
  linked: true,
  expired: true,
  'expired-more-proof': true,
  restricted: true,
  question: true,
  unlinking: true,
  unavailable: true,
  'another-account': true,
  'not-entitled': true,
};

const wide = { width: 760, height: 200 };

const looks: Record<string, { options: BrowserContextOptions; language?: string }> = {
  light: { options: { viewport: wide, colorScheme: 'light' } },
  dark: { options: { viewport: wide, colorScheme: 'dark' } },
  'forced-colours': { options: { viewport: wide, forcedColors: 'active' } },
  arabic: { options: { viewport: wide, colorScheme: 'light' }, language: 'ar' },
  '280px': { options: { viewport: { width: 312, height: 200 }, colorScheme: 'light' } },
};

describe('the look', () => {
  let browser: Browser;
  let server: ViteDevServer;
  let url: string;
  before(async () => {
    ({ server, url } = await serve());
    browser = await chromium.launch(await findBrowserForPictures());
    await mkdir(pictures, { recursive: true });
    await mkdir(results, { recursive: true });
  });
  after(async () => {
    await browser.close();
    await server.close();
  });

  for (const [look, { options, language = 'en-GB' }] of Object.entries(looks)) {
    it(look, async (t) => {
      const context = await browser.newContext({ ...options, timezoneId: 'UTC', locale: 'en-GB' });
      const page = await context.newPage();
      await page.goto(url);
      for (const name of Object.keys(cases) as PanelCaseName[]) {
        await t.test(name, async () => {
          await compare(`${pictures}${name}.${look}.png`, await picture(page, name, language));
          assert.deepEqual(await machineFontsOn(page), []);
        });
      }
      await context.close();
    });
  }

  it('beside Vivid', async () => compare(vividFile, await vividPicture(browser, url)));
});

async function vividPicture(browser: Browser, url: string): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: 1240, height: 600 }, timezoneId: 'UTC', locale: 'en-GB' });
  // Vivid's icons and fonts come from Vonage's servers: without them the picture is the same everywhere.
  await page.route(
    (address) => address.origin !== new URL(url).origin,
    (route) => route.abort(),
  );
  await page.goto(`${url}vivid.html`);
  await page.waitForFunction(() => 'shown' in window);
  await page.evaluate(() => window.shown);
  assert.deepEqual(await machineFontsOn(page), []);
  return page.screenshot({ fullPage: true });
}

async function picture(page: Page, name: PanelCaseName, language: string): Promise<Buffer> {
  await page.waitForFunction(() => 'show' in window);
  const show = () => page.evaluate(([name, language]) => window.show(name, language), [name, language] as const);
  if (name !== 'question') {
    await show();
    return page.screenshot({ fullPage: true });
  }
  // The dialog is centred in the window: give it one of a usual height.
  const size = page.viewportSize() ?? wide;
  await page.setViewportSize({ ...size, height: 480 });
  await show();
  const taken = await page.screenshot();
  await page.setViewportSize(size);
  return taken;
}

/** Texts that are drawn in a font of the machine, with its name. */
async function machineFontsOn(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
  const found: string[] = [];
  for (const { nodeId, text } of textsIn(root)) {
    const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
    for (const font of fonts) if (!font.isCustomFont) found.push(`${font.familyName}: ${text}`);
  }
  await session.detach();
  return found;
}

function textsIn({ nodeId, children = [], shadowRoots = [] }: DocumentNode): { nodeId: number; text: string }[] {
  const text = children.map(({ nodeType, nodeValue }) => (nodeType === 3 ? nodeValue.trim() : '')).join('');
  return [...(text ? [{ nodeId, text }] : []), ...[...children, ...shadowRoots].flatMap(textsIn)];
}

interface DocumentNode {
  nodeId: number;
  nodeType: number;
  nodeValue: string;
  children?: DocumentNode[];
  shadowRoots?: DocumentNode[];
}

async function compare(file: string, taken: Buffer): Promise<void> {
  if (isUpdate) return writeFile(file, taken);
  assert.ok(existsSync(file), `There is no picture ${file}: make it with UPDATE=1 npm run test:look`);
  const expected = PNG.sync.read(await readFile(file));
  const actual = PNG.sync.read(taken);
  const { width, height } = actual;
  const hasSameSize = width === expected.width && height === expected.height;
  const difference = new PNG({ width, height });
  const pixels = hasSameSize
    ? pixelmatch(expected.data, actual.data, difference.data, width, height, { threshold })
    : undefined;
  if (pixels !== undefined && pixels <= width * height * tolerance) return;
  const name = basename(file, '.png');
  await writeFile(`${results}${name}.png`, taken);
  if (hasSameSize) await writeFile(`${results}${name}.difference.png`, PNG.sync.write(difference));
  assert.fail(`${name}: ${pixels === undefined ? 'another size' : `${pixels} pixels differ`}; see test-results/look/`);
}
