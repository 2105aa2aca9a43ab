import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { scenarios } from '../../../demo/scenarios/all.js';
import type { Scenario } from '../../../demo/scenarios/scenario.js';
import { type DemoInBrowser, startDemoInBrowser } from '../support/demo-in-browser.js';
import type { PortalDriver } from '../support/portal-driver.js';
import { assertOutcome, type ScenarioSteps } from './steps.js';

/** Tests every scenario of these groups, each in a real browser, for the outcome that the QA page promises. */
export function testScenarios(chosen: readonly Scenario['group'][], steps: ScenarioSteps): void {
  describe(`scenarios of the QA page: ${chosen.join(', ')}`, () => defineTests(chosen, steps));
}

function defineTests(chosen: readonly Scenario['group'][], steps: ScenarioSteps): void {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
  });
  afterEach(() => setup.reset());
  after(() => setup.close());

  for (const scenario of scenarios.filter(({ group }) => chosen.includes(group))) {
    for (const coop of scenario.hasWindow ? [false, true] : [true]) {
      it(`${scenario.id}${scenario.hasWindow ? `, COOP ${coop ? 'on' : 'off'}` : ''}: ${scenario.title}`, async () => {
        setup.demo.entra.coop = coop;
        const portal = await setup.openPortal(scenario.user ?? 'admin', '');
        if (scenario.trigger === 'custom') {
          const runSteps = steps[scenario.id];
          assert.ok(runSteps, 'there are no test steps');
          await runSteps({ setup, portal, scenario, coop });
        } else await runUsualSteps(portal, scenario);
        if (scenario.id !== 'element-removed' && scenario.id !== 'framed') await linkWorksAfterwards(portal, scenario);
        const unexpected = portal.consoleErrors.filter((error) => !error.includes('WidgetError'));
        assert.deepEqual(unexpected, []);
        const mayLog = scenario.outcome.code === 'configuration';
        assert.ok(portal.consoleErrors.length === 0 || mayLog, portal.consoleErrors.join());
      });
    }
  }
}

async function runUsualSteps(portal: PortalDriver, scenario: Scenario): Promise<void> {
  await portal.arm(scenario.id);
  if (scenario.trigger === 'link') await portal.signIn(scenario.person ?? '');
  if (scenario.trigger === 'unlink') {
    await portal.part('unlink-button').click();
    await portal.part('confirm-button').click();
  }
  await assertOutcome(portal, scenario);
}

/** Ends the faults, and asserts that the administrator can link then. */
async function linkWorksAfterwards(portal: PortalDriver, scenario: Scenario): Promise<void> {
  if (scenario.user) return;
  await portal.endFaults();
  const { status } = scenario.outcome;
  // Most panels recover by themselves, maybe before a click on Try again.
  if (status === 'unavailable') await portal.refresh();
  if (status === 'choosing') await portal.part('cancel-button').click();
  if (scenario.link && scenario.link !== 'active') {
    // Link again replaces an expired or restricted link, and Unlinked is never shown.
    const window = await portal.openWindow();
    await window.getByRole('link', { name: 'Use another account' }).click();
    await portal.finish(window, 'Kim Okafor');
    await portal.part('replace-button').click();
    await portal.page.locator('vcc-dynamics-auth [part=status].good').waitFor();
    await portal.says('Kim Okafor');
    return;
  }
  if (status === 'linked' || (status === 'choosing' && scenario.link)) await portal.unlink();
  await portal.status('unlinked');
  await portal.signIn('Alex Morgan');
  await portal.says('Alex Morgan');
}
