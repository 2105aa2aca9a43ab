import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { PortalDriver } from '../../e2e/support/portal-driver.js';

const countShifts = fileURLToPath(new URL('./count-shifts.js', import.meta.url));

/**
 * Asserts that the server renders the tag, that the panel appears in the place kept for it, and that what the host sets is
 * there before the first request.
 */
export async function rendersEmptyPanel(portal: PortalDriver, url: string, width: number): Promise<void> {
  const { page } = portal;
  // Where it still is, the portal's own panel asks without the token.
  await page.goto('about:blank');
  const before = portal.requests.length;
  await page.setViewportSize({ width, height: 900 });
  await page.addInitScript({ path: countShifts });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/*.js*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(url, { waitUntil: 'commit' });
  const panel = page.locator('vcc-dynamics-auth');
  await panel.waitFor();
  assert.equal(await panel.evaluate((element) => element.matches(':defined')), false);
  const reserved = await panel.boundingBox();
  release();
  await portal.status('unlinked');
  assert.deepEqual(await panel.boundingBox(), reserved);
  assert.equal(await page.evaluate('shifts()'), 0);
  const asked = portal.requests.slice(before).filter((request) => request.url().endsWith('/api/dynamics-link'));
  assert.equal(asked.length, 1);
  assert.ok(asked.every((request) => request.headers()['x-portal-antiforgery']));
  assert.deepEqual(portal.consoleErrors, []);
}
