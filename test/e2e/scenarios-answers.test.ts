import assert from 'node:assert/strict';
import { it } from 'node:test';
import { groups, scenarios } from '../../demo/scenarios.js';
import { answerPlays } from './plays-answers.js';
import { windowPlays } from './plays-window.js';
import { testScenarios } from './scenario-tests.js';

it(`there are ${scenarios.length} scenarios, each tested once, none skipped`, () => {
  assert.ok(scenarios.length >= 40);
  assert.equal(new Set(scenarios.map(({ id }) => id)).size, scenarios.length);
  const own = scenarios.filter(({ act }) => act === 'own').map(({ id }) => id);
  assert.deepEqual(own.sort(), Object.keys({ ...windowPlays, ...answerPlays }).sort());
  assert.deepEqual(Object.keys(groups).sort(), ['window', 'tabs', ...answers].sort());
});

// Beside the windows, in a process of their own: most of the time they wait for a browser.
const answers = ['entra', 'dynamics', 'backend', 'network', 'health'] as const;
testScenarios(answers, answerPlays);
