import { fileURLToPath } from 'node:url';
import type { Browser, CDPSession, Page } from 'playwright-core';
import './page-window.js';

/** Opens a page in a profile of its own, and works with it as soon as its document comes. */
export async function withPage<T>(
  browser: Browser,
  url: string,
  work: (page: Page, session: CDPSession) => Promise<T>,
  throttle = 1,
): Promise<T> {
  const context = await browser.newContext();
  try {
    await context.addInitScript({ path: fileURLToPath(new URL('pages/watch.js', import.meta.url)) });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Performance.enable');
    await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    await page.goto(url, { waitUntil: 'commit' });
    return await work(page, session);
  } finally {
    await context.close();
  }
}

/** Clicks the button once it is painted, and a while later. */
export async function clickButton(page: Page): Promise<void> {
  const { x, y } = await page.evaluate(() => {
    const { left = 0, top = 0, width = 0, height = 0 } = window.button?.getBoundingClientRect() ?? {};
    return { x: left + width / 2, y: top + height / 2 };
  });
  await page.mouse.click(x, y);
}
