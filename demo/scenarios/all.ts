import { backendScenarios } from './backend.js';
import { dynamicsScenarios } from './dynamics.js';
import { entraScenarios } from './entra.js';
import { healthScenarios } from './health.js';
import { networkScenarios } from './network.js';
import type { Scenario } from './scenario.js';
import { tabsScenarios } from './tabs.js';
import { windowScenarios } from './window.js';

/** All states and failures that can be shown without a live tenant: one list for the QA page and for the tests. */
export const scenarios: readonly Scenario[] = [
  ...windowScenarios,
  ...entraScenarios,
  ...dynamicsScenarios,
  ...backendScenarios,
  ...networkScenarios,
  ...tabsScenarios,
  ...healthScenarios,
];

export function findScenario(id: string): Scenario | undefined {
  return scenarios.find((scenario) => scenario.id === id);
}
