import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type * as Axe from 'axe-core';
import type { Page } from 'playwright-core';

/** A select by its whole name, of which `getByLabel` takes the options for a part. */
export const select = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });

export const choose = (page: Page, name: string, option: string) => select(page, name).selectOption(option);

/** Presses Tab until this has the focus; fails where that takes too long. */
export async function tabTo(page: Page, selector: string, most = 25): Promise<void> {
  for (let presses = 0; presses < most; presses++) {
    await page.keyboard.press('Tab');
    const isThere = await page.evaluate((wanted) => {
      const { activeElement } = document;
      return (activeElement?.shadowRoot?.activeElement ?? activeElement)?.matches(wanted);
    }, selector);
    if (isThere) return;
  }
  assert.fail(`${selector} is not reached by ${most} presses of Tab`);
}

/** What axe finds fault with. Its script is evaluated: the page's policy keeps others out. */
export async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
