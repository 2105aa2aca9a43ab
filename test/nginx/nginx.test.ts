import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright-core';
import type { VccDynamicsAuth } from '../../src/index.js';
import { finishSignIn } from '../e2e/support/sign-in-window.js';
import { callbackHeaders, policy, type Variant } from './configuration.js';
import { mistakes } from './mistakes.js';
import { type PortalBehindNginx, startPortalBehindNginx, vccAccountId } from './portal-behind-nginx.js';

const isolated = 'add_header Cross-Origin-Opener-Policy same-origin;';

/** A portal that is right, and one with the opener policy everywhere, where linking works all the same. */
const right: Variant = { name: 'right', title: 'everything is as it should be' };
const coop: Variant = {
  name: 'crm/admin',
  title: 'COOP is sent everywhere',
  policy: `${policy}"; add_header Cross-Origin-Opener-Policy "same-origin`,
  callback: `${callbackHeaders} ${isolated}`,
  endpoint: `${isolated} limit_except GET POST DELETE { deny all; }`,
};

const ownErrors: Variant = {
  name: 'own-errors',
  title: 'the backend’s errors are replaced by pages',
  endpoint: 'proxy_intercept_errors on; error_page 400 401 403 404 409 412 /sorry.html;',
};

const noOrigin: Variant = {
  name: 'no-origin',
  title: 'Origin is taken off',
  endpoint: 'proxy_set_header Origin "";',
};

describe('behind a real nginx', () => {
  let portal: PortalBehindNginx;
  before(async () => {
    portal = await startPortalBehindNginx([right, coop, noOrigin, ownErrors, ...mistakes], coop.name);
  });
  after(() => portal.close());

  const open = async (variant: Variant): Promise<Page> => {
    const page = await portal.context.newPage();
    await page.goto(portal.urlOf(variant.name));
    return page;
  };

  const diagnose = (page: Page) =>
    page.locator('vcc-dynamics-auth').evaluate((element: VccDynamicsAuth) => element.diagnose());

  const failed = async (page: Page) => (await diagnose(page)).filter(({ ok }) => !ok);

  it('under a path, with TLS ended, answers compressed and COOP everywhere, a user is linked, used and unlinked', async () => {
    const page = await open(coop);
    const panel = page.locator('vcc-dynamics-auth');
    const answer = page.waitForResponse((response) => response.url().endsWith('/api/dynamics-link'));
    await page.reload();
    const headers = await (await answer).allHeaders();
    assert.equal(headers['content-encoding'], 'gzip');
    assert.match(headers['etag'] ?? '', /^W\//);
    await page.locator('vcc-dynamics-auth[status=unlinked]').waitFor();
    const opened = page.waitForEvent('popup');
    await panel.locator('[part~=link-button]').click();
    await finishSignIn(await opened, 'Alex Morgan');
    await page.locator('vcc-dynamics-auth[status=linked]').waitFor();
    const connector = portal.backend.dataConnector(vccAccountId);
    assert.ok(
      Array.isArray(
        await connector.find('contact', {
          anyOf: [{ field: 'lastname', operator: 'contains', value: 'a' }],
        }),
      ),
    );
    await panel.locator('[part~=unlink-button]').click();
    await panel.locator('[part~=confirm-button]').click();
    await page.locator('vcc-dynamics-auth[status=unlinked]').waitFor();
    assert.deepEqual(
      (await failed(page)).map(({ check }) => check),
      ['host-coop', 'callback-coop'],
    );
  });

  it('diagnose() finds nothing where nothing is wrong', async () => {
    assert.deepEqual(await failed(await open(right)), []);
  });

  it('diagnose() says which headers matter when a proxy takes Origin off, for a refusal without a session is no proof', async () => {
    const findings = await diagnose(await open(noOrigin));
    assert.deepEqual(
      findings.filter(({ ok }) => !ok),
      [],
    );
    for (const method of ['post', 'delete']) {
      const { detail = '' } = findings.find(({ check }) => check === method) ?? {};
      assert.match(detail, /reaches the backend, which refuses it .*\(403\).* Origin, Sec-Fetch-Site and Content-Type/);
    }
  });

  it('diagnose() says that a login and a proxy that replaces the backend’s errors look the same', async () => {
    const findings = await diagnose(await open(ownErrors));
    const about = findings.filter(({ check }) => check === 'post' || check === 'delete');
    for (const { ok, detail } of about) {
      assert.ok(ok);
      assert.match(detail, /can’t be told: .*\(401\).*nginx: proxy_intercept_errors/);
    }
    assert.equal(about.length, 2);
  });

  for (const mistake of mistakes) {
    it(`diagnose() names fault and fix when ${mistake.title}`, async () => {
      const findings = await failed(await open(mistake));
      assert.deepEqual(findings.map(({ check }) => check).sort(), Object.keys(mistake.found).sort());
      for (const { check, detail, fix = '' } of findings) {
        const [fault, remedy] = mistake.found[check] ?? [];
        assert.match(detail, fault ?? /never/, check);
        assert.match(fix, remedy ?? /never/, check);
      }
    });
  }
});
