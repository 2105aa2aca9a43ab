import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');

/**
 * Writes the README's files into an app, word for word: each is the code block whose first comment names it.
 *
 * @param files their paths in the app
 */
export async function writeSnippets(folder: string, files: string[]): Promise<void> {
  for (const file of files) {
    const path = join(folder, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, readSnippet(file));
  }
}

function readSnippet(file: string): string {
  const blocks = [...readme.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const found = blocks.filter((code) => namedIn(code) === file);
  assert.equal(found.length, 1, `blocks of the README with a first comment ${file}`);
  return found[0] ?? '';
}

/** The file that the first comment names. Astro's begins below the fence of its script. */
function namedIn(code: string): string | undefined {
  return /^(?:---\n)?(?:\/\/|\/\*|<!--) (\S+\.\w+)/.exec(code)?.[1];
}
