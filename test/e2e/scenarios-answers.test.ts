import assert from 'node:assert/strict';
import { it } from 'node:test';
import { scenarios } from '../../demo/scenarios/all.js';
import { groups } from '../../demo/scenarios/scenario.js';
import { answerScenarioSteps } from './scenarios/answer-steps.js';
import { testScenarios } from './scenarios/test-scenarios.js';
import { windowScenarioSteps } from './scenarios/window-steps.js';

it(`there are ${scenarios.length} scenarios, each tested once, none skipped`, () => {
  assert.ok(scenarios.length >= 40);
  assert.equal(new Set(scenarios.map(({ id }) => id)).size, scenarios.length);
  const custom = scenarios.filter(({ trigger }) => trigger === 'custom').map(({ id }) => id);
  assert.deepEqual(custom.sort(), Object.keys({ ...windowScenarioSteps, ...answerScenarioSteps }).sort());
  assert.deepEqual(Object.keys(groups).sort(), ['window', 'tabs', ...answers].sort());
});

// In another process than the windows: most of the time these tests wait for a browser.
const answers = ['entra', 'dynamics', 'backend', 'network', 'health'] as const;
testScenarios(answers, answerScenarioSteps);
