import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { VccDynamicsAuth } from '../../src/index.js';
import { startWorld } from '../e2e/world.js';
import { createHostPortal, type Host } from './host-portal.js';

const openThings = fileURLToPath(new URL('./open-things.js', import.meta.url));

/** What an administrator does on the host's page, the same in every framework. */
export async function drive(host: Host): Promise<void> {
  const { portal, admitted } = createHostPortal(host);
  const world = await startWorld({}, { portal });
  try {
    const user = await world.portal('admin', '');
    const { page, context } = user;
    const url = `${world.demo.url}/host/${host.name}/`;
    await context.addInitScript({ path: openThings });
    const failed: string[] = [];
    const visited: string[] = [];
    page.on('response', (response) => {
      if (!response.ok()) failed.push(`${response.status()} ${response.url()}`);
    });
    page.on('framenavigated', (frame) => frame === page.mainFrame() && visited.push(frame.url()));
    await page.goto(url);

    const heard: string[] = [];
    /** What the framework's own binding has told the app since the last time. */
    const hears = async (...events: string[]) => {
      heard.push(...events);
      await page
        .locator('#events')
        .filter({ hasText: new RegExp(`(^|, )${events.at(-1)}$`) })
        .waitFor();
      assert.equal(await page.locator('#events').innerText(), heard.join(', '));
    };
    const switchAccount = async (name: string) => {
      await page.getByRole('button', { name: 'Switch account' }).click();
      await page.locator('#account', { hasText: name }).waitFor();
    };
    const unmount = async () => {
      await page.getByRole('button', { name: 'Unmount' }).click();
      await page.locator('vcc-dynamics-auth').waitFor({ state: 'detached' });
    };
    const mount = async () => {
      await page.getByRole('button', { name: 'Mount' }).click();
      await page.locator('vcc-dynamics-auth').waitFor();
    };
    const open = () => page.evaluate('openThings()') as Promise<string[]>;

    await user.status('unlinked');
    await hears('status unlinked');

    await user.signIn('Alex Morgan');
    await user.status('linked');
    await hears('status linking', 'status linked', 'linked Alex Morgan');

    await switchAccount('Tailspin Sales');
    await user.status('unlinked');
    await hears('status unlinked');
    await switchAccount('Northwind Support');
    await user.status('linked');
    await hears('status linked');

    await user.unlink();
    await hears('status unlinking', 'status unlinked', 'unlinked');
    assert.deepEqual(new Set(admitted), new Set(['GET', 'POST', 'DELETE']));

    assert.match((await open()).join(), /channel vcc-dynamics-auth changes/);
    await unmount();
    assert.deepEqual(await open(), []);
    await mount();
    await user.status('unlinked');

    // A route may change while the window is open: the window is told so, for which one channel stays open for an hour.
    const window = await user.openWindow();
    await window.getByRole('button', { name: 'Kim Okafor' }).click();
    await unmount();
    assert.match((await open()).join(), /^channel vcc-dynamics-auth\/[^,]+,timeout 3600000$/);
    await window.getByRole('button', { name: 'Accept' }).click();
    await window.getByRole('heading', { name: 'Sign-in was cancelled' }).waitFor();
    await window.close();
    await mount();
    await user.status('unlinked');
    await user.signIn('Kim Okafor');
    await user.status('linked');

    // What the sign-in loads lazily may be there before it is looked for; a language is not.
    const chunk = page.waitForResponse((response) => response.request().resourceType() === 'script');
    await page.evaluate(() => document.documentElement.setAttribute('lang', 'de'));
    await chunk;
    await user.says('Verknüpft am');

    assert.deepEqual(user.complaints, []);
    // Its check of the callback page in a frame is against the portal's policy, which browsers print.
    const findings = await page
      .locator('vcc-dynamics-auth')
      .evaluate((element) => (element as VccDynamicsAuth).diagnose());
    assert.deepEqual(
      findings.filter(({ ok }) => !ok),
      [],
    );
    assert.deepEqual(failed, []);
    assert.deepEqual(visited, [url], 'the page was left');
  } finally {
    await world.close();
  }
}
