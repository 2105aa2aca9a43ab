import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync, Visitor } from 'vite';

/** Paths are relative to the root of the repository, with slashes. */
export interface Import {
  from: string;
  line: number;
  /** As written; undefined when it is computed. */
  specifier: string | undefined;
  /** The imported file; undefined for a package, for a file that is not there, and for a computed specifier. */
  to: string | undefined;
  /** An `import()` expression. */
  isDynamic: boolean;
}

export interface Source {
  file: string;
  imports: Import[];
}

const readable = /\.(ts|tsx|js|mjs)$/;
const ignored = new Set(['node_modules', 'dist']);

/** Every file in these folders and below in alphabetical order, but for installed and built ones. */
export function listFiles(root: string, folders: readonly string[]): string[] {
  const files = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return ignored.has(entry.name) || entry.name.startsWith('.') ? [] : listFiles(root, [path]);
    }),
  );
  return files.sort();
}

/** The imports of every script: of values and of types, re-exports, `import('…')` as a type and as an expression. */
export function readSources(root: string, files: readonly string[]): Source[] {
  const known = new Set(files);
  return files
    .filter((file) => readable.test(file))
    .map((file) => ({ file, imports: readImports(file, readFileSync(join(root, file), 'utf8'), known) }));
}

function readImports(file: string, text: string, known: ReadonlySet<string>): Import[] {
  const { program, errors } = parseSync(file, text);
  if (errors[0]) throw new Error(`${file}: ${errors[0].message}`);
  const imports: Import[] = [];
  const add = (specifier: string | undefined, start: number, isDynamic = false) => {
    const line = text.slice(0, start).split('\n').length;
    imports.push({ from: file, line, specifier, to: specifier && resolve(file, specifier, known), isDynamic });
  };
  new Visitor({
    ImportDeclaration: ({ source, start }) => add(source.value, start),
    ExportNamedDeclaration: ({ source, start }) => void (source && add(source.value, start)),
    ExportAllDeclaration: ({ source, start }) => add(source.value, start),
    TSImportType: ({ source, start }) => add(source.value, start),
    ImportExpression({ source, start }) {
      const isLiteral = source.type === 'Literal' && typeof source.value === 'string';
      add(isLiteral ? String(source.value) : undefined, start, true);
    },
  }).visit(program);
  return imports;
}

function resolve(from: string, specifier: string, known: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(from), specifier);
  return [path, path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.tsx')].find((candidate) => known.has(candidate));
}
