import assert from 'node:assert/strict';
import type { PortalDriver } from '../support/portal-driver.js';
import { acceptPermissions, goToPermissions } from '../support/sign-in-window.js';
import { assertOutcome, type ScenarioSteps } from './steps.js';

/** Test steps of the scenarios about the answers of Entra, Dynamics 365, the backend and the network. */
export const answerScenarioSteps: ScenarioSteps = {
  async declined({ portal, scenario }) {
    await portal.arm('declined');
    await portal.signIn('Alex Morgan', 'Cancel');
    await assertOutcome(portal, scenario);
  },

  async 'not-assigned'({ portal, scenario }) {
    await portal.arm('not-assigned');
    const window = await portal.openWindow();
    await window.getByRole('button', { name: 'Alex Morgan' }).click();
    await window.getByText('AADSTS50105').waitFor();
    await window.close();
    await portal.says('Did you finish signing in?');
    await portal.part('cancel-button').click();
    await assertOutcome(portal, scenario);
  },

  async 'choice-cancelled'({ portal, scenario }) {
    await portal.arm('choice-cancelled');
    await portal.signIn('Sam Lindqvist');
    await portal.status('choosing');
    await portal.part('cancel-button').click();
    await portal.status('unlinked');
    await assertOutcome(portal, { ...scenario, codes: 2 });
  },

  async 'choice-expired'({ portal, scenario }) {
    await portal.arm('choice-expired');
    await portal.signIn('Sam Lindqvist');
    await portal.status('choosing');
    await portal.testerAction('ten-minutes');
    await portal.part('choice').first().click();
    await portal.status('unlinked');
    await assertOutcome(portal, { ...scenario, codes: 2 });
  },

  async 'linked-elsewhere'({ portal, scenario }) {
    await portal.arm('linked-elsewhere');
    await portal.signIn('Kim Okafor');
    await portal.status('linked');
    await portal.testerAction('switch-account');
    await portal.status('unlinked');
    await portal.signIn('Kim Okafor');
    await assertOutcome(portal, scenario);
  },

  async 'get-429'({ portal, scenario }) {
    await portal.arm('get-429');
    await portal.status('unavailable');
    await assertOutcome(portal, scenario);
  },

  async 'session-ended'({ portal, scenario }) {
    await portal.arm('session-ended');
    const window = await portal.openWindow();
    await goToPermissions(window);
    await portal.testerAction('sign-out');
    await acceptPermissions(window);
    await assertOutcome(portal, scenario);
    await portal.testerAction('sign-in');
    await portal.part('retry-button').click();
    await portal.status('linked');
    await portal.unlink();
    assert.equal(new Set(portal.posts().map(({ code }) => code)).size, 1);
  },

  async 'link-changed'({ portal, scenario }) {
    await portal.arm('link-changed');
    const window = await portal.openWindow();
    await goToPermissions(window);
    await portal.testerAction('colleague-links');
    await acceptPermissions(window);
    await assertOutcome(portal, scenario);
    await portal.says('Kim Okafor');
  },

  async 'unlink-changed'({ portal, scenario }) {
    await portal.arm('unlink-changed');
    await portal.status('linked');
    await portal.testerAction('colleague-links');
    await portal.part('unlink-button').click();
    await portal.part('confirm-button').click();
    await assertOutcome(portal, scenario);
    await portal.says('Kim Okafor');
  },

  async 'cancel-after-post'({ portal, scenario }) {
    await portal.arm('cancel-after-post');
    await portal.signIn('Alex Morgan');
    await portal.says('We keep asking');
    await portal.part('cancel-button').click();
    await assertOutcome(portal, scenario);
    await portal.says('Alex Morgan');
  },

  async 'stale-but-known'({ portal, scenario }) {
    await portal.arm('stale-but-known');
    await portal.status('linked');
    await portal.testerAction('network-away');
    await assertOutcome(portal, scenario);
    await portal.says('Alex Morgan');
    await portal.endFaults();
    await portal.part('message').waitFor({ state: 'hidden' });
  },

  async 'unknown-health'({ portal, scenario }) {
    await portal.arm('unknown-health');
    await assertOutcome(portal, scenario);
    assert.equal(await portal.part('link-button').innerText(), 'Link again');
  },

  async recovered({ portal, scenario }) {
    await portal.arm('recovered');
    await portal.status('linked');
    await portal.testerAction('privilege-away');
    await portal.says('prvCreateContact');
    await portal.testerAction('privilege-back');
    await portal.part('message').waitFor({ state: 'hidden' });
    await assertOutcome(portal, scenario);
    await auditSays(portal, ['linked', 'restricted', 'recovered']);
  },

  async replaced({ portal, scenario }) {
    await portal.arm('replaced');
    await portal.status('linked');
    await portal.testerAction('grant-away');
    await portal.says('has ended this link');
    await portal.signIn('Alex Morgan');
    await portal.part('message').waitFor({ state: 'hidden' });
    await assertOutcome(portal, scenario);
    await auditSays(portal, ['linked', 'expired', 'replaced', 'linked']);
  },

  async 'user-differs'({ portal, scenario }) {
    await portal.arm('user-differs');
    await portal.status('linked');
    await portal.testerAction('grant-away');
    await portal.says('has ended this link');
    const window = await portal.openWindow();
    await window.getByRole('heading', { name: 'Enter password' }).waitFor();
    await window.getByRole('link', { name: 'Use another account' }).click();
    await portal.finish(window, 'Kim Okafor');
    await portal.says(
      'Alex Morgan (alex@contoso.example) is linked, but Kim Okafor (kim@contoso.example) has signed in',
    );
    await assertOutcome(portal, scenario);
  },

  async 'key-missing'({ portal, scenario }) {
    await portal.arm('key-missing');
    await assertOutcome(portal, scenario);
    assert.equal(await portal.part('link-button').innerText(), 'Link again');
  },
};

/** Asserts that these are the last events of the audit, in the log of the page. */
async function auditSays(portal: PortalDriver, types: readonly string[]): Promise<void> {
  await portal.testerAction('audit-events');
  const logged = (await portal.page.locator('#log li').allInnerTexts()).flatMap(
    (line) => /audit: ([a-z-]+)/.exec(line)?.[1] ?? [],
  );
  assert.deepEqual(logged.filter((type) => type !== 'refreshed').slice(-types.length), types);
}
