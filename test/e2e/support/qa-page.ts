import type { Page } from 'playwright-core';
import type { DemoInBrowser } from './demo-in-browser.js';
import type { PortalDriver } from './portal-driver.js';

/** Opens the QA page and waits until its script has started. */
export async function openQaPage(setup: DemoInBrowser, search = ''): Promise<PortalDriver> {
  const portal = await setup.openPortal('admin', `/qa${search}`);
  await portal.page.locator('html[data-ready]').waitFor();
  return portal;
}

/** Returns a select by its whole name. `getByLabel` would compare with a label's whole text, options included. */
export const select = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });

export const choose = (page: Page, name: string, option: string) => select(page, name).selectOption(option);
