import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { scenarios } from '../../scenarios/all.js';
import { groups } from '../../scenarios/scenario.js';
import type { Result } from '../api-types.js';

/** Results of all browsers. The server keeps them in a file, over restarts. */
export interface CheckList {
  results(): Result[];
  /** Adds the result, in place of an earlier one of the same scenario and browser. */
  record(result: Result): void;
  clear(): void;
  /** Returns a CSV file for a spreadsheet, with a line for each scenario and browser, also those not tried. */
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

/** Excel reads the file as UTF-8 only with it. */
const byteOrderMark = '\ufeff';

/** Quotes a cell as RFC 4180 says, and marks as text what a spreadsheet would evaluate as a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
