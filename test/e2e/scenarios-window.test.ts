import { testScenarios } from './scenarios/test-scenarios.js';
import { windowScenarioSteps } from './scenarios/window-steps.js';

testScenarios(['window', 'tabs'], windowScenarioSteps);
