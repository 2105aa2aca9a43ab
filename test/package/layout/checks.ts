import { posix } from 'node:path';
import { type Import, listFiles, readSources, type Source } from './imports.js';
import type { Rules } from './rules.js';

export const checks = {
  'no file imports in a circle, types included': findCircles,
  'arrows point down': findArrowsUp,
  'a chunk is imported through its load.ts alone': findPastDoor,
  'an import() stands in a load.ts and loads its own folder': findStrayLoads,
  'no folder is too large': findLargeFolders,
  'folders that are apart import nothing of each other': findApart,
  'folders of tests mirror folders of sources': findStrayTests,
} satisfies Record<string, (tree: Tree, rules: Rules) => string[]>;

export interface Tree {
  files: string[];
  sources: Source[];
  imports: Import[];
}

/** @throws when a script can't be parsed */
export function readTree(root: string, { folders }: Pick<Rules, 'folders'>): Tree {
  const files = listFiles(root, folders);
  const sources = readSources(root, files);
  return { files, sources, imports: sources.flatMap(({ imports }) => imports) };
}

const show = ({ from, line, specifier, to }: Import) =>
  `${from}:${line} imports ${to ?? specifier ?? 'a computed path'}`;
const isIn = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);

/** One circle of each group of files that all reach each other. */
function findCircles({ sources }: Tree): string[] {
  const targets = new Map(sources.map(({ file, imports }) => [file, imports.flatMap(({ to }) => to ?? [])]));
  const reached = new Map([...targets.keys()].map((file) => [file, reach(file)]));
  const done = new Set<string>();
  return [...targets.keys()].flatMap((file) => {
    const path = reached.get(file)?.get(file);
    if (!path || done.has(file)) return [];
    const group = [...targets.keys()].filter((other) => reached.get(file)?.has(other) && reached.get(other)?.has(file));
    for (const member of group) done.add(member);
    return [`${[file, ...path].join(' → ')}${group.length > path.length ? ` (${group.length} files in all)` : ''}`];
  });

  /** The shortest path to every file that this one imports, also through others. */
  function reach(from: string): Map<string, string[]> {
    const paths = new Map<string, string[]>();
    const queue: [file: string, path: string[]][] = [[from, []]];
    for (const [file, path] of queue) {
      for (const to of targets.get(file) ?? []) {
        if (paths.has(to)) continue;
        paths.set(to, [...path, to]);
        queue.push([to, [...path, to]]);
      }
    }
    return paths;
  }
}

function findArrowsUp({ files, imports }: Tree, { orders, product }: Rules): string[] {
  const arrows = orders.flatMap((order) =>
    imports.flatMap((one) => {
      const from = placeOf(one.from, order);
      if (!from || !one.to) return [];
      const to = placeOf(one.to, order);
      if (!to) return [`${show(one)}, which is not below ${from.name}`];
      if (to.line > from.line || to.name === from.name) return [];
      return [`${show(one)}: ${to.name} is ${to.line < from.line ? 'above' : 'beside'} ${from.name}`];
    }),
  );
  const unplaced = files
    .filter((file) => isIn(file, product) && file.endsWith('.ts') && !orders.some((order) => placeOf(file, order)))
    .map((file) => `${file} has no place in the layers`);
  return [...unplaced, ...new Set(arrows)];
}

function placeOf(file: string, order: readonly (readonly string[])[]): { line: number; name: string } | undefined {
  for (const [line, names] of order.entries()) {
    for (const name of names) {
      if (name.endsWith('/*') ? posix.dirname(file) === name.slice(0, -2) : isIn(file, name)) return { line, name };
    }
  }
  return undefined;
}

function findPastDoor({ files, imports }: Tree, { tests }: Rules): string[] {
  return imports
    .filter(({ from, to }) => {
      const chunk = to && chunkOf(to, files);
      return chunk && !isIn(from, chunk) && to !== `${chunk}/load.ts` && !isIn(from, tests);
    })
    .map(show);
}

function findStrayLoads({ files, imports }: Tree, { product, lazyElsewhere }: Rules): string[] {
  return imports
    .filter(({ from, to, isDynamic }) => {
      if (!isDynamic || !isIn(from, product) || lazyElsewhere.includes(from)) return false;
      return posix.basename(from) !== 'load.ts' || !to || chunkOf(to, files) !== posix.dirname(from);
    })
    .map((one) => `${show(one)} with import()`);
}

/** The innermost folder around the file that has a `load.ts`. */
function chunkOf(file: string, files: readonly string[]): string | undefined {
  for (let folder = posix.dirname(file); folder !== '.'; folder = posix.dirname(folder)) {
    if (files.includes(`${folder}/load.ts`)) return folder;
  }
  return undefined;
}

function findLargeFolders({ files }: Tree, { largestFolder, large }: Rules): string[] {
  const sizes = new Map<string, number>();
  for (const file of files.filter((path) => /\.(ts|tsx|js|mjs|vue|css|html)$/.test(path))) {
    const folder = posix.dirname(file);
    sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
  }
  return [...sizes]
    .filter(([folder, size]) => size > largestFolder && !large.includes(folder))
    .map(([folder, size]) => `${folder} has ${size} source files, more than ${largestFolder}`);
}

function findApart({ imports }: Tree, { apart }: Rules): string[] {
  return apart.flatMap(([folder, others]) =>
    imports.filter(({ from, to }) => to && isIn(from, folder) && others.some((other) => isIn(to, other))).map(show),
  );
}

function findStrayTests({ files }: Tree, { mirrors }: Rules): string[] {
  return mirrors.flatMap(([tests, sources]) =>
    files
      .filter((file) => isIn(file, tests) && file.endsWith('.test.ts'))
      .filter((file) => {
        const folder = posix.dirname(file).replace(tests, sources);
        return !files.some((other) => isIn(other, folder));
      })
      .map((file) => `${file}: there is no ${posix.dirname(file).replace(tests, sources)}`),
  );
}
