import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { PGlite } from '@electric-sql/pglite';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';
import { createPortalDriver } from './support/portal-driver.js';
import { acceptInVain, goToPermissions } from './support/sign-in-window.js';

describe('an administrator in a real browser', () => {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
  });
  afterEach(() => setup.reset());
  after(() => setup.close());

  it('links, uses, keeps over a restart, and unlinks a Dynamics 365 user', async () => {
    const portal = await setup.openPortal('admin');
    const { page, part } = portal;
    await portal.status('unlinked');
    let loads = 0;
    page.on('load', () => loads++);

    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    assert.match(await part('linked-date').innerText(), new RegExp(String(new Date().getFullYear())));
    assert.match(await part('account').innerText(), /Alex Morgan\s+alex@contoso\.example/);
    assert.equal(loads, 0);

    const result = page.locator('#data-connector-result');
    await page.locator('#find-contact [name=phone]').fill('+44 7700 900123');
    await page.locator('#find-contact button').click();
    await result.getByText("Patrick O'Bryan").waitFor();
    await page.locator('#create-contact [name=lastname]').fill("O'Neill + Söhne");
    await page.locator('#create-contact [name=telephone1]').fill('+49 30 5550123');
    await page.locator('#create-contact button').click();
    await result.getByText('Created contact').waitFor();
    await page.locator('#update-contact [name=telephone1]').fill('+49 30 5550199');
    await page.locator('#update-contact button').click();
    await result.getByText('Updated contact').waitFor();
    const [record] = setup.demo.dataverse.records.contoso.all('contact').slice(-1);
    assert.equal(record?.['lastname'], "O'Neill + Söhne");
    assert.equal(record?.['telephone1'], '+49 30 5550199');

    const { issuedTokens } = setup.demo.entra;
    await setup.restart(async (directory) => {
      const files = await filesOf(directory);
      const all = await Promise.all(files.map((file) => readFile(file, 'latin1')));
      assert.ok(issuedTokens.length >= 3);
      for (const token of issuedTokens)
        assert.ok(!all.some((content) => content.includes(token)), 'a token in the clear');
    });
    await page.reload();
    await portal.status('linked');
    await page.locator('#find-contact [name=phone]').fill('+44 7700 900123');
    await page.locator('#find-contact button').click();
    await result.getByText("Patrick O'Bryan").waitFor();

    await part('unlink-button').click();
    assert.match(await part('dialog').innerText(), /will no longer find, create or update/);
    await part('confirm-button').click();
    await portal.status('unlinked');
    await page.locator('#find-contact button').click();
    await result.getByText('not-linked').waitFor();

    await setup.restart(async (directory) => {
      const database = await PGlite.create(join(directory, 'database'));
      const { rows } = await database.query(
        `select (select count(*) from link)::int as links, (select count(waiting_grant) from attempt)::int as grants`,
      );
      await database.close();
      assert.deepEqual(rows, [{ links: 0, grants: 0 }]);
    });
    assert.deepEqual(portal.consoleErrors, []);
  });

  it('chooses one of two environments', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    await portal.signIn('Sam Lindqvist');
    await portal.status('choosing');
    assert.equal(await portal.part('choice').count(), 2);
    await portal.part('choice').filter({ hasText: 'Fabrikam' }).click();
    await portal.status('linked');
    assert.match(await portal.part('credentials').innerText(), /Fabrikam/);
    assert.deepEqual(portal.consoleErrors, []);
  });

  it('is told that the Dynamics 365 user is linked to another VCC account', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    await portal.signIn('Kim Okafor');
    await portal.status('linked');
    await portal.switchAccount('Tailspin Sales');
    await portal.status('unlinked');
    await portal.signIn('Kim Okafor');
    await portal.status('unlinked');
    await portal.part('message').getByText('linked to another VCC account').waitFor();
    assert.doesNotMatch(await portal.part('message').innerText(), /northwind/i);
    await portal.switchAccount('Northwind Support');
    await portal.status('linked');
    await portal.unlink();
    await portal.switchAccount('Tailspin Sales');
    await portal.signIn('Kim Okafor');
    await portal.status('linked');
  });

  it('never changes another VCC account from a tab that was made for the first', async () => {
    const northwind = await setup.openPortal('admin');
    await northwind.status('unlinked');
    const page = await northwind.context.newPage();
    const tailspin = createPortalDriver(setup.demo.url, northwind.context, page);
    await page.goto(northwind.page.url());
    await tailspin.switchAccount('Tailspin Sales');
    await tailspin.status('unlinked');

    await tailspin.signIn('Alex Morgan');
    await tailspin.status('linked');
    // The second tab has told the first that something changed.
    await northwind.says('works for another VCC account now');
    await northwind.status('unavailable');
    assert.equal(await northwind.part('link-button').count(), 0);
    assert.equal(await northwind.part('unlink-button').count(), 0);
    assert.equal(await northwind.page.locator('.account').innerText(), 'Northwind Support');
    assert.doesNotMatch(await northwind.part('panel').innerText(), /Alex Morgan/);
    const find = (account: string) =>
      setup.demo.backend
        .dataConnector(account)
        .find('contact', { anyOf: [{ field: 'lastname', operator: 'eq', value: 'Anderson' }] });
    assert.equal((await find('tailspin')).length, 1);
    await assert.rejects(find('northwind'), { code: 'not-linked' });

    await northwind.page.getByRole('button', { name: 'Reload the page' }).click();
    await northwind.status('linked');
    assert.equal(await northwind.page.locator('.account').innerText(), 'Tailspin Sales');
    await northwind.unlink();
    await tailspin.status('unlinked');
  });

  it('finds nothing of the other account linked when the accounts were switched during the sign-in', async () => {
    const northwind = await setup.openPortal('admin');
    await northwind.status('unlinked');
    const window = await northwind.openWindow();
    const page = await northwind.context.newPage();
    const tailspin = createPortalDriver(setup.demo.url, northwind.context, page);
    await page.goto(northwind.page.url());
    await tailspin.switchAccount('Tailspin Sales');
    await northwind.finish(window, 'Alex Morgan');
    await northwind.says('works for another VCC account now');
    assert.equal((await northwind.error())?.code, 'changed');
    await tailspin.refresh();
    await tailspin.status('unlinked');
    await tailspin.switchAccount('Northwind Support');
    await northwind.page.bringToFront();
    await northwind.status('unlinked');
  });

  it('is told which privilege the user lacks', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    await portal.signIn('Robin Castillo');
    await portal.part('message').getByText('prvCreateContact').waitFor();
    await portal.status('unlinked');
  });

  it('speaks the page’s language, also when it changes', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    await portal.signIn('Robin Castillo');
    for (const [lang, text] of [
      ['de', 'Es fehlt: Erstellen für Contact. Bitten Sie Ihren Dynamics 365-Administrator'],
      ['es', 'Falta: Crear en Contact. Pida a su administrador'],
      ['fr', 'Il manque : Créer sur Contact. Demandez à votre administrateur'],
      ['ja', '不足: Contact の作成。Dynamics 365 管理者に'],
      ['ar', 'الناقص: الإنشاء في Contact. اطلب من مسؤول Dynamics 365'],
      ['en-US', 'Missing: Create on Contact. Ask your Dynamics 365 administrator'],
    ] as const) {
      await portal.page.evaluate((value) => document.documentElement.setAttribute('lang', value), lang);
      await portal.part('message').getByText(text).waitFor();
    }
    assert.deepEqual(portal.consoleErrors, []);
  });

  it('is told to use a work account', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    setup.demo.entra.faults = { personalAccounts: 'let in' };
    await portal.signIn('Pat Doyle');
    await portal.part('message').getByText('Use a work account').waitFor();
  });

  it('stays Unlinked after declining the permissions, and can link at once', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    await portal.signIn('Alex Morgan', 'Cancel');
    await portal.part('message').getByText('The permissions were not accepted').waitFor();
    await portal.status('unlinked');
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
  });

  it('goes back from the account picker to Unlinked, and can link at once', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    const window = await portal.openWindow();
    await window.getByRole('button', { name: 'Back' }).click();
    await portal.part('message').getByText('Linking was cancelled').waitFor();
    assert.equal((await portal.error())?.code, 'cancelled');
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
  });

  it('leaves a window behind that says so, when the attempt was cancelled under COOP', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    const window = await portal.openWindow();
    await goToPermissions(window);
    await portal.part('cancel-button').click();
    await portal.status('unlinked');
    await acceptInVain(window);
    assert.equal(new URL(window.url()).hash, '');
    assert.deepEqual(portal.posts(), []);
  });

  it('may look without being able to change, or may not even look', async () => {
    const viewer = await setup.openPortal('viewer');
    await viewer.status('unlinked');
    assert.equal(await viewer.part('link-button').count(), 0);
    const visitor = await setup.openPortal('visitor');
    await visitor.status('unavailable');
    await visitor.part('message').getByText('does not include').waitFor();
  });
});

async function filesOf(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
