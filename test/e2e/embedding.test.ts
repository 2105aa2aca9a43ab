import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { VccDynamicsAuth } from '../../src/index.js';
import { version } from '../../src/version.js';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';
import type { PortalDriver } from './support/portal-driver.js';

const cdn = '/vcc-dynamics-auth/vcc-dynamics-auth.js';

describe('a host', () => {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
  });
  afterEach(() => setup.reset());
  after(() => setup.close());

  /** Opens a page on the portal's origin, written as a host would write it. */
  async function open(portal: PortalDriver, head: string, headers: Record<string, string> = {}): Promise<void> {
    const crmAdmin = await (await portal.context.request.get(`${setup.demo.url}/business-apps/crm-admin`)).text();
    const [tag] = /<vcc-dynamics-auth[\s\S]*?<\/vcc-dynamics-auth>/.exec(crmAdmin) ?? [];
    const [metadata] = /<script type="application\/json"[\s\S]*?<\/script>/.exec(crmAdmin) ?? [];
    const hostScript = '<script type="module" src="/portal/crm-admin.js"></script>';
    const body = `<!doctype html><html lang="en"><title>Host</title>${head}${metadata}${tag}${hostScript}</html>`;
    await portal.page.route('**/host', (route) =>
      route.fulfill({ body, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers } }),
    );
    await portal.page.goto(`${setup.demo.url}/host`);
  }

  async function linksAndUnlinks(portal: PortalDriver): Promise<void> {
    await portal.status('unlinked');
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    await portal.unlink();
    assert.deepEqual(portal.consoleErrors, []);
  }

  /** Serves these scripts with a changed text. */
  async function alter(portal: PortalDriver, scripts: string, change: (text: string) => string): Promise<void> {
    await portal.context.route(scripts, async (route) => {
      const url = route.request().url().replace('/other-version/', '/vcc-dynamics-auth/');
      const response = await route.fetch({ url });
      await route.fulfill({ response, body: change(await response.text()) });
    });
  }

  async function readmePolicy(): Promise<string> {
    const [, policy = ''] = /```\n(default-src 'none';[^`]*)```/.exec(await readFile('README.md', 'utf8')) ?? [];
    return policy.replaceAll('\n', ' ').trim();
  }

  it('may set the policy of the README, with Trusted Types', async () => {
    const policy = await readmePolicy();
    assert.match(policy, /require-trusted-types-for 'script'/);
    for (const directive of ['frame-ancestors', 'base-uri', 'form-action'])
      assert.ok(policy.includes(`${directive} 'self'`));
    assert.doesNotMatch(policy, /unsafe/);
    const portal = await setup.openPortal('admin', '');
    const headers = { 'Content-Security-Policy': policy };
    await open(portal, `<script type="module" src="${cdn}"></script>`, headers);
    await linksAndUnlinks(portal);
    await portal.page.evaluate(() => document.documentElement.setAttribute('lang', 'fr'));
    await portal.says('Les appels agiront');
    assert.deepEqual(portal.consoleErrors, []);
    // The policy is in force.
    await assert.rejects(
      portal.page.evaluate(() => {
        document.body.innerHTML = '<p>';
      }),
      /TrustedHTML/,
    );
  });

  it('has its own words on the page where the script can’t run, and no longer than that', async () => {
    const words = (portal: PortalDriver) => portal.page.getByText('If this text stays, reload the page');
    const script = `<script type="module" src="${cdn}"></script>`;
    const policy = (await readmePolicy()).replace('lit-html', 'portal');
    assert.notEqual(policy, await readmePolicy());
    for (const [head, headers] of [
      [script, { 'Content-Security-Policy': policy }],
      [script, { 'Content-Security-Policy': "script-src 'none'" }],
      [script.replace('.js', '.missing.js'), {}],
    ] as const) {
      const portal = await setup.openPortal('admin', '');
      await open(portal, head, headers);
      await portal.page.waitForLoadState('networkidle');
      assert.ok(await words(portal).isVisible(), JSON.stringify(headers));
    }
    const portal = await setup.openPortal('admin', '');
    await open(portal, script);
    await portal.status('unlinked');
    assert.ok(!(await words(portal).isVisible()));
    assert.match(
      await readFile('README.md', 'utf8'),
      /<p>MS Dynamics Authorisation is loading[^<]*<\/p>\n<\/vcc-dynamics-auth>/,
    );
  });

  it('may pin every script by its hash, and allow the import map by its own', async () => {
    const hashes: Record<string, string> = JSON.parse(await readFile('dist/cdn/integrity.json', 'utf8'));
    const urls = Object.entries(hashes).map(([file, hash]) => [`/vcc-dynamics-auth/${file}`, hash]);
    const map = JSON.stringify({ integrity: Object.fromEntries(urls) });
    const head = `<script type="importmap">${map}</script>
      <script type="module" src="${cdn}" integrity="${hashes['vcc-dynamics-auth.js']}"></script>`;
    const portal = await setup.openPortal('admin', '');
    const allowed = `script-src 'self' 'sha256-${createHash('sha256').update(map).digest('base64')}'`;
    const policy = (await readmePolicy()).replace("script-src 'self'", allowed);
    await open(portal, head, { 'Content-Security-Policy': policy });
    await linksAndUnlinks(portal);

    const attacked = await setup.openPortal('admin', '');
    await alter(attacked, '**/sign-in-*.js', (text) => `${text}\n// not what was published`);
    const refused = attacked.page.waitForEvent('console', (message) => message.text().includes('integrity'));
    await open(attacked, head);
    await refused;
    for (let clicks = 0; clicks < 2; clicks++) {
      await attacked.part('link-button').click();
      await attacked.says('The sign-in could not be loaded');
    }
    // No other URL is asked for, which would not be pinned.
    assert.ok(attacked.requests.every((request) => !request.url().includes('?')));
    assert.equal(attacked.context.pages().length, 1);
  });

  it('keeps the panel’s place by the rule of the README, in wide and narrow windows', async () => {
    const readme = await readFile('README.md', 'utf8');
    const [, rule = ''] = /```css\n(\/\* app\/globals\.css \*\/.*?)```/s.exec(readme) ?? [];
    for (const width of [1000, 360]) {
      const portal = await setup.openPortal('admin', '');
      await portal.page.setViewportSize({ width, height: 900 });
      const height = () => portal.page.locator('vcc-dynamics-auth').evaluate((element) => element.clientHeight);
      await open(portal, `<style>${rule}</style>`);
      const kept = await height();
      await open(portal, `<style>${rule}</style><script type="module" src="${cdn}"></script>`);
      await portal.status('unlinked');
      assert.equal(await height(), kept, `${width} px wide`);
    }
  });

  it('may have two versions on one page: the first one defines the tag', async () => {
    const portal = await setup.openPortal('admin', '');
    await alter(portal, '**/other-version/**', (text) => text.replaceAll(version, '0.9.9'));
    const scripts = [cdn, cdn.replace('/vcc-dynamics-auth/', '/other-version/')];
    await open(portal, scripts.map((src) => `<script type="module" src="${src}"></script>`).join(''));
    await linksAndUnlinks(portal);
  });

  it('may load the script with a query, as old portals do against caches', async () => {
    const portal = await setup.openPortal('admin', '');
    const body = JSON.stringify({ title: 'No session', status: 401, code: 'not-signed-in' });
    await portal.page.route(
      '**/api/dynamics-link',
      (route) => route.fulfill({ status: 401, body, headers: { 'Content-Type': 'application/problem+json' } }),
      { times: 1 },
    );
    await open(portal, `<script type="module" src="${cdn}?v=1"></script>`);
    await portal.says('Your portal session has ended');
    assert.equal((await portal.error())?.code, 'not-signed-in');
    await portal.part('retry-button').click();
    await linksAndUnlinks(portal);
  });

  it('may keep an older callback page of the same major version', async () => {
    const portal = await setup.openPortal('admin', '');
    let older = '';
    await alter(portal, '**/popup-callback.js', (text) => {
      older = text.replaceAll(version, '0.0.1');
      return older;
    });
    await open(portal, `<script type="module" src="${cdn}"></script>`);
    await linksAndUnlinks(portal);
    assert.ok(older.includes('0.0.1'));
  });

  it('may put the panel on the page and take it off as often as it likes: nothing stays', async () => {
    const portal = await setup.openPortal('admin', '');
    const { page } = portal;
    await page.addInitScript(countOpen);
    await open(portal, `<script type="module" src="${cdn}"></script>`);
    await portal.status('unlinked');
    // MSAL, which is there once and for all panels, keeps a channel besides that of the panel.
    await portal.part('link-button').focus();
    await page.waitForFunction(() => (globalThis as unknown as { open: { channels: number } }).open.channels === 2);
    // During the first ones the engine itself grows: compiled code, caches.
    await mountOften(page, 200);
    const before = await measureRemains(page);
    await mountOften(page, 200);
    const after = await measureRemains(page);
    assert.deepEqual(after.open, before.open);
    // A leak would make the second count larger.
    assert.ok(after.listeners <= before.listeners, `${before.listeners} listeners became ${after.listeners}`);
    assert.ok(after.nodes <= before.nodes, `${before.nodes} nodes became ${after.nodes}`);
    assert.equal(after.panels, 0, 'panels that were not collected');
    // A panel that leaks would hold ten times as much; the engine's own growth varies.
    const growth = (after.heap - before.heap) / 200;
    assert.ok(growth < 4_000, `${growth} bytes of heap stay for each panel`);
  });
});

