import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { Context } from 'hono';
import type { Result } from '../api-types.js';

/** Something to be checked. */
interface Item {
  id: string;
  group: string;
  title: string;
  expect: string;
}

/** Results of all browsers. The server keeps them in a file, over restarts. */
export interface CheckList {
  results(): Result[];
  /** Adds the result, in place of an earlier one of the same scenario and browser. */
  record(result: Result): void;
  clear(): void;
  /** Returns a CSV file for a spreadsheet, with a line for each scenario and browser, also those not tried. */
  toCsv(): string;
}

/** @param items what is to be checked, in the order of the list */
export function createCheckList(file: string, items: readonly Item[]): CheckList {
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
      const lines = items.flatMap(({ id, group, title, expect }) =>
        [...browsers].map((browser) => {
          const result = results.find((one) => one.scenario === id && one.browser === browser);
          const { verdict = 'not tried', remark = '', at = '', version = '' } = result ?? {};
          return [id, group, title, expect, browser, verdict, remark, at, version];
        }),
      );
      const head = ['scenario', 'group', 'what goes wrong', 'expected', 'browser', 'result', 'remark', 'at', 'version'];
      return byteOrderMark + [head, ...lines].map((line) => line.map(cell).join(',')).join('\r\n');
    },
  };
}

/** Returns a handler that sends the list as a file. */
export function serveCsv(checkList: CheckList): (c: Context) => Response {
  return (c) => {
    c.header('Content-Type', 'text/csv; charset=utf-8');
    c.header('Content-Disposition', 'attachment; filename="check-list.csv"');
    return c.body(checkList.toCsv());
  };
}

/** Excel reads the file as UTF-8 only with it. */
const byteOrderMark = '\ufeff';

/** Quotes a cell as RFC 4180 says, and marks as text what a spreadsheet would evaluate as a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${harmless.replaceAll('"', '""')}"`;
}
