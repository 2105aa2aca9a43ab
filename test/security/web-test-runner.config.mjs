import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import base from '../web-test-runner.config.mjs';

/** The titles of the tests that passed, by file below `test/`. */
const passed = {};

const titlesIn = ({ tests = [], suites = [] }) => [
  ...tests.filter((test) => test.passed && !test.skipped).map((test) => test.name),
  ...suites.flatMap(titlesIn),
];

export default {
  ...base,
  files: JSON.parse(process.env.SECURITY_FILES).map((file) => `${base.rootDir}/${file}`),
  reporters: [
    {
      reportTestFileResults({ sessionsForTestFile, testFile }) {
        const [session] = sessionsForTestFile;
        if (session?.testResults) passed[relative(`${base.rootDir}/test`, testFile)] = titlesIn(session.testResults);
      },
      stop() {
        writeFileSync(process.env.SECURITY_RESULTS, JSON.stringify(passed));
      },
    },
  ],
};
