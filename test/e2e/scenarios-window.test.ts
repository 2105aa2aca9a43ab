import { windowPlays } from './plays-window.js';
import { testScenarios } from './scenario-tests.js';

testScenarios(['window', 'tabs'], windowPlays);
