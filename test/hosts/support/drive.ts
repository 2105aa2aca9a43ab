import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import type { VccDynamicsAuth } from '../../../src/index.js';
import { startDemoInBrowser } from '../../e2e/support/demo-in-browser.js';
import { createHostPortal, type Host } from './host-portal.js';

const openThings = fileURLToPath(new URL('./open-things.js', import.meta.url));

/** Drives the host's page as an administrator does: the same steps for every framework. */
export async function drive(host: Host): Promise<void> {
  const { portal, admitted } = createHostPortal(host);
  const setup = await startDemoInBrowser({}, { portal });
  try {
    const user = await setup.openPortal('admin', '');
    const { page, context } = user;
    const url = `${setup.demo.url}/host/${host.name}/`;
    await context.addInitScript({ path: openThings });
    // Where it still is, the portal's own panel asks without the token.
    await page.goto('about:blank');
    const before = user.requests.length;
    const failed: string[] = [];
    const visited: string[] = [];
    page.on('response', (response) => {
      if (!response.ok()) failed.push(`${response.status()} ${response.url()}`);
    });
    page.on('domcontentloaded', () => visited.push(page.url()));
    await page.goto(url);

    const heard: string[] = [];
    /** Asserts the events that the framework's own binding has reported to the app since the last call. */
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
      // Only in the task after is it gone: until then it may be moved.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)));
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

    // The route may change while the window is open. One channel stays open for an hour to tell the window so.
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

    // The chunks of the sign-in may be loaded already, a language is not.
    const chunk = page.waitForResponse((response) => response.request().resourceType() === 'script');
    await page.evaluate(() => document.documentElement.setAttribute('lang', 'de'));
    await chunk;
    await user.says('Verknüpft am');

    assert.deepEqual(user.consoleErrors, []);
    assert.deepEqual(failed, []);
    const unmarked = user.requests
      .slice(before)
      .filter((request) => request.url().endsWith('/api/dynamics-link') && !request.headers()['x-portal-antiforgery']);
    assert.equal(unmarked.length, 0, 'requests without the token left, though nobody waited for their answers');
    // After these: the portal's policy forbids the check of the callback page in a frame, and browsers log that; and some checks
    // are answered with a refusal.
    const findings = await page
      .locator('vcc-dynamics-auth')
      .evaluate((element) => (element as VccDynamicsAuth).diagnose());
    assert.deepEqual(
      findings.filter(({ ok }) => !ok),
      [],
    );
    assert.deepEqual(visited, [url], 'the page was left');
  } finally {
    await setup.close();
  }
}