/** Counts the open channels and timers of the page. */
function countOpen(): void {
  const open = { channels: 0, intervals: 0 };
  Object.assign(globalThis, { open, panels: [] });
  globalThis.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      open.channels++;
    }
    override close(): void {
      super.close();
      open.channels--;
    }
  };
  const { setInterval, clearInterval } = globalThis;
  const intervals = new Set<unknown>();
  Object.assign(globalThis, {
    setInterval: (...parameters: Parameters<typeof setInterval>) => {
      const id = setInterval(...parameters);
      open.intervals = intervals.add(id).size;
      return id;
    },
    clearInterval: (id: number) => {
      clearInterval(id);
      intervals.delete(id);
      open.intervals = intervals.size;
    },
  });
}

/** Mounts a panel, waits until it shows the link and is ready for a click, and removes it, this number of times. */
async function mountOften(page: Page, times: number): Promise<void> {
  await page.evaluate(async (times) => {
    const model = document.querySelector('vcc-dynamics-auth') as VccDynamicsAuth;
    const answer = await fetch(model.endpoint);
    const [body, { headers }] = [await answer.text(), answer];
    for (let mounted = 0; mounted < times; mounted++) {
      const panel = model.cloneNode() as VccDynamicsAuth;
      panel.removeAttribute('status');
      panel.authorityMetadata = model.authorityMetadata;
      // Not from the backend, which would refuse so many requests.
      panel.fetch = async () => new Response(body, { headers });
      const shown = new Promise((resolve) => panel.addEventListener('vcc-dynamics-status', resolve, { once: true }));
      (globalThis as unknown as { panels: WeakRef<Element>[] }).panels.push(new WeakRef(panel));
      document.body.append(panel);
      await shown;
      await panel.updateComplete;
      panel.shadowRoot?.querySelector<HTMLElement>('[part~=link-button]')?.focus();
      panel.remove();
    }
  }, times);
}

async function measureRemains(page: Page) {
  // A panel that was removed is still held by its idle callback. Those run in the order in which they were requested.
  await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('Performance.enable');
  for (let round = 0; round < 3; round++) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
  await session.detach();
  const { panels, ...open } = await page.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    const { open, panels } = globalThis as unknown as { open: object; panels: WeakRef<Element>[] };
    const alive = panels.filter((panel) => panel.deref()).length;
    return { ...open, locks: held.length + pending.length, panels: alive };
  });
  return {
    open,
    panels,
    listeners: metric('JSEventListeners'),
    nodes: metric('Nodes'),
    heap: metric('JSHeapUsedSize'),
  };
}
