import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { axeFindings, tabTo } from './support/accessibility.js';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';
import type { PortalDriver } from './support/portal-driver.js';

/** Returns the part of the panel that has the focus; `nothing` when the focus is outside of the panel. */
const focused = (portal: PortalDriver) =>
  portal.page.evaluate(
    () => document.querySelector('vcc-dynamics-auth')?.shadowRoot?.activeElement?.getAttribute('part') ?? 'nothing',
  );

describe('with a keyboard alone, an administrator', () => {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
  });
  afterEach(() => setup.reset());
  after(() => setup.close());

  it('links, and unlinks in a dialog that keeps the focus until Escape or an answer', async () => {
    const portal = await setup.openPortal('admin');
    const { page } = portal;
    const { keyboard } = page;
    await portal.status('unlinked');
    await tabTo(page, '[part=link-button]');
    const opened = portal.context.waitForEvent('page');
    await keyboard.press('Enter');
    await portal.finish(await opened, 'Alex Morgan');
    await portal.status('linked');
    assert.equal(await focused(portal), 'unlink-button');

    const dialog = portal.part('dialog');
    await keyboard.press('Enter');
    await dialog.waitFor();
    assert.equal(await focused(portal), 'dismiss-button');
    const met = new Set<string>();
    for (let presses = 0; presses < 6; presses++) {
      await keyboard.press('Tab');
      met.add(await focused(portal));
    }
    // Between the dialog's buttons the focus may go to the browser's own, never to the page behind.
    assert.deepEqual([...met].filter((name) => name !== 'nothing').sort(), ['confirm-button', 'dismiss-button']);
    await keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    assert.equal(await focused(portal), 'unlink-button');
    assert.equal((await portal.page.locator('vcc-dynamics-auth').getAttribute('status')) ?? '', 'linked');

    await keyboard.press('Space');
    await dialog.waitFor();
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await portal.status('unlinked');
    assert.equal(await focused(portal), 'link-button');
  });

  for (const [look, arrange] of Object.entries({
    'in forced colours': (portal: PortalDriver) => portal.page.emulateMedia({ forcedColors: 'active' }),
    'with Vivid’s light tokens': (portal: PortalDriver) => useVivid(portal, 'light'),
    'with Vivid’s dark tokens': (portal: PortalDriver) => useVivid(portal, 'dark'),
  })) {
    it(`meets nothing that axe finds fault with, ${look}`, async () => {
      const portal = await setup.openPortal('admin');
      await arrange(portal);
      const check = async (state: string) => assert.deepEqual(await axeFindings(portal.page), [], state);
      await portal.status('unlinked');
      await check('unlinked');
      await portal.signIn('Alex Morgan', 'Cancel');
      await portal.says('The permissions were not accepted');
      await check('failed');
      await portal.signIn('Sam Lindqvist');
      await portal.status('choosing');
      await check('choosing');
      await portal.part('choice').first().click();
      await portal.status('linked');
      await check('linked');
      await portal.part('unlink-button').click();
      await portal.part('dialog').waitFor();
      await check('asking');
    });
  }
});

/** Puts the panel into a box with Vivid's tokens, which are set for the contents of the class only. */
async function useVivid({ page }: PortalDriver, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate(async (theme) => {
    const sheet = document.createElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = `/vivid/theme-${theme}.css`;
    const loaded = new Promise((resolve) => sheet.addEventListener('load', resolve));
    document.head.append(sheet);
    await loaded;
    const box = document.createElement('div');
    box.className = 'vvd-root';
    box.style.background = 'var(--vvd-color-canvas)';
    const panel = document.querySelector('vcc-dynamics-auth');
    panel?.before(box);
    if (panel) box.append(panel);
  }, theme);
}
