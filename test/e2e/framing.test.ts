import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import type { VccDynamicsAuth } from '../../src/index.js';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';
import type { PortalDriver } from './support/portal-driver.js';
import { finishSignIn } from './support/sign-in-window.js';

/** The portal's own headers forbid framing. A portal that has none is still not changed by the clicks of another page. */
describe('a page of another origin that frames the portal', () => {
  let setup: DemoInBrowser;
  let outside: Server;
  let outsideUrl: string;
  /** What the page outside shows. */
  let content = '';
  before(async () => {
    // Another port of the same host is another origin of the same site. On the internet it is no loopback address.
    setup = await startDemoInBrowser({ args: ['--disable-features=LocalNetworkAccessChecks'] });
    outside = createServer((_request, response) => {
      response.setHeader('Content-Type', 'text/html').end(`<!doctype html><title>Win a voucher</title>${content}`);
    });
    await new Promise<void>((resolve) => outside.listen(0, 'localhost', resolve));
    outsideUrl = `http://localhost:${(outside.address() as AddressInfo).port}/`;
  });
  afterEach(() => setup.reset());
  after(async () => {
    outside.close();
    await setup.close();
  });

  /** A portal without security headers, whose panel is linked. */
  async function openLinked(): Promise<{ portal: PortalDriver; deletes: string[] }> {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    await portal.context.route('**/business-apps/crm-admin', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ body: await response.text(), headers: { 'Content-Type': 'text/html' } });
    });
    const deletes: string[] = [];
    portal.context.on('request', (request) => request.method() === 'DELETE' && deletes.push(request.url()));
    return { portal, deletes };
  }

  async function frameIn({ context }: PortalDriver, html: string): Promise<Page> {
    content = html;
    const bait = await context.newPage();
    await bait.goto(outsideUrl);
    return bait;
  }

  const frameOf = (url: string) => `<iframe src="${url}" width="900" height="800"></iframe>`;
  const crmAdmin = () => `${setup.demo.url}/business-apps/crm-admin`;

  async function refuses(frame: FrameLocator): Promise<void> {
    const panel = frame.locator('vcc-dynamics-auth');
    await panel.locator('[part~=message]').getByText('shown inside another site').waitFor();
    assert.equal(await frame.locator('[part~=dialog][open]').count(), 0);
    assert.equal(
      await frame.getByRole('link', { name: 'Open this page in its own tab' }).getAttribute('href'),
      crmAdmin(),
    );
    assert.equal((await panel.evaluate((element) => (element as VccDynamicsAuth).error))?.code, 'framed');
  }

  it('can unlink nothing, by a click or by the method', async () => {
    const { portal, deletes } = await openLinked();
    const bait = await frameIn(portal, frameOf(crmAdmin()));
    const frame = bait.frameLocator('iframe');
    await frame.locator('[part~=unlink-button]').click();
    await refuses(frame);
    const ended = frame.locator('vcc-dynamics-auth').evaluate((element) => (element as VccDynamicsAuth).unlink());
    assert.equal(await ended, 'linked');
    assert.deepEqual(deletes, []);
  });

  it('can link nobody', async () => {
    const { portal } = await openLinked();
    await portal.unlink();
    const bait = await frameIn(portal, frameOf(crmAdmin()));
    const frame = bait.frameLocator('iframe');
    await frame.locator('[part~=link-button]').click();
    await refuses(frame);
    assert.equal(portal.context.pages().length, 2, 'no window was opened');
  });

  it('gains nothing by a page of the portal in between', async () => {
    const { portal, deletes } = await openLinked();
    await portal.context.route('**/inner', (route) =>
      route.fulfill({ body: frameOf(crmAdmin()), headers: { 'Content-Type': 'text/html' } }),
    );
    const bait = await frameIn(portal, frameOf(`${setup.demo.url}/inner`));
    const frame = bait.frameLocator('iframe').frameLocator('iframe');
    await frame.locator('[part~=unlink-button]').click();
    await refuses(frame);
    assert.deepEqual(deletes, []);
  });

  it('acts where the host has said that it means that', async () => {
    const { portal, deletes } = await openLinked();
    const bait = await frameIn(portal, frameOf(crmAdmin()));
    const frame = bait.frameLocator('iframe');
    await frame.locator('vcc-dynamics-auth').evaluate((element) => {
      element.setAttribute('allow-framing', '');
      element.setAttribute('allowframing', 'true');
    });
    await frame.locator('[part~=unlink-button]').click();
    await refuses(frame);
    await frame.locator('vcc-dynamics-auth').evaluate((element) => {
      (element as VccDynamicsAuth).allowFraming = true;
    });
    await frame.locator('[part~=unlink-button]').click();
    await frame.locator('[part~=confirm-button]').click();
    await frame.locator('vcc-dynamics-auth[status=unlinked]').waitFor();
    assert.equal(deletes.length, 1);
    const opened = portal.context.waitForEvent('page');
    await frame.locator('[part~=link-button]').click();
    await finishSignIn(await opened, 'Alex Morgan');
    await frame.locator('vcc-dynamics-auth[status=linked]').waitFor();
  });
});
