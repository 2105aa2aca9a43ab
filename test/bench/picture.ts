import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BackendFigures } from './backend/measure.js';
import { worstBy } from './tables.js';
import type { WidgetFigures } from './widget/measure.js';

interface Bar {
  name: string;
  value: number;
  text: string;
  isOurs: boolean;
}

/** Draws the figures with Vega-Lite: one group of bars for each question. */
export function drawPicture(
  file: string,
  { backend, widget }: { backend: readonly BackendFigures[]; widget: readonly WidgetFigures[] },
): void {
  const groups = [...widgetGroups(widget), ...backendGroups(backend)];
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
    background: 'white',
    config: { font: 'sans-serif', view: { stroke: null }, title: { anchor: 'start', fontSize: 13 } },
    vconcat: groups.map(({ title, bars }) => ({
      title,
      width: 420,
      data: { values: bars },
      encoding: {
        y: {
          field: 'name',
          type: 'nominal',
          sort: null,
          axis: { title: null, ticks: false, domain: false, labelLimit: 260, minExtent: 200 },
        },
        x: { field: 'value', type: 'quantitative', axis: null },
      },
      layer: [
        {
          mark: { type: 'bar', height: { band: 0.7 } },
          encoding: {
            color: {
              field: 'isOurs',
              type: 'nominal',
              legend: null,
              scale: { domain: [true, false], range: ['#871eff', '#b3b3b3'] },
            },
          },
        },
        { mark: { type: 'text', align: 'left', dx: 4 }, encoding: { text: { field: 'text' } } },
      ],
    })),
  };
  const written = `${file}.vl.json`;
  writeFileSync(written, JSON.stringify(spec));
  const program = fileURLToPath(new URL('node_modules/vega-lite/bin/vl2svg', import.meta.url));
  writeFileSync(file, execFileSync(process.execPath, [program, written], { encoding: 'utf8' }));
  rmSync(written);
}

function widgetGroups(runs: readonly WidgetFigures[]): { title: string; bars: Bar[] }[] {
  const [one] = runs;
  if (!one) return [];
  const names = Object.keys(one.loads);
  const throttles = Object.keys(Object.values(one.loads)[0] ?? {});
  const [usual = '1'] = throttles;
  const slowest = throttles.at(-1) ?? usual;
  const bars = (member: 'bytes' | 'painted', throttle: string, show: (value: number) => string): Bar[] =>
    names.map((name, index) => {
      const worst = (at: string) => Math.max(...runs.map((run) => run.loads[name]?.[at]?.[member] ?? Number.NaN));
      const value = member === 'bytes' ? Math.min(...throttles.map(worst)) : worst(throttle);
      return { name, value, text: show(value), isOurs: index === 0 };
    });
  return [
    {
      title: 'Bytes of scripts before the click',
      bars: bars('bytes', usual, (value) => Math.round(value).toLocaleString('en')),
    },
    {
      title: `Milliseconds to the painted panel or button, CPU throttled by ${slowest}`,
      bars: bars('painted', slowest, (value) => `${Math.round(value)}`),
    },
  ];
}

function backendGroups(runs: readonly BackendFigures[]): { title: string; bars: Bar[] }[] {
  if (runs.length === 0) return [];
  const pair = (title: string, which: 'get' | 'find') => {
    const { ours, other } = worstBy(runs, (run) => -run[which].ratio)[which];
    const bar = (name: string, value: number, isOurs: boolean) => ({
      name,
      value,
      text: Math.round(value).toLocaleString('en'),
      isOurs,
    });
    return { title, bars: [bar('vcc-dynamics-auth', ours, true), bar('by hand', other, false)] };
  };
  return [pair('Status GETs in a second', 'get'), pair('Finds of the data connector in a second', 'find')];
}
