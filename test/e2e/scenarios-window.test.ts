import { testScenarios } from './scenario-tests.js';

testScenarios(['window', 'tabs']);
