import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type CDPSession, chromium } from 'playwright-core';
import { findBrowser } from '../../support/browser.js';
import { median } from '../figures.js';
import { buildPages } from './build.js';
import { bare, ours, peers } from './candidates.js';
import { type Closing, measureClosing } from './closing.js';
import { type FlowFigures, measureFlow } from './flow.js';
import { clickButton, withPage } from './pages.js';
import { servePages } from './server.js';

export interface WidgetFigures {
  /** Of each candidate, by CPU throttling. */
  loads: Record<string, Record<string, LoadFigures>>;
  /** Milliseconds from the click to `window.open`: as soon as the button is there, and three seconds later. */
  clicks: Record<string, { cold: number; warm: number }>;
  /** By whether the sign-in page cuts the window off from its opener. */
  closing: Record<string, { isolated: Closing; open: Closing }>;
  patience: number;
  flow: FlowFigures;
  /** Median of the ratios of neighbouring loads: the painted panel, ours to the bare Lit element. */
  paintedToBare: Record<string, number>;
}

export interface LoadFigures {
  /** Bytes of scripts, compressed, until the button was painted, and in the three seconds after it. */
  bytes: number;
  bytesAhead: number;
  /** Milliseconds until the button was painted. */
  painted: number;
  /** Milliseconds of scripts, and of tasks beyond 50 each, until then. */
  script: number;
  blocking: number;
  /** Bytes, after a collection. */
  heap: number;
}

const candidates = [ours, bare, ...peers];
const withWindows = [ours, ...peers];
/** The toolkit's panel says nothing of a window that was closed. Ours asks when the focus is back, which only real windows have: test/windows. */
const tell = peers.filter(({ name }) => name !== '<mgt-login>');

/** Milliseconds in which an idle page fetches ahead. */
const pause = 3_000;

export interface WidgetExtent {
  rounds: number;
  clicks: number;
  throttles: number[];
  /** Milliseconds that are waited for somebody to be told that the window is closed. */
  patience: number;
  /** Links in the demo. */
  links: number;
  /** False: no windows are closed. */
  closes?: boolean;
}

export async function measureWidget(extent: WidgetExtent, say: (what: string) => void): Promise<WidgetFigures> {
  const pages = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-bench-'));
  say('the pages are bundled');
  await buildPages(pages);
  const cdn = fileURLToPath(new URL('../../../dist/cdn', import.meta.url));
  const server = await servePages(candidates, { cdn, pages });
  const found = await findBrowser();
  const browser = await chromium.launch({ ...found, ignoreDefaultArgs: ['--disable-popup-blocking'] });
  try {
    const figures: WidgetFigures = {
      loads: {},
      clicks: {},
      closing: {},
      patience: extent.patience,
      paintedToBare: {},
      flow: { callback: Number.NaN, post: Number.NaN },
    };
    for (const throttle of extent.throttles) {
      say(`loads with the CPU ${throttle === 1 ? 'as it is' : `throttled by ${throttle}`}`);
      const loads = candidates.map((): LoadFigures[] => []);
      // The first round does not count.
      for (let round = -1; round < extent.rounds; round++) {
        // Each other time backwards, so that none always comes after the same one.
        for (const chosen of round % 2 === 0 ? candidates : [...candidates].reverse()) {
          const load = await measureLoad(browser, server.urlOf(chosen), throttle, round === 0);
          if (round >= 0) loads[candidates.indexOf(chosen)]?.push(load);
        }
      }
      const [mine = [], bareOnes = []] = loads;
      figures.paintedToBare[throttle] = median(
        mine.map(({ painted }, round) => painted / (bareOnes[round]?.painted ?? Number.NaN)),
      );
      for (const [index, { name }] of candidates.entries()) {
        const all = loads[index] ?? [];
        const of = (member: keyof LoadFigures) => median(all.map((load) => load[member]));
        figures.loads[name] = {
          ...figures.loads[name],
          [throttle]: {
            // On a slow page what is fetched ahead may come before the frame in which the button is seen.
            bytes: Math.min(...all.map(({ bytes }) => bytes)),
            bytesAhead: Math.max(...all.map(({ bytesAhead }) => bytesAhead)),
            painted: of('painted'),
            script: of('script'),
            blocking: of('blocking'),
            heap: of('heap'),
          },
        };
      }
    }
    say('clicks');
    for (const candidate of withWindows) {
      figures.clicks[candidate.name] = {
        cold: await measureClicks(browser, server.urlOf(candidate), extent.clicks, 0),
        warm: await measureClicks(browser, server.urlOf(candidate), extent.clicks, pause),
      };
    }
    for (const candidate of extent.closes === false ? [] : tell) {
      say(`${candidate.name}: its window is closed`);
      const { patience } = extent;
      figures.closing[candidate.name] = {
        isolated: await measureClosing(browser, server, candidate, { isolated: true, patience }),
        open: await measureClosing(browser, server, candidate, { isolated: false, patience }),
      };
    }
    say('links in the demo');
    figures.flow = await measureFlow(extent.links);
    return figures;
  } finally {
    await browser.close();
    server.close();
    await rm(pages, { recursive: true });
  }
}

function measureLoad(browser: Browser, url: string, throttle: number, waitsForMore: boolean): Promise<LoadFigures> {
  return withPage(
    browser,
    url,
    async (page, session) => {
      const painted = await page.evaluate(() => window.painted);
      const script = (await metricOf(session, 'ScriptDuration')) * 1000;
      const blocking = await page.evaluate(() => window.blocked);
      await session.send('HeapProfiler.collectGarbage');
      const heap = await metricOf(session, 'JSHeapUsedSize');
      if (waitsForMore) await sleep(pause);
      return { ...(await page.evaluate(bytesOf, painted)), painted, script, blocking, heap };
    },
    throttle,
  );
}

async function metricOf(session: CDPSession, wanted: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
}

/** Runs in the page: the compressed bytes of the scripts that had come by then, and of those that came later. */
function bytesOf(painted: number): { bytes: number; bytesAhead: number } {
  const sums = { bytes: 0, bytesAhead: 0 };
  for (const entry of performance.getEntriesByType('resource') as PerformanceResourceTiming[]) {
    // The page's own settings are no part of the element.
    if (entry.name.endsWith('/pages/ours.js') || !entry.name.endsWith('.js')) continue;
    sums[entry.responseEnd <= painted ? 'bytes' : 'bytesAhead'] += entry.encodedBodySize;
  }
  return sums;
}

async function measureClicks(browser: Browser, url: string, times: number, wait: number): Promise<number> {
  const all: number[] = [];
  for (let time = 0; time < times; time++) {
    const taken = await withPage(browser, url, async (page) => {
      await page.evaluate(() => window.painted);
      await sleep(wait);
      await clickButton(page);
      await page.waitForFunction(() => window.clickToOpen.length > 0, undefined, { timeout: 10_000 });
      return page.evaluate(() => window.clickToOpen[0] ?? Number.NaN);
    });
    all.push(taken);
  }
  return median(all);
}
