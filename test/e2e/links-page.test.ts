import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import type { Page } from 'playwright-core';
import type { LinkHealth } from '../../src/protocol.js';
import { axeFindings, tabTo } from './support/accessibility.js';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';

const path = '/operations/links';
const script = '<img src=x onerror="document.title=1">';
/** Written from right to left, with marks that turn what follows. */
const turned = '\u202Eאבג\u202E';
const counts: Record<LinkHealth, number> = { active: 96, expired: 12, restricted: 12 };
const total = 120;

/** As the list shows them: account-001 to account-120; every tenth is expired, every tenth after it restricted. */
async function storeLinks(directory: string): Promise<void> {
  const database = await PGlite.create(join(directory, 'database'));
  await database.query(
    `insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name, organization_name, organization_url,
       authority, linked_at, linked_by, health, health_reason, missing_privileges, refresh_token, access_token,
       access_token_expires_at, key_id, keep_alive_at, last_used_at, last_error)
     select 'account-' || lpad(n::text, 3, '0'), 'link-' || n, 'tenant', 'object-' || n, 'user' || n || '@contoso.example',
       case n when 1 then $1 when 2 then $2 when 3 then repeat('long', 60) else 'User ' || n end,
       'Contoso', 'https://contoso.crm11.dynamics.com', 'https://login.example', '2025-03-01T09:30:00Z', $1,
       case n % 10 when 0 then 'expired' when 1 then 'restricted' else 'active' end,
       case n % 10 when 0 then 'policy' end,
       case n % 10 when 1 then '["prvCreateContact"]'::jsonb end,
       'sealed', 'sealed', 'infinity', 'demo', '2100-01-01', '2026-11-01T08:15:00Z',
       case n % 10 when 0 then jsonb_build_object('code', 'expired', 'message', $1, 'at', '2026-11-02T10:00:00Z') end
     from generate_series(1, $3::integer) n`,
    [script, turned, total],
  );
  await database.close();
}

