import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { findingsOf, tabTo } from './tester.js';
import { type Portal, startWorld, type World } from './world.js';

/** What of the panel has the focus; nothing for the page and the browser around it. */
const focused = (portal: Portal) =>
  portal.page.evaluate(
    () => document.querySelector('vcc-dynamics-auth')?.shadowRoot?.activeElement?.getAttribute('part') ?? 'nothing',
  );

describe('with a keyboard alone, an administrator', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  it('links, and unlinks in a dialog that keeps the focus until Escape or an answer', async () => {
    const portal = await world.portal('admin');
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
    // Between its buttons a browser may offer its own, never what is behind.
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
    'in forced colours': (portal: Portal) => portal.page.emulateMedia({ forcedColors: 'active' }),
    'with Vivid’s light tokens': (portal: Portal) => useVivid(portal, 'light'),
    'with Vivid’s dark tokens': (portal: Portal) => useVivid(portal, 'dark'),
  })) {
    it(`meets nothing that axe finds fault with, ${look}`, async () => {
      const portal = await world.portal('admin');
      await arrange(portal);
      const check = async (state: string) => assert.deepEqual(await findingsOf(portal.page), [], state);
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

/** Its tokens are for what is inside of the class. */
async function useVivid({ page }: Portal, theme: 'light' | 'dark'): Promise<void> {
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
