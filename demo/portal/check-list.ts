import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { version } from '../../src/version.js';
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
}

/** The results of all browsers in one list: the server keeps it, so that it outlives pages and restarts. */
export interface CheckList {
  results(): Result[];
  /** Replaces what was said of this scenario in this browser. */
  record(result: Result): void;
  clear(): void;
  /** For a spreadsheet: one line for each scenario and browser, those not tried too. */
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
      const lines = scenarios.flatMap(({ id, group, title, expect }) => {
        const what = [id, groups[group], title, expect];
        const tried = results.filter(({ scenario }) => scenario === id);
        if (tried.length === 0) return [[...what, '', 'not tried', '', '']];
        return tried.map(({ browser, verdict, remark, at }) => [...what, browser, verdict, remark, at]);
      });
      const head = ['scenario', 'group', 'what goes wrong', 'expected', 'browser', 'result', 'remark', 'at', 'version'];
      return [head, ...lines.map((line) => [...line, version])].map((line) => line.map(cell).join(',')).join('\r\n');
    },
  };
}

/** RFC 4180; what a spreadsheet would take for a formula becomes text. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
