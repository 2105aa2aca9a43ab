import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import { groups, scenarios } from '../../demo/scenarios.js';
import { version } from '../../src/version.js';
import { choose, findingsOf, select, tabTo } from './tester.js';
import { type Portal, startWorld, type World } from './world.js';

describe('the tester’s page', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  afterEach(() => world.reset());
  after(() => world.close());

  /** The page, with its script at work. */
  async function open(search = ''): Promise<Portal> {
    const portal = await world.portal('admin', `/qa${search}`);
    await portal.page.locator('html[data-ready]').waitFor();
    return portal;
  }

  it('has every scenario in its group, with a link, and the version', async () => {
    const { page, complaints } = await open();
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
    const script = await page.request.get(`${world.demo.url}/qa/live-tenant-check.md`);
    assert.match(script.headers()['content-type'] ?? '', /^text\/plain/);
    assert.deepEqual(complaints, []);
  });

  it('opens armed, in the language and theme that its address names', async () => {
    const { page, says, complaints, status } = await open('?scenario=expired&lang=ar&theme=vivid-dark');
    await status('linked');
    await says('لم تعد');
    assert.equal(await page.locator('#armed-heading').innerText(), 'Entra no longer accepts the grant.');
    assert.deepEqual(await page.locator('.scenarios [aria-current]').allInnerTexts(), [
      'Entra no longer accepts the grant.',
    ]);
    await page.locator('#stage.vivid-dark[lang=ar][dir=rtl]').waitFor();
    const panel = page.locator('vcc-dynamics-auth [part~=panel]');
    const dark = await panel.evaluate((element) => getComputedStyle(element).backgroundColor);
    await choose(page, 'Theme', 'Vivid light');
    await page.locator('#stage.vivid-light:not(.vivid-dark)').waitFor();
    assert.notEqual(await panel.evaluate((element) => getComputedStyle(element).backgroundColor), dark);
    await choose(page, 'Language', 'Deutsch');
    await says('erneut');
    await choose(page, 'Width', '280 px');
    assert.equal((await page.locator('vcc-dynamics-auth').boundingBox())?.width, 280);
    await choose(page, 'Direction', 'Right to left');
    await page.locator('#stage[dir=rtl]').waitFor();
    assert.match(page.url(), /\?scenario=expired&lang=de&theme=vivid-light&width=280&dir=rtl$/);
    await page.goto(`${world.demo.url}/qa?scenario=of-old`);
    await page.getByText('There is no scenario “of-old”').waitFor();
    assert.deepEqual(complaints, []);
  });

  it('resets faults, links and records with one click', async () => {
    const portal = await open();
    const { page, status, complaints } = portal;
    const contacts = () => world.demo.dynamics.records.contoso.all('contact').length;
    const before = contacts();
    await page.locator('[data-scenario=entra-down]').click();
    await page.locator('html[data-faults=armed]').waitFor();
    assert.deepEqual(world.demo.entra.faults, { token: 'down' });
    await choose(page, 'Link', 'active');
    await status('linked');
    await page.locator('#create-contact [name=lastname]').fill('Reset');
    await page.locator('#create-contact button').click();
    await page.getByText('Created contact').waitFor();
    assert.equal(contacts(), before + 1);
    await choose(page, 'Age of the link', 'A year');
    await page.getByRole('button', { name: 'Reset all' }).click();
    await status('unlinked');
    assert.deepEqual([world.demo.entra.faults, contacts()], [{}, before]);
    assert.equal(await select(page, 'Age of the link').inputValue(), '');
    assert.equal(page.url(), `${world.demo.url}/qa`);

    await page.locator('[data-scenario=get-500]').click();
    await status('unavailable');
    await page.getByRole('button', { name: 'Reset all' }).click();
    await status('unlinked');

    await portal.arm('two-environments');
    await portal.signIn('Sam Lindqvist');
    await status('choosing');
    await page.getByRole('button', { name: 'Reset all' }).click();
    await status('unlinked');
    assert.deepEqual(complaints, []);
  });

  it('lets another user, another account and another link in', async () => {
    const { page, part, says, status, complaints } = await open();
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
      ['expired', 'no longer accepts this link'],
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
    assert.equal(world.demo.entra.coop, false);

    const dateNow = async () => (await part('linked-date').innerText()).replace(/\s+/g, ' ');
    await choose(page, 'Time zone', 'Pacific/Honolulu');
    const inHonolulu = await dateNow();
    await choose(page, 'Time zone', 'Pacific/Kiritimati');
    await part('linked-date').getByText(inHonolulu.slice(-5)).waitFor();
    assert.notEqual(await dateNow(), inHonolulu, 'the same hour, a day later');
    await choose(page, 'Age of the link', 'A year');
    await says(String(new Date(Date.now() - 366 * 24 * 60 * 60_000).getFullYear()));
    assert.deepEqual(complaints, []);
  });

  it('spends and revokes the grant', async () => {
    const { page, part, says, complaints } = await open();
    const press = (name: string) => page.getByRole('button', { name }).click();
    const result = page.locator('#grant-result');
    await press('Revoke the grant');
    await result.getByText('Nothing is linked.').waitFor();
    await choose(page, 'Link', 'active');
    await says('Alex Morgan');
    const issued = world.demo.entra.issuedTokens.length;
    await press('Spend the access token');
    await result.getByText('asked Entra for another').waitFor();
    assert.ok(world.demo.entra.issuedTokens.length > issued);
    await press('Check the link');
    await result.getByText('The backend finds: active.').waitFor();
    await press('Revoke the grant');
    await result.getByText('Revoked.').waitFor();
    assert.equal(await part('link-button').count(), 0);
    await press('Spend the access token');
    await press('Check the link');
    await result.getByText('The backend finds: expired.').waitFor();
    await says('no longer accepts this link');
    assert.deepEqual(complaints, []);
  });

  it('tells events, requests and phases of a link, and no secrets', async () => {
    const portal = await open('?scenario=answer-lost');
    const { page, complaints } = portal;
    await page.setViewportSize({ width: 480, height: 900 });
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    const rows = page.locator('#log li');
    await rows.getByText(/POST .*: 201 in \d+ ms/).waitFor();
    const left = await page.locator('#log').evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight);
    assert.ok(left < 8, 'the end of the log is in sight');
    for (const name of ['status', 'linked', 'trace']) {
      assert.ok((await rows.filter({ hasText: `vcc-dynamics-${name}` }).count()) > 0, name);
    }
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#export-log').click()]);
    const text = await readFile(await download.path(), 'utf8');
    const file: { entries: { at: string; what: string; detail: object }[] } = JSON.parse(text);
    const exported = file.entries.map(({ at, what, detail }) => `${at.slice(11, 23)}${what}${JSON.stringify(detail)}`);
    const listed = await rows.evaluateAll((items) => items.map(({ textContent }) => textContent));
    assert.deepEqual(
      listed,
      exported.map((entry) => entry.replace(/\{\}$/, '')),
    );
    const [post] = portal.posts();
    for (const name of ['code', 'codeVerifier', 'nonce']) {
      const secret = post?.[name];
      assert.ok(secret !== undefined && !text.includes(secret), name);
      assert.ok(text.includes(`"${name}": "(taken out)"`), `${name} is taken out`);
    }
    await choose(page, 'Show', 'requests');
    assert.deepEqual(
      [
        ...new Set(
          await page.locator('#log li:visible').evaluateAll((items) => items.map(({ className }) => className)),
        ),
      ],
      ['request'],
    );
    await page.locator('#clear-log').click();
    assert.equal(await rows.count(), 0);

    const phases = await page.locator('#phases li').evaluateAll((items) => items.map(({ className }) => className));
    assert.deepEqual(
      phases.filter((phase) => ['code-received', 'posted', 'repeated', 'confirmed', 'total'].includes(phase)),
      ['code-received', 'posted', 'repeated', 'confirmed', 'total'],
    );
    for (const ms of await page.locator('#phases .ms').allInnerTexts()) assert.match(ms, /^\d+ ms$/);
    assert.deepEqual(complaints, []);
  });

  it('runs the doctor', async () => {
    const { page } = await open();
    await page.locator('#run-doctor').click();
    await page.getByText(/^All \d+ checks are well\.$/).waitFor();
    const found = await page.locator('#doctor strong').allInnerTexts();
    assert.ok(found.includes('OK: backend') && found.every((check) => check.startsWith('OK: ')), found.join());
    await page.locator('[data-scenario=get-500]').click();
    await page.locator('vcc-dynamics-auth[status=unavailable]').waitFor();
    await page.locator('#run-doctor').click();
    await page.getByText('1 of ').waitFor();
    assert.deepEqual(await page.locator('#doctor .bad strong').allInnerTexts(), ['Failed: backend']);
  });

  it('keeps results with remarks, over a restart of the server, and exports them', async () => {
    const { page, complaints } = await open('?scenario=look-only');
    await page.getByLabel('Remark').fill('=looks, "good"');
    await page.getByRole('button', { name: 'Passed' }).click();
    await page.locator('[data-verdict-of=look-only]').getByText('Passed').waitFor();
    await page.locator('[data-scenario=expired]').click();
    await page.getByRole('button', { name: 'Failed' }).click();
    await page.locator('[data-verdict-of=expired]').getByText('Failed').waitFor();
    await page.getByLabel('Remark').fill('too loud');
    await page.getByLabel('Remark').press('Enter');
    await page.locator('#check-list-body .remark').getByText('too loud').waitFor({ state: 'attached' });
    await world.restart();
    await page.goto(`${world.demo.url}/qa?scenario=look-only`);
    await page.locator('html[data-ready]').waitFor();
    await page.getByText('1 passed, 1 failed').waitFor();
    assert.equal(await page.getByLabel('Remark').inputValue(), '=looks, "good"');
    assert.equal(await page.getByRole('button', { name: 'Passed', pressed: true }).count(), 1);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.check-list').getByRole('link', { name: 'Export' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).split('\r\n');
    assert.equal(lines.length, scenarios.length + 1);
    const line = (id: string) => lines.find((text) => text.startsWith(`"${id}"`)) ?? '';
    assert.match(line('look-only'), /"Chrome \d+ on \w+","passed","'=looks, ""good""","20[^"]+Z","\d+\.\d+\.\d+"$/);
    assert.match(line('expired'), /"failed","too loud","20/);
    assert.match(line('get-500'), /"not tried","","",""$/);
    page.once('dialog', (dialog) => dialog.accept());
    await page.locator('#clear-results').click();
    await page.getByText('0 passed, 0 failed').waitFor();
    assert.deepEqual(complaints, []);
  });

  it('is worked by keyboard alone', async () => {
    const { page, context } = await open();
    await tabTo(page, '#find-scenario');
    await page.keyboard.type('no longer accepts');
    await tabTo(page, '[data-scenario=expired]');
    await page.keyboard.press('Enter');
    await page.locator('#armed-heading:focus').waitFor();
    await page.locator('vcc-dynamics-auth[status=linked]').waitFor();
    await tabTo(page, '[part~=link-button]');
    const opened = context.waitForEvent('page');
    await page.keyboard.press('Enter');
    await (await opened).getByText('Pick an account').waitFor();
  });

  it('has no axe findings and nothing that sticks out, at 360 and 1920 px, light and dark', async () => {
    const portal = await open('?scenario=expired');
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
        assert.deepEqual(await findingsOf(page), [], `${colorScheme}, ${width} px`);
      }
    }
  });
});
