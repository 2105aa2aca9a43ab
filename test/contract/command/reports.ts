import type { Result } from '../kit.js';
import { requirements } from '../requirements.js';

export type Outcome = 'passed' | 'failed' | 'not tried';

export function outcomeOf({ failure, notTried }: Result): Outcome {
  if (failure !== undefined) return 'failed';
  return notTried === undefined ? 'passed' : 'not tried';
}

/** Returns the last line: how many passed, failed and were not tried, and why not. */
export function summaryOf(results: readonly Result[]): string {
  const count = (outcome: Outcome) => results.filter((result) => outcomeOf(result) === outcome).length;
  const reasons = new Map<string, number>();
  for (const { notTried } of results) {
    if (notTried !== undefined) reasons.set(notTried, (reasons.get(notTried) ?? 0) + 1);
  }
  const why = [...reasons].map(([reason, number]) => `${reason} (${number})`).join(', ');
  return `${count('passed')} passed, ${count('failed')} failed, ${count('not tried')} not tried${why && `: ${why}`}`;
}

export function toLine(result: Result): string {
  const { requirement, name, failure, notTried } = result;
  const mark = { passed: 'ok ', failed: 'NOT', 'not tried': '–  ' }[outcomeOf(result)];
  const more = failure ?? (notTried === undefined ? undefined : `not tried: ${notTried}`);
  return `  ${mark}  ${requirement} ${name}${more === undefined ? '' : `\n       ${more}`}`;
}

export function toJson(url: string, results: readonly Result[]): string {
  const count = (outcome: Outcome) => results.filter((result) => outcomeOf(result) === outcome).length;
  const report = {
    backend: url,
    passed: count('passed'),
    failed: count('failed'),
    notTried: count('not tried'),
    results: results.map((result) => ({
      requirement: result.requirement,
      requires: requirements[result.requirement],
      name: result.name,
      outcome: outcomeOf(result),
      ...((result.failure ?? result.notTried) !== undefined && { message: result.failure ?? result.notTried }),
      milliseconds: result.milliseconds,
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

export function toJunit(url: string, results: readonly Result[]): string {
  const count = (outcome: Outcome) => results.filter((result) => outcomeOf(result) === outcome).length;
  const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3);
  const time = seconds(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
  const cases = results.map(({ requirement, name, failure, notTried, milliseconds }) => {
    const inside = [
      failure !== undefined &&
        `<failure message="${escapeXml(failure)}">${escapeXml(`${requirement}: ${requirements[requirement]}`)}</failure>`,
      notTried !== undefined && `<skipped message="${escapeXml(notTried)}"/>`,
    ].filter(Boolean);
    const attributes = `classname="${requirement}" name="${escapeXml(name)}" time="${seconds(milliseconds)}"`;
    return `    <testcase ${attributes}>${inside.join('')}</testcase>`;
  });
  const counts = `tests="${results.length}" failures="${count('failed')}" skipped="${count('not tried')}" errors="0" time="${time}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(url)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

/** XML has no way to write most control characters. */
function escapeXml(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };
  return text
    .replace(/(?![\t\n])[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"\n]/g, (one) => names[one] ?? one);
}
