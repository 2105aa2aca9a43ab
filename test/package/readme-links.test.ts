import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, it } from 'node:test';

const packed: string[] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { encoding: 'utf8' }),
)[0].files.map(({ path }: { path: string }) => path);

interface Link {
  target: string;
  anchor?: string;
}

/** The links and pictures of a text that lead to files, as paths from the root of package and repository. */
function linksIn(file: string): Link[] {
  const text = readFileSync(file, 'utf8').replace(/^```.*?^```/gms, '');
  const urls = [...text.matchAll(/\]\(([^)\s]+)\)|\b(?:src|href)="([^"]+)"/g)].map(
    ([, one, other]) => one ?? other ?? '',
  );
  return urls
    .filter((url) => !/^[a-z]+:/.test(url))
    .map((url) => {
      const [path = '', anchor] = url.split('#');
      const target = path === '' ? file : posix.join(posix.dirname(file), path);
      return { target, ...(anchor !== undefined && { anchor }) };
    });
}

/** The anchors of headings, as GitHub and npm make them. */
function anchorsIn(file: string): string[] {
  const text = readFileSync(file, 'utf8').replace(/^```.*?^```/gms, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function deadLinks(file: string, isThere: (path: string) => boolean): string[] {
  return linksIn(file).flatMap(({ target, anchor }) => {
    const isDead = !isThere(target) || (anchor !== undefined && !anchorsIn(target).includes(anchor));
    return isDead ? [`${file}: ${target}${anchor === undefined ? '' : `#${anchor}`}`] : [];
  });
}

describe('no link and no picture is dead', () => {
  it('in the texts that the package ships', () => {
    const texts = packed.filter((path) => path.endsWith('.md'));
    assert.ok(texts.includes('README.md') && texts.includes('src/backend/README.md'), texts.join());
    assert.deepEqual(
      texts.flatMap((file) => deadLinks(file, (path) => packed.includes(path))),
      [],
    );
  });

  it('in the texts that only the repository has', () => {
    assert.deepEqual(
      ['demo/README.md', 'test/contract/package/README.md'].flatMap((file) => deadLinks(file, existsSync)),
      [],
    );
  });
});
