import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

const cdn = 'dist/cdn';
const kilobyte = 1024;

/** This file and all that it imports statically: what is there before its first line runs. */
function withImports(file: string, seen = new Set<string>()): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const source = readFileSync(file, 'utf8');
  const imports = [...source.matchAll(/\b(?:import|from)\s*["'`](\.[^"'`]+)["'`]/g)].map(([, path = '']) => path);
  return [file, ...imports.flatMap((path) => withImports(join(dirname(file), path), seen))];
}

function sizeOf(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

function stays(files: readonly string[], limit: number): void {
  assert.ok(files.length > 0);
  const sizes = files.map((file) => [file, sizeOf(file)] as const);
  const total = sizes.reduce((sum, [, size]) => sum + size, 0);
  const list = sizes.map(([file, size]) => `${file} ${size}`).join(', ');
  assert.ok(total <= limit, `${total - limit} bytes over the ${limit} that it may have (gzip): ${list}`);
}

const chunk = (name: string) =>
  readdirSync(cdn)
    .filter((file) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(file))
    .map((file) => join(cdn, file));

const tagsIn = (folder: string) =>
  readdirSync(`src/widget/${folder}`)
    .map((file) => file.replace('.ts', ''))
    .filter((tag) => tag !== 'load');

describe('what browsers load', () => {
  const first = withImports(join(cdn, 'vcc-dynamics-auth.js'));

  it('is at most 13 kB gzip up to the first Linked or Unlinked', () => {
    stays(first, 13 * kilobyte);
  });

  it('is at most 72 kB gzip for the sign-in', () => {
    const linking = withImports(chunk('linking')[0] ?? '');
    const signIn = withImports(chunk('sign-in')[0] ?? '').filter(
      (file) => !first.includes(file) && !linking.includes(file),
    );
    stays(signIn, 72 * kilobyte);
  });

  it('is at most 4 kB gzip for the callback page', () => {
    const page = readFileSync(join(cdn, 'popup-callback.html'), 'utf8');
    assert.deepEqual(
      [...page.matchAll(/src="([^"]+)"/g)].map(([, src]) => src),
      ['popup-callback.js'],
    );
    stays([join(cdn, 'popup-callback.html'), ...withImports(join(cdn, 'popup-callback.js'))], 4 * kilobyte);
  });

  for (const tag of tagsIn('languages')) {
    it(`is at most 3 kB gzip for the language ${tag}`, () => {
      assert.equal(chunk(tag).length, 1);
      stays(chunk(tag), 3 * kilobyte);
    });
  }

  for (const tag of tagsIn('detailed-texts')) {
    it(`is at most 2.25 kB gzip for the sentences that few panels need, in ${tag}`, () => {
      assert.equal(chunk(`detailed-${tag}`).length, 1);
      const files = withImports(chunk(`detailed-${tag}`)[0] ?? '').filter((file) => !first.includes(file));
      stays(files, 2.25 * kilobyte);
    });
  }
});
