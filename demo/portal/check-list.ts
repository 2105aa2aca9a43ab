import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { groups, scenarios } from '../scenarios.js';

/** What a tester saw of one scenario in one browser. */
export interface Result {
  scenario: string;
  /** Such as `Firefox 145 on Windows`. */
  browser: string;
  verdict: 'passed' | 'failed';
  remark: string;
  /** ISO 8601. */
  at: string;
  /** Of the panel that was tried. */
  version: string;
}

/** The results of all browsers in one list: the server keeps it, so that it outlives pages and restarts. */
export interface CheckList {
  results(): Result[];
  /** Replaces what was said of this scenario in this browser. */
  record(result: Result): void;
  clear(): void;
  /** For a spreadsheet: one line for each scenario and browser, those not tried there too. */
  toCsv(): string;
}

export function createCheckList(file: string): CheckList {
  let results: Result[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
  const save = () => {
    writeFileSync(`${file}.new`, JSON.stringify(results, undefined, 2));
    renameSync(`${file}.new`, file);
  };
  return {
    results: () => results,
    record(result) {
      const isOther = ({ scenario, browser }: Result) => scenario !== result.scenario || browser !== result.browser;
      results = [...results.filter(isOther), result];
      save();
    },
    clear() {
      results = [];
      save();
    },
    toCsv() {
      const browsers = results.length > 0 ? new Set(results.map(({ browser }) => browser)) : [''];
      const lines = scenarios.flatMap(({ id, group, title, expect }) =>
        [...browsers].map((browser) => {
          const result = results.find((one) => one.scenario === id && one.browser === browser);
          const { verdict = 'not tried', remark = '', at = '', version = '' } = result ?? {};
          return [id, groups[group], title, expect, browser, verdict, remark, at, version];
        }),
      );
      const head = ['scenario', 'group', 'what goes wrong', 'expected', 'browser', 'result', 'remark', 'at', 'version'];
      return byteOrderMark + [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
    },
  };
}

/** Without it Excel takes the file for something else than UTF-8. */
const byteOrderMark = '\ufeff';

/** RFC 4180; what a spreadsheet would take for a formula becomes text. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
