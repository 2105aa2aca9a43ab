import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from 'playwright-core';
import { type Demo, type DemoOptions, startDemo } from '../../../demo/server.js';
import { people } from '../../../demo/stand-ins/people.js';
import { findBrowser } from '../../support/browser.js';
import { findPorts } from './free-ports.js';
import { createPortalDriver, type PortalDriver } from './portal-driver.js';

/** The demo as `npm start` runs it, and a browser. */
export interface DemoInBrowser {
  demo: Demo;
  /** Restarts the server with the same ports and folder. `meanwhile` runs while no process uses the folder. */
  restart(meanwhile?: (directory: string) => Promise<void>): Promise<void>;
  /** Opens the page CRM Admin, or another, in a new browser profile, signed in to the portal as this user. */
  openPortal(user: 'admin' | 'viewer' | 'visitor' | 'operator', path?: string): Promise<PortalDriver>;
  /** Closes all pages, ends links and faults, and brings back the sample records. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Starts the demo and a browser.
 *
 * @param launch options for the browser, in addition to those that every test needs
 * @param options for the demo
 */
export async function startDemoInBrowser(
  launch: LaunchOptions = {},
  options: Pick<DemoOptions, 'portal'> = {},
): Promise<DemoInBrowser> {
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-e2e-'));
  const port = await findPorts(5);
  const found = await findBrowser();
  const browser: Browser = await chromium.launch({
    ...found,
    ...launch,
    args: [...found.args, ...(launch.args ?? [])],
    // As browsers are installed: with their popup blocker.
    ignoreDefaultArgs: ['--disable-popup-blocking'],
  });

  /** The portal's session cookie is valid for hours, also after a restart of the demo. */
  const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

  const setup: DemoInBrowser = {
    demo: await startDemo({ port, directory, quiet: true, ...options }),
    async restart(meanwhile) {
      await setup.demo.close();
      await meanwhile?.(directory);
      setup.demo = await startDemo({ port, directory, quiet: true, ...options });
    },
    async openPortal(user, path = '/business-apps/crm-admin') {
      const session = sessions.get(user);
      const context = await browser.newContext({
        viewport: { width: 1000, height: 900 },
        ...(session && { storageState: session }),
      });
      const page = await context.newPage();
      const portal = createPortalDriver(setup.demo.url, context, page);
      if (!session) {
        await page.goto(`${setup.demo.url}/sign-in`);
        await page.locator(`button[value=${user}]`).click();
        await page.waitForURL(({ pathname }) => pathname !== '/sign-in');
        sessions.set(user, await context.storageState());
      }
      const url = `${setup.demo.url}${path}`;
      if (path && page.url() !== url) await page.goto(url);
      return portal;
    },
    async reset() {
      for (const context of browser.contexts()) await context.close();
      for (const { tid, oid } of people) await setup.demo.backend.release(tid, oid);
      setup.demo.dataverse.reset();
      setup.demo.entra.coop = true;
      setup.demo.entra.faults = {};
      setup.demo.entra.forgetConsents();
    },
    async close() {
      await browser.close();
      await setup.demo.close();
      await rm(directory, { recursive: true });
    },
  };
  return setup;
}
