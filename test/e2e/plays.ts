import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Scenario } from '../../demo/scenarios.js';
import type { VccDynamicsAuth } from '../../src/index.js';
import { ends } from './scenario-tests.js';
import type { Portal, World } from './world.js';

interface Stage {
  world: World;
  portal: Portal;
  scenario: Scenario;
  coop: boolean;
}

type Play = (stage: Stage) => Promise<void>;

/** The scenarios that need more than one click, by id. */
export const plays: Record<string, Play> = {
  async cancel({ portal, scenario, coop }) {
    await portal.arm('cancel');
    const window = await portal.openWindow();
    await atPermissions(window);
    const closed = window.waitForEvent('close', { timeout: 0 }).catch(() => undefined);
    await portal.part('cancel-button').click();
    await ends(portal, scenario);
    if (!coop) await closed;
    else {
      await window.getByRole('button', { name: 'Accept' }).click();
      await window.getByText('Nothing was linked').waitFor();
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
    await ends(portal, scenario);
  },

  async 'late-answer'({ portal, scenario }) {
    await portal.arm('late-answer');
    const window = await portal.openWindow();
    await atPermissions(window);
    await portal.page.bringToFront();
    await portal.status('linking');
    await accept(window);
    await ends(portal, scenario);
  },

  async 'try-again'({ portal, scenario, coop }) {
    await portal.arm('try-again');
    const first = await portal.openWindow();
    await atPermissions(first);
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
      await first.getByRole('button', { name: 'Accept' }).click();
      await first.getByText('Nothing was linked').waitFor();
    }
    await portal.status('linking');
    await portal.finish(second, 'Alex Morgan');
    await ends(portal, scenario);
  },

  async 'show-window'({ portal, scenario, coop }) {
    await portal.arm('show-window');
    const window = await portal.openWindow();
    await atPermissions(window);
    const show = portal.page.getByRole('button', { name: 'Show the window' });
    // The panel sees at its next look that COOP has taken the window away.
    if (coop) await show.waitFor({ state: 'detached' });
    else await show.click();
    await element(portal).evaluate((panel: VccDynamicsAuth) => void panel.link());
    assert.equal(portal.context.pages().length, 2);
    await accept(window);
    await ends(portal, scenario);
  },

  async 'popup-blocked'({ portal, scenario }) {
    await portal.arm('popup-blocked');
    await portal.part('link-button').click();
    await portal.part('message').getByText('window').waitFor();
    // A first click may have come before the sign-in code was there, which browsers block anyway.
    await portal.part('link-button').click();
    await ends(portal, scenario);
    assert.match(await portal.part('message').innerText(), /address bar/);
  },

  async 'cold-click'({ world, portal, scenario }) {
    // The sign-in code stays away until the click has happened.
    let release: () => void = () => undefined;
    const clicked = new Promise<void>((resolve) => (release = resolve));
    await portal.context.route('**/sign-in-*.js', async (route) => {
      await clicked;
      await route.continue();
    });
    await portal.page.goto(`${world.demo.url}/business-apps/crm-admin`);
    await portal.status('unlinked');
    const opened = portal.context.waitForEvent('page');
    await portal.part('link-button').click();
    await portal.says('Opening the sign-in window');
    release();
    await portal.finish(await opened, 'Alex Morgan');
    await ends(portal, scenario);
    await portal.context.unroute('**/sign-in-*.js');
    await portal.unlink();
    await portal.arm('cold-click');
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
  },

  async 'sign-in-code-missing'({ portal, scenario }) {
    await portal.arm('sign-in-code-missing');
    await portal.part('link-button').click();
    await ends(portal, scenario);
    // What the browser itself says of a script that is not there.
    portal.complaints.length = 0;
  },

  async 'silent-callback'({ portal, scenario, coop }) {
    await portal.page.clock.install();
    await portal.arm('silent-callback');
    const window = await portal.openWindow();
    // Under COOP the window looks closed; then the page is asked whether it can be a callback page at all.
    if (!coop) {
      await atPermissions(window);
      await window.getByRole('button', { name: 'Accept' }).click();
      await window.waitForURL('**/popup-callback.html*');
      await portal.page.clock.runFor(1_000);
      await portal.page.clock.runFor(11_000);
    }
    await ends(portal, scenario);
  },

  async 'slow-sign-in'({ portal, scenario }) {
    await portal.page.clock.install();
    await portal.arm('slow-sign-in');
    const window = await portal.openWindow();
    await atPermissions(window);
    await portal.page.clock.fastForward('06:00');
    await portal.status('linking');
    await accept(window);
    await ends(portal, scenario);
  },

  async 'sign-in-timeout'({ portal, scenario }) {
    await portal.page.clock.install();
    await portal.arm('sign-in-timeout');
    const window = await portal.openWindow();
    await atPermissions(window);
    await portal.page.clock.fastForward('30:01');
    await ends(portal, scenario);
  },

  async 'element-removed'({ portal, coop }) {
    await portal.arm('element-removed');
    const window = await portal.openWindow();
    await atPermissions(window);
    const closed = window.waitForEvent('close', { timeout: 0 }).catch(() => undefined);
    await portal.aid('remove-panel');
    if (!coop) await closed;
    else {
      await window.getByRole('button', { name: 'Accept' }).click();
      await window.getByText('Nothing was linked').waitFor();
    }
    assert.deepEqual(portal.posts(), []);
  },

  async framed({ world, portal, scenario }) {
    const { context } = portal;
    await portal.arm('framed');
    const [outside] = await Promise.all([context.waitForEvent('page'), portal.aid('other-site')]);
    const framed = outside.frameLocator('iframe');
    await framed.locator('[part~=link-button]').click();
    await framed.locator('[part~=panel]').getByText(scenario.ends.says).waitFor();
    const way = framed.getByRole('link', { name: 'Open this page in its own tab' });
    assert.equal(await way.getAttribute('href'), `${world.demo.url}/qa?scenario=framed`);
    assert.equal(context.pages().length, 2);
    const error = await framed.locator('vcc-dynamics-auth').evaluate((panel) => (panel as VccDynamicsAuth).error);
    assert.equal(error?.code, scenario.ends.code);
    assert.deepEqual(portal.posts(), []);
  },

  async declined({ portal, scenario }) {
    await portal.arm('declined');
    await portal.signIn('Alex Morgan', 'Cancel');
    await ends(portal, scenario);
  },

  async 'not-assigned'({ portal, scenario }) {
    await portal.arm('not-assigned');
    const window = await portal.openWindow();
    await window.getByRole('button', { name: 'Alex Morgan' }).click();
    await window.getByText('AADSTS50105').waitFor();
    await window.close();
    await portal.says('Did you finish signing in?');
    await portal.part('cancel-button').click();
    await ends(portal, scenario);
  },

  async 'choice-cancelled'({ portal, scenario }) {
    await portal.arm('choice-cancelled');
    await portal.signIn('Sam Lindqvist');
    await portal.status('choosing');
    await portal.part('cancel-button').click();
    await portal.status('unlinked');
    await ends(portal, { ...scenario, codes: 2 });
  },

  async 'choice-expired'({ portal, scenario }) {
    await portal.arm('choice-expired');
    await portal.signIn('Sam Lindqvist');
    await portal.status('choosing');
    await portal.aid('ten-minutes');
    await portal.part('choice').first().click();
    await portal.status('unlinked');
    await ends(portal, { ...scenario, codes: 2 });
  },

  async 'linked-elsewhere'({ portal, scenario }) {
    await portal.arm('linked-elsewhere');
    await portal.signIn('Kim Okafor');
    await portal.status('linked');
    await portal.aid('switch-account');
    await portal.status('unlinked');
    await portal.signIn('Kim Okafor');
    await ends(portal, scenario);
  },

  async 'get-429'({ portal, scenario }) {
    await portal.arm('get-429');
    await portal.status('unavailable');
    await ends(portal, scenario);
  },

  async 'session-ended'({ portal, scenario }) {
    await portal.arm('session-ended');
    const window = await portal.openWindow();
    await atPermissions(window);
    await portal.aid('sign-out');
    await accept(window);
    await ends(portal, scenario);
    await portal.aid('sign-in');
    await portal.part('retry-button').click();
    await portal.status('linked');
    await portal.unlink();
    assert.equal(new Set(portal.posts().map(({ code }) => code)).size, 1);
  },

  async 'link-changed'({ portal, scenario }) {
    await portal.arm('link-changed');
    const window = await portal.openWindow();
    await atPermissions(window);
    await portal.aid('colleague-links');
    await accept(window);
    await ends(portal, scenario);
    await portal.says('Kim Okafor');
  },

  async 'unlink-changed'({ portal, scenario }) {
    await portal.arm('unlink-changed');
    await portal.status('linked');
    await portal.aid('colleague-links');
    await portal.part('unlink-button').click();
    await portal.part('confirm-button').click();
    await ends(portal, scenario);
    await portal.says('Kim Okafor');
  },

  async 'cancel-after-post'({ portal, scenario }) {
    await portal.arm('cancel-after-post');
    await portal.signIn('Alex Morgan');
    await portal.says('We keep asking');
    await portal.part('cancel-button').click();
    await ends(portal, scenario);
    await portal.says('Alex Morgan');
  },

  async 'stale-but-known'({ portal, scenario }) {
    await portal.arm('stale-but-known');
    await portal.status('linked');
    await portal.aid('network-away');
    await ends(portal, scenario);
    await portal.says('Alex Morgan');
    await portal.endFaults();
    await portal.part('message').waitFor({ state: 'hidden' });
  },

  async 'linked-in-other-tab'({ portal, scenario }) {
    await portal.arm('linked-in-other-tab');
    const [other] = await Promise.all([portal.context.waitForEvent('page'), portal.aid('second-tab')]);
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    await other.locator('vcc-dynamics-auth[status=linked]').waitFor();
    await other.locator('[part~=unlink-button]').click();
    await other.locator('[part~=confirm-button]').click();
    await ends(portal, scenario);
    await other.close();
  },

  async 'attempt-elsewhere'({ portal, scenario }) {
    await portal.arm('attempt-elsewhere');
    const first = await portal.openWindow();
    await atPermissions(first);
    const [other] = await Promise.all([portal.context.waitForEvent('page'), portal.aid('second-tab')]);
    const link = other.locator('[part~=link-button]');
    await link.click();
    await other.getByText('Linking is already under way').waitFor();
    const opened = portal.context.waitForEvent('page', (page) => page !== first);
    await link.getByText('Continue here instead').click();
    await portal.status('unlinked');
    await portal.says('Linking is already under way');
    await portal.finish(await opened, 'Alex Morgan');
    await other.locator('vcc-dynamics-auth[status=linked]').waitFor();
    await ends(portal, scenario);
    await other.close();
  },

  async 'two-elements'({ portal, scenario }) {
    await portal.arm('two-elements');
    await portal.status('unlinked');
    await portal.aid('second-panel');
    const second = portal.page.locator('#second');
    await portal.page.locator('#second[status=unlinked]').waitFor();
    const opened = portal.context.waitForEvent('page');
    await second.locator('[part~=link-button]').click();
    const window = await opened;
    await atPermissions(window);
    // The other one says that somebody is linking, and leaves that attempt alone.
    await portal.part('link-button').first().click();
    await portal.says('Linking is already under way');
    await accept(window);
    await portal.page.locator('#second[status=linked]').waitFor();
    await portal.page.locator('vcc-dynamics-auth:not(#second)[status=linked]').waitFor();
    await second.evaluate((panel) => panel.remove());
    await ends(portal, scenario);
  },

  async 'unknown-health'({ portal, scenario }) {
    await portal.arm('unknown-health');
    await ends(portal, scenario);
    assert.equal(await portal.part('link-button').innerText(), 'Link again');
  },
};

function element(portal: Portal) {
  return portal.page.locator('vcc-dynamics-auth').first();
}

/** Signs Alex Morgan in, up to the page that asks for permissions. */
async function atPermissions(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Alex Morgan' }).click();
  await window.getByRole('button', { name: 'Accept' }).waitFor();
}

async function accept(window: Page): Promise<void> {
  const closed = window.waitForEvent('close');
  await window.getByRole('button', { name: 'Accept' }).click();
  await closed;
}
