import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'node:test';
import { scenarios } from '../../demo/scenarios/all.js';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';
import { choose, openQaPage } from './support/qa-page.js';

describe('log, doctor and check list of the QA page', () => {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
  });
  afterEach(() => setup.reset());
  after(() => setup.close());

  it('tells events, requests and phases of a link, and no secrets', async () => {
    const portal = await openQaPage(setup, '?scenario=answer-lost');
    const { page, consoleErrors } = portal;
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
    assert.deepEqual(consoleErrors, []);
  });

  it('runs the doctor', async () => {
    const { page } = await openQaPage(setup);
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
    const { page, consoleErrors } = await openQaPage(setup, '?scenario=look-only');
    await page.getByLabel('Remark').fill('=looks, "good"');
    await page.getByRole('button', { name: 'Passed' }).click();
    await page.locator('[data-verdict-of=look-only]').getByText('Passed').waitFor();
    await page.locator('[data-scenario=expired]').click();
    await page.getByRole('button', { name: 'Failed' }).click();
    await page.locator('[data-verdict-of=expired]').getByText('Failed').waitFor();
    await page.getByLabel('Remark').fill('too loud');
    await page.getByLabel('Remark').press('Enter');
    await page.locator('#check-list-body .remark').getByText('too loud').waitFor({ state: 'attached' });
    await setup.restart();
    await page.goto(`${setup.demo.url}/qa?scenario=look-only`);
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
    assert.deepEqual(consoleErrors, []);
  });
});