describe('the page Links of the demo portal', () => {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
    await setup.restart(storeLinks);
  });
  after(() => setup.close());

  const accounts = (page: Page) => page.locator('tbody th bdi').allInnerTexts();
  const filter = (page: Page, name: string) => page.getByRole('link', { name });
  const counted = (page: Page) => page.locator('[data-count=all]').getByText(String(total)).waitFor();

  it('shows an operator all links page by page, each once, and the way back to the first', async () => {
    const { page, consoleErrors } = await setup.openPortal('operator');
    await page.goto(setup.demo.url + path);
    const seen = await accounts(page);
    const sizes = [seen.length];
    while (await page.getByRole('link', { name: 'Next page' }).count()) {
      await page.getByRole('link', { name: 'Next page' }).click();
      await page.waitForURL(({ searchParams }) => searchParams.get('after') === seen.at(-1));
      const more = await accounts(page);
      sizes.push(more.length);
      seen.push(...more);
    }
    assert.deepEqual(sizes, [50, 50, 20]);
    const all = Array.from({ length: total }, (_, index) => `account-${String(index + 1).padStart(3, '0')}`);
    assert.deepEqual(seen, all);
    await page.getByRole('link', { name: 'First page' }).click();
    await page.waitForURL(`**${path}`);
    assert.equal((await accounts(page))[0], all[0]);
    assert.deepEqual(consoleErrors, []);
  });

  it('filters by health, counts each, and keeps the filter from page to page', async () => {
    const { page } = await setup.openPortal('operator', path);
    await counted(page);
    for (const health of ['active', 'expired', 'restricted'] as const) {
      assert.equal(await page.locator(`[data-count=${health}]`).innerText(), String(counts[health]));
    }
    await filter(page, 'Expired').click();
    await page.waitForURL('**?health=expired');
    assert.equal((await accounts(page)).length, counts.expired);
    const expired = page.locator('tr[data-account=account-010]');
    assert.match(await expired.innerText(), /a policy of the customer refuses.*2025-03-01 09:30.*2026-11-02 10:00/s);
    assert.equal(await filter(page, 'Expired').getAttribute('aria-current'), 'true');
    await filter(page, 'Restricted').click();
    await page.getByText('prvCreateContact').first().waitFor();

    await filter(page, 'Active').click();
    await page.waitForURL('**?health=active');
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.waitForURL('**after=**');
    assert.equal((await accounts(page)).length, counts.active - 50);
    assert.equal(await page.locator('.health:not([data-health=active])').count(), 0);
  });

  it('shows names as text, whatever is in them', async () => {
    const { page } = await setup.openPortal('operator', path);
    await counted(page);
    const first = page.locator('tr[data-account=account-001]');
    assert.ok((await first.innerText()).includes(script));
    assert.equal(await page.locator('main img').count(), 0);
    assert.match(await page.title(), /^Links/);
    // What is beside a name of right-to-left marks stays in its own order.
    const second = page.locator('tr[data-account=account-002]');
    assert.equal(await second.locator('bdi', { hasText: 'אבג' }).count(), 1);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });

  it('goes on without the counts when there are none to be had, and says so', async () => {
    const { page } = await setup.openPortal('operator', '/business-apps');
    await page.route('**/counts', (route) => route.abort());
    await page.goto(setup.demo.url + path);
    await page.getByText('could not be counted').waitFor();
    assert.equal((await accounts(page)).length, 50);
  });

  it('is used with a keyboard alone, filter and pages alike', async () => {
    const { page } = await setup.openPortal('operator', path);
    await tabTo(page, '.filters a[href$="health=active"]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**?health=active');
    await tabTo(page, '.paging a[rel=next]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**after=**');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 360]) {
      it(`fits and meets nothing that axe finds fault with, ${colorScheme}, ${width} px`, async () => {
        const portal = await setup.openPortal('operator', path);
        const { page } = portal;
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme });
        await counted(page);
        assert.deepEqual(await axeFindings(page), []);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
        assert.equal(await page.getByRole('table', { name: 'Links' }).getByRole('row').count(), 51);
        assert.deepEqual(portal.consoleErrors, []);
      });
    }
  }

  it('is refused by the server to everybody else, in the list and in the counts', async () => {
    for (const user of ['admin', 'viewer', 'visitor'] as const) {
      const { page } = await setup.openPortal(user, '/business-apps');
      assert.equal(await page.getByRole('link', { name: 'Links', exact: true }).count(), 0);
      for (const refused of [path, `${path}?health=expired`, `${path}/counts`]) {
        const answer = await page.request.get(setup.demo.url + refused);
        assert.equal(answer.status(), 403, `${user} ${refused}`);
        assert.doesNotMatch(await answer.text(), /account-\d|contoso|\b120\b/);
      }
    }
    const stranger = await fetch(setup.demo.url + path, { redirect: 'manual' });
    assert.deepEqual([stranger.status, stranger.headers.get('location')], [303, '/sign-in']);
  });

  it('lets an operator change nothing, and use no data connector', async () => {
    const { page } = await setup.openPortal('operator');
    const link = await (await page.request.get(`${setup.demo.url}/api/dynamics-link`)).json();
    assert.equal(link.canChange, false);
    const contacts = await page.request.get(`${setup.demo.url}/api/data-connector/contacts?phone=1`);
    assert.equal(contacts.status(), 403);
  });

  it('has an answer to an address that is wrong', async () => {
    const { page } = await setup.openPortal('operator', '/business-apps');
    for (const query of ['?health=ill', '?health=', '?after=%00', '?after=a%00b']) {
      const answer = await page.request.get(setup.demo.url + path + query);
      assert.equal(answer.status(), 400, query);
    }
    const beyond = await page.goto(`${setup.demo.url}${path}?after=%F0%9F%92%A9`);
    assert.equal(beyond?.status(), 200);
    await page.getByText('No further links.').waitFor();
  });
});
