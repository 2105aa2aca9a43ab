import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { scenarios } from '../../demo/scenarios/all.js';
import { groups } from '../../demo/scenarios/scenario.js';
import { version } from '../../src/version.js';
import { axeFindings, tabTo } from './support/accessibility.js';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';
import { choose, openQaPage, select } from './support/qa-page.js';

describe('the QA page', () => {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
  });
  afterEach(() => setup.reset());
  after(() => setup.close());

  it('has every scenario in its group, with a link, and the version', async () => {
    const { page, consoleErrors } = await openQaPage(setup);
    const shown = await page.locator('.scenarios details').evaluateAll((details) =>
      details.map((group) => ({
        name: group.querySelector('summary span')?.textContent,
        links: [...group.querySelectorAll('a')].map((link) => [link.getAttribute('href'), link.textContent]),
      })),
    );
    const expected = Object.entries(groups).map(([id, name]) => ({
      name,
      links: scenarios.filter(({ group }) => group === id).map((one) => [`/qa?scenario=${one.id}`, one.title]),
    }));
    assert.deepEqual(shown, expected);
    await page.getByText(`Version ${version}, built `).waitFor();
    await page.getByLabel('Find').fill('COULD contacts privilege');
    assert.deepEqual(await page.locator('[data-scenario]:visible').count(), 0);
    await page.getByText('No scenario has these words.').waitFor();
    await page.getByLabel('Find').fill('contacts CREATE');
    assert.deepEqual(await page.locator('[data-scenario]:visible').allInnerTexts(), [
      'The user may not create contacts.',
    ]);
    const script = await page.request.get(`${setup.demo.url}/qa/live-tenant-check.md`);
    assert.match(script.headers()['content-type'] ?? '', /^text\/plain/);
    assert.deepEqual(consoleErrors, []);
  });

  it('opens armed, in the language and theme that its address names', async () => {
    const { page, says, consoleErrors, status } = await openQaPage(setup, '?scenario=expired&lang=ar&theme=vivid-dark');
    await status('linked');
    await says('أنهت Microsoft هذا الربط');
    assert.equal(await page.locator('#armed-heading').innerText(), 'Entra no longer accepts the grant.');
    assert.deepEqual(await page.locator('.scenarios [aria-current]').allInnerTexts(), [
      'Entra no longer accepts the grant.',
    ]);
    await page.locator('#panel-host.vivid-dark[lang=ar][dir=rtl]').waitFor();
    const panel = page.locator('vcc-dynamics-auth [part~=panel]');
    const dark = await panel.evaluate((element) => getComputedStyle(element).backgroundColor);
    await choose(page, 'Theme', 'Vivid light');
    await page.locator('#panel-host.vivid-light:not(.vivid-dark)').waitFor();
    assert.notEqual(await panel.evaluate((element) => getComputedStyle(element).backgroundColor), dark);
    await choose(page, 'Language', 'Deutsch');
    await says('erneut');
    await choose(page, 'Width', '280 px');
    assert.equal((await page.locator('vcc-dynamics-auth').boundingBox())?.width, 280);
    await choose(page, 'Direction', 'Right to left');
    await page.locator('#panel-host[dir=rtl]').waitFor();
    assert.match(page.url(), /\?scenario=expired&lang=de&theme=vivid-light&width=280&dir=rtl$/);
    await page.goto(`${setup.demo.url}/qa?scenario=of-old`);
    await page.getByText('There is no scenario “of-old”').waitFor();
    assert.deepEqual(consoleErrors, []);
  });

  it('resets faults, links and records with one click', async () => {
    const portal = await openQaPage(setup);
    const { page, status, consoleErrors } = portal;
    const contacts = () => setup.demo.dataverse.records.contoso.all('contact').length;
    const before = contacts();
    await page.locator('[data-scenario=entra-down]').click();
    await page.locator('html[data-faults=armed]').waitFor();
    assert.deepEqual(setup.demo.entra.faults, { token: 'down' });
    await choose(page, 'Link', 'active');
    await status('linked');
    await page.locator('#create-contact [name=lastname]').fill('Reset');
    await page.locator('#create-contact button').click();
    await page.getByText('Created contact').waitFor();
    assert.equal(contacts(), before + 1);
    await choose(page, 'Age of the link', 'A year');
    await page.getByRole('button', { name: 'Reset all' }).click();
    await status('unlinked');
    assert.deepEqual([setup.demo.entra.faults, contacts()], [{}, before]);
    assert.equal(await select(page, 'Age of the link').inputValue(), '');
    assert.equal(page.url(), `${setup.demo.url}/qa`);

    await page.locator('[data-scenario=get-500]').click();
    await status('unavailable');
    await page.getByRole('button', { name: 'Reset all' }).click();
    await status('unlinked');

    await portal.arm('two-environments');
    await portal.signIn('Sam Lindqvist');
    await status('choosing');
    await page.getByRole('button', { name: 'Reset all' }).click();
    await status('unlinked');
    assert.deepEqual(consoleErrors, []);
  });

  it('lets another user, another account and another link in', async () => {
    const { page, part, says, status, consoleErrors } = await openQaPage(setup);
    for (const [user, words] of [
      ['viewer', 'only an administrator'],
      ['visitor', 'Contact support'],
      ['signed-out', 'Your portal session has ended'],
      ['admin', 'Unlinked'],
    ] as const) {
      await choose(page, 'Portal user', user);
      await says(words);
      await page.locator(user === 'signed-out' ? '#vcc-account:disabled' : '#vcc-account:enabled').waitFor();
    }
    await part('link-button').waitFor();
    for (const [link, words] of [
      ['restricted', 'prvCreateContact'],
      ['expired', 'has ended this link'],
      ['none', 'Unlinked'],
      ['active', 'Alex Morgan'],
    ] as const) {
      await choose(page, 'Link', link);
      await says(words);
    }
    await choose(page, 'VCC account', 'Tailspin Sales');
    await status('unlinked');
    await choose(page, 'VCC account', 'Northwind Support');
    await status('linked');

    await Promise.all([page.waitForResponse('**/api/qa/coop'), choose(page, 'Microsoft’s pages', 'Not isolated')]);
    assert.equal(setup.demo.entra.coop, false);

    const dateNow = async () => (await part('linked-date').innerText()).replace(/\s+/g, ' ');
    await choose(page, 'Time zone', 'Pacific/Honolulu');
    const inHonolulu = await dateNow();
    await choose(page, 'Time zone', 'Pacific/Kiritimati');
    await part('linked-date').getByText(inHonolulu.slice(-5)).waitFor();
    assert.notEqual(await dateNow(), inHonolulu, 'the same hour, a day later');
    await choose(page, 'Age of the link', 'A year');
    await says(String(new Date(Date.now() - 366 * 24 * 60 * 60_000).getFullYear()));
    assert.deepEqual(consoleErrors, []);
  });

  it('spends and revokes the grant', async () => {
    const { page, part, says, consoleErrors } = await openQaPage(setup);
    const press = (name: string) => page.getByRole('button', { name }).click();
    const result = page.locator('#grant-result');
    await press('Revoke the grant');
    await result.getByText('Nothing is linked.').waitFor();
    await choose(page, 'Link', 'active');
    await says('Alex Morgan');
    const issued = setup.demo.entra.issuedTokens.length;
    await press('Spend the access token');
    await result.getByText('asked Entra for another').waitFor();
    assert.ok(setup.demo.entra.issuedTokens.length > issued);
    await press('Check the link');
    await result.getByText('The backend finds: active.').waitFor();
    await press('Revoke the grant');
    await result.getByText('Revoked.').waitFor();
    assert.equal(await part('link-button').count(), 0);
    await press('Spend the access token');
    await press('Check the link');
    await result.getByText('The backend finds: expired.').waitFor();
    await says('has ended this link');
    assert.deepEqual(consoleErrors, []);
  });

  it('is worked by keyboard alone', async () => {
    const { page, context } = await openQaPage(setup);
    await tabTo(page, '#find-scenario');
    await page.keyboard.type('no longer accepts');
    await tabTo(page, '[data-scenario=expired]');
    await page.keyboard.press('Enter');
    await page.locator('#armed-heading:focus').waitFor();
    await page.locator('vcc-dynamics-auth[status=linked]').waitFor();
    await tabTo(page, '[part~=link-button]');
    const opened = context.waitForEvent('page');
    await page.keyboard.press('Enter');
    await (await opened).getByText('Enter password').waitFor();
  });

  it('has no axe findings and nothing that sticks out, at 360 and 1920 px, light and dark', async () => {
    const portal = await openQaPage(setup, '?scenario=expired');
    const { page } = portal;
    await portal.status('linked');
    await portal.signIn('Alex Morgan');
    await page.locator('#phases .confirmed').waitFor();
    await page.locator('#passed').click();
    await page.locator('#run-doctor').click();
    await page.locator('#doctor li').first().waitFor();
    await page.locator('.check-list summary').first().click();
    await page.locator('.check-list summary').last().click();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [360, 1920]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
        assert.ok(((await page.locator('#phases .code-received .bar').boundingBox())?.width ?? 0) > 10);
        assert.deepEqual(await axeFindings(page), [], `${colorScheme}, ${width} px`);
      }
    }
  });
});
