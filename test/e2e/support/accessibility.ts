import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type * as Axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Presses Tab until a matching element has the focus; fails after `most` times. */
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

/** Returns the violations that axe finds. Its script is evaluated, since the page's policy blocks script elements. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8'));
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof Axe };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
