import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { describeLiveChecks } from '../../demo/live/checks.js';
import { findBrowser } from '../support/browser.js';
import { type AsMicrosoft, certificateFile, startAsMicrosoft } from './support/as-microsoft.js';
import { findPorts } from './support/free-ports.js';
import { createPortalDriver, type PortalDriver } from './support/portal-driver.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const clientId = '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64';
const clientSecret = 'a-secret-of-the-registration';

/** The stand-ins answer under Microsoft's names and with TLS; nothing in the process that is tried knows of them. */
describe('npm run start:live', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vcc-dynamics-auth-live-'));
  const recording = join(folder, 'exchanges.jsonl');
  let port: number;
  let url: string;
  let microsoft: AsMicrosoft;
  let browser: Browser;
  let portal: PortalDriver;
  let live: ChildProcess;
  before(async () => {
    port = await findPorts(1);
    url = `http://localhost:${port}`;
    microsoft = await startAsMicrosoft({ clientId, clientSecret, redirectUri: `${url}/popup-callback.html` });
    live = run('demo/live/main.ts', {
      PORT: String(port),
      ENTRA_CLIENT_ID: clientId,
      ENTRA_CLIENT_SECRET: clientSecret,
      RECORD: recording,
      HTTPS_PROXY: microsoft.proxy,
      NODE_EXTRA_CA_CERTS: certificateFile,
    }).child;
    await new Promise<void>((resolve, reject) => {
      live.stdout?.on('data', (data) => String(data).includes('Ctrl-C') && resolve());
      live.once('exit', () => reject(new Error('it ended')));
    });
    const found = await findBrowser();
    browser = await chromium.launch({
      ...found,
      proxy: { server: microsoft.proxy, bypass: 'localhost' },
      ignoreDefaultArgs: ['--disable-popup-blocking'],
    });
    const context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1280, height: 1200 } });
    const page = await context.newPage();
    portal = createPortalDriver(url, context, page);
    await page.goto(`${url}/sign-in`);
    await page.locator('button[value=admin]').click();
    await page.waitForURL('**/crm-admin');
    await page.goto(`${url}/qa`);
  });
  after(async () => {
    await browser?.close();
    live?.kill('SIGKILL');
    await microsoft?.close();
    rmSync(join(root, '.data', `live-${port}`), { recursive: true, force: true });
    rmSync(folder, { recursive: true });
  });

  it('links at login.microsoftonline.com, with nothing configured but the registration', async () => {
    await portal.status('unlinked');
    const window = await portal.openWindow();
    await window.waitForURL('https://login.microsoftonline.com/**');
    await portal.finish(window, 'alex');
    await portal.status('linked');
    await portal.says('Contoso');
    const organization = await portal.page.evaluate(
      () => document.querySelector('vcc-dynamics-auth')?.currentLink?.organization.url,
    );
    assert.equal(organization, 'https://contoso.crm4.dynamics.com');
    assert.deepEqual(portal.consoleErrors, []);
  });

  it('warns that the records are real, and works on them at the address for calls', async () => {
    const { page } = portal;
    await page.getByText('these are real records').first().waitFor();
    await page.locator('#find-contact [name=phone]').fill('+44 7700 900123');
    await page.locator('#find-contact button').click();
    await page.locator('#data-connector-result').getByText("Patrick O'Bryan").waitFor();
    const called = microsoft.dataverse.requests.filter(({ url }) => url.endsWith('/contacts'));
    assert.ok(called.length > 0 && called.every(({ url }) => url.includes('contoso.api.crm4.dynamics.com')));
  });

  it('checks the link, and has the doctor', async () => {
    const { page } = portal;
    await page.getByRole('button', { name: 'Check the link' }).click();
    await page.locator('output', { hasText: 'active' }).waitFor();
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByText(/All \d+ checks are well/).waitFor();
  });

  it('keeps the results of the checks, and exports them', async () => {
    const { page } = portal;
    const first = page.locator('#first-link');
    await first.getByLabel('Remark').fill('the publisher is not named');
    await first.getByRole('button', { name: 'Failed' }).click();
    await page.waitForURL('**/qa#first-link');
    await page.locator('#records').getByRole('button', { name: 'Passed' }).click();
    await page.getByText(/1 passed, 1 failed/).waitFor();
    assert.equal(await first.getByRole('button', { name: 'Failed' }).getAttribute('aria-pressed'), 'true');
    assert.equal(await first.getByLabel('Remark').inputValue(), 'the publisher is not named');
    const csv = await (await page.request.get(`${url}/qa/check-list.csv`)).text();
    assert.match(csv, /"first-link","live tenant",.*"failed","the publisher is not named"/);
    assert.match(csv, /"ip-firewall",.*"not tried"/);
  });

  it('takes no results from another site', async () => {
    const form = { check: 'records', verdict: 'failed', remark: '' };
    const answer = await portal.page.request.post(`${url}/qa/results`, {
      form,
      headers: { Origin: 'https://evil.example' },
    });
    assert.equal(answer.status(), 403);
  });

  it('writes shapes down that compare-record finds no difference in, and nothing that was said', async () => {
    live.kill('SIGINT');
    assert.equal(await new Promise((resolve) => live.once('exit', resolve)), 0);
    const written = readFileSync(recording, 'utf8');
    assert.match(written, /"dataverse","method":"GET","path":"\/api\/data\/v9\.2\/WhoAmI"/);
    for (const said of [clientId, clientSecret, 'alex', 'Contoso', 'Bryan', 'eyJ', ...microsoft.entra.issuedTokens]) {
      assert.ok(!written.includes(said), said);
    }
    const { exit, output } = run('demo/live/compare-record.ts', {}, [recording]);
    assert.equal(await exit, 0, output());
    assert.match(output(), /No difference/);
  });

  it('is told by compare-record what Microsoft has changed', async () => {
    const line =
      readFileSync(recording, 'utf8')
        .split('\n')
        .find((one) => one.includes('/WhoAmI')) ?? '';
    appendFileSync(recording, `${line.replace('"UserId":"string"', '"UserId":"number"')}\n`);
    const { exit, output } = run('demo/live/compare-record.ts', {}, [recording]);
    assert.equal(await exit, 1);
    assert.match(output(), /WhoAmI 200: body\.UserId is number at Microsoft, string at the stand-in/);
  });

  for (const [what, variables, says] of [
    ['no client ID', { ENTRA_CLIENT_SECRET: 'x' }, /ENTRA_CLIENT_ID/],
    ['no credential', { ENTRA_CLIENT_ID: clientId }, /ENTRA_CLIENT_SECRET, or ENTRA_CERTIFICATE/],
    [
      'a file that is not there',
      { ENTRA_CLIENT_ID: clientId, ENTRA_CERTIFICATE: '/nowhere.pem', ENTRA_PRIVATE_KEY: '/nowhere.pem' },
      /ENTRA_CERTIFICATE: \/nowhere\.pem can't be read/,
    ],
    [
      'an authority over http',
      { ENTRA_CLIENT_ID: clientId, ENTRA_CLIENT_SECRET: 'x', ENTRA_AUTHORITY: 'http://x' },
      /ENTRA_AUTHORITY/,
    ],
  ] as const) {
    it(`says what is missing when it is given ${what}`, async () => {
      const { exit, output } = run('demo/live/main.ts', variables);
      assert.equal(await exit, 1);
      assert.match(output(), says);
      assert.match(output(), /redirect URI http:\/\/localhost:4000\/popup-callback\.html/);
    });
  }

  it('has the checks in live-tenant-check.md', () => {
    assert.equal(readFileSync(join(root, 'demo/live-tenant-check.md'), 'utf8'), describeLiveChecks());
  });
});

function run(file: string, variables: Record<string, string>, more: string[] = []) {
  const env = { PATH: process.env['PATH'], ...variables };
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...more], { cwd: root, env });
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  return { child, output: () => output, exit: new Promise<number | null>((resolve) => child.once('exit', resolve)) };
}
