import type { BackendFigures } from './backend/measure.js';
import { ours } from './widget/candidates.js';
import type { WidgetFigures } from './widget/measure.js';

export interface Table {
  title: string;
  columns: string[];
  rows: string[][];
}

/** As text in columns, for a terminal. */
export function printTable({ title, columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => (row[index] ?? '').length)));
  const line = (row: string[]) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ');
  return [title, line(columns), ...rows.map(line)].join('\n');
}

/** As Markdown, for the README. */
export function toMarkdown({ columns, rows }: Table): string {
  const line = (row: string[]) => `| ${row.map((cell) => cell.replaceAll('<', '&lt;')).join(' | ')} |`;
  return [line(columns), `|${columns.map(() => '---|').join('')}`, ...rows.map(line)].join('\n');
}

const whole = (value: number) => Math.round(value).toLocaleString('en');
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const kB = (bytes: number) => whole(bytes);
const MB = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;
const times = (ratio: number) => `${ratio.toFixed(2)} ×`;
const perSecond = (value: number) => `${whole(value)}/s`;

/** The run in which this is worst. */
export function worstBy<T>(runs: readonly T[], badness: (run: T) => number): T {
  const [worst] = [...runs].sort((a, b) => badness(b) - badness(a));
  if (worst === undefined) throw new Error('there is no run');
  return worst;
}

export function backendTable(runs: readonly BackendFigures[]): Table {
  const rows: string[][] = [];
  const { get } = worstBy(runs, (run) => -run.get.ratio);
  rows.push([
    'status GET, 16 connections',
    perSecond(get.ours),
    `by hand ${perSecond(get.other)}`,
    times(get.ratio),
    '≥ 0.8 ×',
  ]);
  const { find } = worstBy(runs, (run) => -run.find.ratio);
  rows.push([
    'find of the data connector',
    perSecond(find.ours),
    `by hand ${perSecond(find.other)}`,
    times(find.ratio),
    '≥ 0.85 ×',
  ]);
  const { steady } = worstBy(runs, (run) => run.steady.ours.p99);
  rows.push([
    `GET at ${steady.rate}/s, p50 and p99`,
    `${ms(steady.ours.p50)}, ${ms(steady.ours.p99)}`,
    `by hand ${ms(steady.byHand.p50)}, ${ms(steady.byHand.p99)}`,
    '',
    '',
  ]);
  const { ownTime } = worstBy(runs, (run) => run.ownTime.p50);
  rows.push([
    'a link without Entra and Dynamics 365, p50 and p99',
    `${ms(ownTime.p50)}, ${ms(ownTime.p99)}`,
    `with the stand-ins ${ms(ownTime.whole)}`,
    '',
    '< 10 ms',
  ]);
  const { tokens } = worstBy(runs, (run) => -run.tokens);
  rows.push(['look-ups of an access token', perSecond(tokens), '', '', '']);
  const [one] = runs;
  for (const count of Object.keys(one?.processes ?? {})) {
    const { processes } = worstBy(runs, (run) => -(run.processes[count] ?? 0));
    rows.push([`GET, processes: ${count}`, perSecond(processes[count] ?? Number.NaN), '', '', '']);
  }
  const { embedded } = worstBy(runs, (run) => -run.embedded.get);
  rows.push(['embedded database: GET and find', `${perSecond(embedded.get)}, ${perSecond(embedded.find)}`, '', '', '']);
  return { title: 'Backend', columns: ['what', 'ours', 'beside it', 'ratio', 'goal'], rows };
}

