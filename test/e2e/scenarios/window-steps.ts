import assert from 'node:assert/strict';
import type { VccDynamicsAuth } from '../../../src/index.js';
import { acceptInVain, acceptPermissions, goToPermissions } from '../support/sign-in-window.js';
import { assertOutcome, type ScenarioSteps } from './steps.js';

/** Test steps of the scenarios about the sign-in window and about several tabs. */
export const windowScenarioSteps: ScenarioSteps = {
  async cancel({ portal, scenario, coop }) {
    await portal.arm('cancel');
    const window = await portal.openWindow();
    await goToPermissions(window);
    const closed = window.waitForEvent('close', { timeout: 0 }).catch(() => undefined);
    await portal.part('cancel-button').click();
    await assertOutcome(portal, scenario);
    if (!coop) await closed;
    else {
      await acceptInVain(window);
      assert.equal(new URL(window.url()).hash, '');
    }
    assert.deepEqual(portal.posts(), []);
  },

  async 'window-closed'({ portal, scenario }) {
    await portal.arm('window-closed');
    const window = await portal.openWindow();
    await window.getByText('Pick an account').waitFor();
    await window.close();
    await portal.says('Did you finish signing in?');
    assert.equal(await portal.part('cancel-button').count(), 1);
    const [second] = await Promise.all([portal.context.waitForEvent('page'), portal.part('retry-button').click()]);
    await portal.finish(second, 'Alex Morgan');
    await assertOutcome(portal, scenario);
  },

  async 'late-answer'({ portal, scenario }) {
    await portal.arm('late-answer');
    const window = await portal.openWindow();
    await goToPermissions(window);
    await portal.page.bringToFront();
    await portal.status('linking');
    await acceptPermissions(window);
    await assertOutcome(portal, scenario);
  },

  async 'try-again'({ portal, scenario, coop }) {
    await portal.arm('try-again');
    const first = await portal.openWindow();
    await goToPermissions(first);
    // With COOP off the panel can tell that the window is open, and offers Cancel and then Link.
    const [second] = await Promise.all([
      portal.context.waitForEvent('page'),
      coop
        ? portal.part('retry-button').click()
        : portal
            .part('cancel-button')
            .click()
            .then(() => portal.part('link-button').click()),
    ]);
    if (coop) {
      await acceptInVain(first);
    }
    await portal.status('linking');
    await portal.finish(second, 'Alex Morgan');
    await assertOutcome(portal, scenario);
  },

  async 'show-window'({ portal, scenario, coop }) {
    await portal.arm('show-window');
    const window = await portal.openWindow();
    await goToPermissions(window);
    const show = portal.page.getByRole('button', { name: 'Show the window' });
    // At its next look at the window, the panel notices that COOP has cut it off.
    if (coop) await show.waitFor({ state: 'detached' });
    else await show.click();
    await portal.page
      .locator('vcc-dynamics-auth')
      .first()
      .evaluate((panel: VccDynamicsAuth) => void panel.link());
    assert.equal(portal.context.pages().length, 2);
    await acceptPermissions(window);
    await assertOutcome(portal, scenario);
  },

  async 'popup-blocked'({ portal, scenario }) {
    await portal.arm('popup-blocked');
    await portal.part('link-button').click();
    await portal.part('message').getByText('window').waitFor();
    // The first click may have come before the sign-in chunk was loaded, when browsers block the window anyway.
    await portal.part('link-button').click();
    await assertOutcome(portal, scenario);
    assert.match(await portal.part('message').innerText(), /address bar/);
  },

  async 'site-data-blocked'({ portal, scenario }) {
    await portal.arm('site-data-blocked');
    await portal.part('link-button').click();
    await assertOutcome(portal, scenario);
    assert.equal(portal.context.pages().length, 1);
    const findings = await portal.page
      .locator('vcc-dynamics-auth')
      .first()
      .evaluate((panel: VccDynamicsAuth) => panel.diagnose());
    assert.match(findings.find(({ check }) => check === 'site-data')?.detail ?? '', /sessionStorage, localStorage/);
    // The browser's own message: the portal's policy lets diagnose() frame nothing.
    portal.consoleErrors.length = 0;
  },

  async 'cold-click'({ setup, portal, scenario }) {
    // Holds the sign-in chunk back until the click has happened.
    let release: () => void = () => undefined;
    const clicked = new Promise<void>((resolve) => (release = resolve));
    await portal.context.route('**/sign-in-*.js', async (route) => {
      await clicked;
      await route.continue();
    });
    await portal.page.goto(`${setup.demo.url}/business-apps/crm-admin`);
    await portal.status('unlinked');
    const opened = portal.context.waitForEvent('page');
    await portal.part('link-button').click();
    await portal.says('Opening the sign-in window');
    release();
    await portal.finish(await opened, 'Alex Morgan');
    await assertOutcome(portal, scenario);
    await portal.context.unroute('**/sign-in-*.js');
    await portal.unlink();
    await portal.arm('cold-click');
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
  },

  async 'sign-in-code-missing'({ portal, scenario }) {
    await portal.arm('sign-in-code-missing');
    await portal.part('link-button').click();
    await assertOutcome(portal, scenario);
    // The browser's own message for a missing script.
    portal.consoleErrors.length = 0;
  },

  'silent-callback': noCallbackPage,
  'fallback-route': noCallbackPage,

  async 'slow-sign-in'({ portal, scenario }) {
    await portal.page.clock.install();
    await portal.arm('slow-sign-in');
    const window = await portal.openWindow();
    await goToPermissions(window);
    await portal.page.clock.fastForward('06:00');
    await portal.status('linking');
    await acceptPermissions(window);
    await assertOutcome(portal, scenario);
  },

  async 'sign-in-timeout'({ portal, scenario }) {
    await portal.page.clock.install();
    await portal.arm('sign-in-timeout');
    const window = await portal.openWindow();
    await goToPermissions(window);
    await portal.page.clock.fastForward('30:01');
    await assertOutcome(portal, scenario);
  },

  async 'element-moved'({ portal, scenario }) {
    await portal.arm('element-moved');
    const window = await portal.openWindow();
    await goToPermissions(window);
    await portal.testerAction('move-panel');
    await acceptPermissions(window);
    await assertOutcome(portal, scenario);
  },

  async 'element-removed'({ portal, coop }) {
    await portal.arm('element-removed');
    const window = await portal.openWindow();
    await goToPermissions(window);
    const closed = window.waitForEvent('close', { timeout: 0 }).catch(() => undefined);
    await portal.testerAction('remove-panel');
    if (!coop) await closed;
    else {
      await acceptInVain(window);
    }
    assert.deepEqual(portal.posts(), []);
  },

  async framed({ setup, portal, scenario }) {
    const { context } = portal;
    await portal.arm('framed');
    const [outside] = await Promise.all([context.waitForEvent('page'), portal.testerAction('other-site')]);
    await refuses();
    await context.addInitScript(denyStorageInFrames);
    await outside.reload();
    await refuses();
    assert.deepEqual(portal.posts(), []);

    async function refuses(): Promise<void> {
      const framed = outside.frameLocator('iframe');
      await framed.locator('[part~=link-button]').click();
      await framed.locator('[part~=panel]').getByText(scenario.outcome.says).waitFor();
      const way = framed.getByRole('link', { name: 'Open this page in its own tab' });
      assert.equal(await way.getAttribute('href'), `${setup.demo.url}/qa?scenario=framed`);
      assert.equal(context.pages().length, 2);
      const error = await framed.locator('vcc-dynamics-auth').evaluate((panel) => (panel as VccDynamicsAuth).error);
      assert.equal(error?.code, scenario.outcome.code);
    }
  },

  async 'linked-in-other-tab'({ portal, scenario }) {
    await portal.arm('linked-in-other-tab');
    const [other] = await Promise.all([portal.context.waitForEvent('page'), portal.testerAction('second-tab')]);
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    await other.locator('vcc-dynamics-auth[status=linked]').waitFor();
    await other.locator('[part~=unlink-button]').click();
    await other.locator('[part~=confirm-button]').click();
    await assertOutcome(portal, scenario);
    await other.close();
  },

  async 'attempt-elsewhere'({ portal, scenario }) {
    await portal.arm('attempt-elsewhere');
    const first = await portal.openWindow();
    await goToPermissions(first);
    const [other] = await Promise.all([portal.context.waitForEvent('page'), portal.testerAction('second-tab')]);
    const link = other.locator('[part~=link-button]');
    await link.click();
    await other.getByText('Linking is already under way').waitFor();
    const opened = portal.context.waitForEvent('page', (page) => page !== first);
    await link.getByText('Continue here instead').click();
    await portal.status('unlinked');
    await portal.says('Linking is already under way');
    await portal.finish(await opened, 'Alex Morgan');
    await other.locator('vcc-dynamics-auth[status=linked]').waitFor();
    await assertOutcome(portal, scenario);
    await other.close();
  },

  async 'two-elements'({ portal, scenario }) {
    await portal.arm('two-elements');
    await portal.status('unlinked');
    await portal.testerAction('second-panel');
    const second = portal.page.locator('#second');
    await portal.page.locator('#second[status=unlinked]').waitFor();
    const opened = portal.context.waitForEvent('page');
    await second.locator('[part~=link-button]').click();
    const window = await opened;
    await goToPermissions(window);
    // The first panel says that linking is under way, and does not disturb that attempt.
    await portal.part('link-button').first().click();
    await portal.says('Linking is already under way');
    await acceptPermissions(window);
    await portal.page.locator('#second[status=linked]').waitFor();
    await portal.page.locator('vcc-dynamics-auth:not(#second)[status=linked]').waitFor();
    await second.evaluate((panel) => panel.remove());
    await assertOutcome(portal, scenario);
  },
};

async function noCallbackPage({ portal, scenario, coop }: Parameters<ScenarioSteps[string]>[0]): Promise<void> {
  await portal.arm(scenario.id);
  const window = await portal.openWindow();
  // Under COOP the window looks closed, and the panel checks at once whether the page can be a callback page at all.
  if (!coop) {
    await goToPermissions(window);
    await window.getByRole('button', { name: 'Accept' }).click();
    await window.waitForURL('**/popup-callback.html*');
  }
  // Within ten seconds, which are not skipped: the check loads pages meanwhile.
  await assertOutcome(portal, scenario);
  // The browser's own message: the portal's policy lets the check frame nothing.
  portal.consoleErrors.length = 0;
}

/** Makes a frame of another site find what it finds where third-party cookies are blocked. Browsers differ in their default. */
function denyStorageInFrames(): void {
  if (self === top) return;
  for (const name of ['localStorage', 'sessionStorage'] as const) {
    Object.defineProperty(window, name, {
      get(): Storage {
        throw new DOMException(`Failed to read the '${name}' property: access is denied`, 'SecurityError');
      },
    });
  }
  navigator.locks.request = () => Promise.reject(new DOMException('The request was denied.', 'SecurityError'));
}
