import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { Candidate } from './candidates.js';
import { clickButton, withPage } from './pages.js';
import type { PageServer } from './server.js';

/** What somebody is told who closes the sign-in window. */
export interface Closing {
  /** Milliseconds from the closing; undefined when nothing was said for as long as was waited. */
  told?: number;
  /** Milliseconds after the window had opened when it was said to be closed, though it was open. */
  wronglyTold?: number;
}

/** The window is looked at for so long before it is closed. */
const open = 3_000;

/**
 * Opens the sign-in window with a click and closes it.
 *
 * @param isolated the sign-in page cuts the window off from its opener, as Entra's pages do (Cross-Origin-Opener-Policy)
 */
export function measureClosing(
  browser: Browser,
  server: PageServer,
  candidate: Candidate,
  { isolated, patience }: { isolated: boolean; patience: number },
): Promise<Closing> {
  server.isolatesSignIn = isolated;
  return withPage(browser, server.urlOf(candidate), async (page) => {
    await page.evaluate(() => window.painted);
    // Everything is there by then.
    await sleep(open);
    const opening = page.context().waitForEvent('page');
    await clickButton(page);
    const signIn = await opening;
    const opened = Date.now();
    await sleep(open);
    const told = () => page.evaluate(() => window.told?.at);
    const tooSoon = await told();
    if (tooSoon !== undefined) return { wronglyTold: Math.max(0, tooSoon - opened) };
    const closed = Date.now();
    await signIn.close();
    await page.waitForFunction(() => window.told, undefined, { timeout: patience }).catch(() => undefined);
    const at = await told();
    return at === undefined ? {} : { told: at - closed };
  });
}