export function sizeTable(runs: readonly BackendFigures[]): Table {
  const counts = Object.keys(runs[0]?.sizes ?? {});
  const rows = counts.map((count) => {
    const of = (badness: (size: BackendFigures['sizes'][string]) => number) => {
      const size = worstBy(runs, (run) => badnessOf(run, badness)).sizes[count];
      if (!size) throw new Error(`there is no size ${count}`);
      return size;
    };
    const badnessOf = (run: BackendFigures, badness: (size: BackendFigures['sizes'][string]) => number) => {
      const size = run.sizes[count];
      return size ? badness(size) : 0;
    };
    const thousandth = of((size) => size.thousandthPage ?? 0).thousandthPage;
    return [
      whole(Number(count)),
      times(of((size) => size.get.ratio).get.ratio),
      times(of((size) => size.find.ratio).find.ratio),
      times(of((size) => size.sweep.ratio).sweep.ratio),
      ms(of((size) => size.firstPage).firstPage),
      thousandth === undefined ? '' : ms(thousandth),
      MB(of((size) => size.heap).heap),
    ];
  });
  return {
    title: 'Number of links: how many times longer than with 1,000 (goal ≤ 1.1 ×)',
    columns: ['links', 'GET', 'find', 'keep-alive of 50', 'first page', '1,000th page', 'heap'],
    rows,
  };
}

export function widgetTable(runs: readonly WidgetFigures[]): Table {
  const [one] = runs;
  const names = Object.keys(one?.loads ?? {});
  const throttles = Object.keys(Object.values(one?.loads ?? {})[0] ?? {});
  const rows = names.map((name) => {
    const worst = (member: 'bytes' | 'bytesAhead' | 'painted' | 'script' | 'blocking' | 'heap', throttle: string) =>
      Math.max(...runs.map((run) => run.loads[name]?.[throttle]?.[member] ?? Number.NaN));
    const bytes = Math.min(...throttles.map((throttle) => worst('bytes', throttle)));
    const first = throttles[0] ?? '1';
    const both = (member: 'painted' | 'script' | 'blocking') =>
      throttles.map((throttle) => ms(worst(member, throttle))).join(', ');
    const clicks = runs.flatMap((run) => run.clicks[name] ?? []);
    return [
      name,
      kB(bytes),
      kB(worst('bytesAhead', first)),
      both('painted'),
      both('script'),
      both('blocking'),
      MB(worst('heap', first)),
      clicks.length ? ms(Math.max(...clicks.map(({ cold }) => cold))) : '',
      clicks.length ? ms(Math.max(...clicks.map(({ warm }) => warm))) : '',
      told(runs, name, 'open'),
      told(runs, name, 'isolated'),
    ];
  });
  const columns = [
    'on the page',
    'bytes before the click',
    'bytes ahead',
    `painted (CPU ÷ ${throttles.join(', ')})`,
    'script',
    'blocking',
    'heap',
    'click to window, cold',
    'warm',
    'closed to told',
    'the same behind COOP',
  ];
  return { title: 'Widget beside peers', columns, rows };
}

function told(runs: readonly WidgetFigures[], name: string, kind: 'open' | 'isolated'): string {
  if (name === ours.name) return 'within 1 s (test:windows)';
  const all = runs.flatMap((run) => run.closing[name]?.[kind] ?? []);
  if (all.length === 0) return '';
  const wrong = all.find(({ wronglyTold }) => wronglyTold !== undefined);
  if (wrong) return `wrongly, ${ms(wrong.wronglyTold ?? Number.NaN)} after it opened`;
  if (all.some((closing) => closing.told === undefined)) return `not within ${ms(runs[0]?.patience ?? Number.NaN)}`;
  return ms(Math.max(...all.map((closing) => closing.told ?? Number.NaN)));
}

export function flowTable(runs: readonly WidgetFigures[]): Table {
  const { flow } = worstBy(runs, (run) => run.flow.post);
  const throttles = Object.keys(runs[0]?.paintedToBare ?? {});
  const ratios = throttles.map((throttle) =>
    times(Math.max(...runs.map((run) => run.paintedToBare[throttle] ?? Number.NaN))),
  );
  return {
    title: 'Widget',
    columns: ['what', 'ours', 'goal'],
    rows: [
      [`painted, beside a bare Lit element (CPU ÷ ${throttles.join(', ')})`, ratios.join(', '), '≤ 1.1 ×'],
      ['callback page, from its request to its closing', ms(flow.callback), ''],
      ['POST to its answer, with the stand-ins', ms(flow.post), ''],
    ],
  };
}
