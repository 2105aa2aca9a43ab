import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type Extent, measureBackend } from './backend/measure.js';
import { drawPicture } from './picture.js';
import { backendTable, flowTable, printTable, sizeTable, toMarkdown, widgetTable } from './tables.js';
import { measureWidget, type WidgetExtent, type WidgetFigures } from './widget/measure.js';

// npm run bench [-- --quick] [--backend | --widget]
//
// Measures, prints tables, and writes figures, tables and the picture: in full to this folder, as the README shows them, and a
// quick look of two minutes to test-results/. Every ratio is of two things measured in turns; of three runs the worst is told.

const isQuick = process.argv.includes('--quick');
const only = ['backend', 'widget'].find((part) => process.argv.includes(`--${part}`));
const say = (what: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${what}`);

const backendExtent: Extent = isQuick
  ? { runs: 1, rounds: 3, seconds: 0.5, sizes: [1_000, 10_000], processes: [1, 2], links: 10 }
  : { runs: 3, rounds: 6, seconds: 1, sizes: [1_000, 100_000, 1_000_000], processes: [1, 2, 4], links: 30 };
const widgetExtent: WidgetExtent = isQuick
  ? { rounds: 5, clicks: 2, throttles: [1, 4], patience: 3_000, links: 3 }
  : { rounds: 20, clicks: 10, throttles: [1, 4], patience: 65_000, links: 20 };

const backend = only === 'widget' ? [] : await measureBackend(backendExtent, say);
const widget: WidgetFigures[] = [];
for (let run = 0; only !== 'backend' && run < backendExtent.runs; run++) {
  // A window that is closed is waited for a minute by some, so once.
  widget.push(await measureWidget({ ...widgetExtent, closes: run === 0 }, say));
}

const tables = [
  ...(backend.length > 0 ? [backendTable(backend), sizeTable(backend)] : []),
  ...(widget.length > 0 ? [widgetTable(widget), flowTable(widget)] : []),
];
console.log(`\n${tables.map(printTable).join('\n\n')}`);

const folder = fileURLToPath(
  new URL(isQuick || only ? `../../test-results/bench${only ? `-${only}` : ''}` : 'results', import.meta.url),
);
mkdirSync(folder, { recursive: true });
const [{ model = '' } = {}] = cpus();
const machine = { cpus: cpus().length, model, node: process.version };
const figures = { at: new Date().toISOString(), machine, backend, widget };
writeFileSync(`${folder}/figures.json`, `${JSON.stringify(figures, undefined, 2)}\n`);
writeFileSync(
  `${folder}/tables.md`,
  `${tables.map((table) => `${table.title}:\n\n${toMarkdown(table)}\n`).join('\n')}`,
);
drawPicture(`${folder}/speed.svg`, { backend, widget });
console.log(`\n${folder}: figures.json, tables.md, speed.svg`);
