import assert from 'node:assert/strict';
import type { Scenario } from '../../../demo/scenarios/scenario.js';
import type { DemoInBrowser } from '../support/demo-in-browser.js';
import type { PortalDriver } from '../support/portal-driver.js';

export interface ScenarioRun {
  setup: DemoInBrowser;
  portal: PortalDriver;
  scenario: Scenario;
  /** True when Microsoft's pages carry Cross-Origin-Opener-Policy. */
  coop: boolean;
}

/** Test steps of the scenarios with the trigger `custom`, by id. */
export type ScenarioSteps = Record<string, (run: ScenarioRun) => Promise<void>>;

/** Asserts that the panel shows the scenario's outcome, and that the expected codes were posted. */
export async function assertOutcome(portal: PortalDriver, { outcome, codes = 0 }: Scenario): Promise<void> {
  const { status, code, says } = outcome;
  await portal.status(status);
  await portal.says(says);
  assert.equal((await portal.error())?.code, code);
  assert.equal(new Set(portal.posts().map((body) => body['code'] ?? body['choice'])).size, codes);
  const distinctBodies = new Set(portal.posts().map((body) => JSON.stringify(body)));
  assert.ok(distinctBodies.size <= codes + 1, 'a POST was repeated with another body');
}
