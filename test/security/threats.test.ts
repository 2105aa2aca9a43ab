import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { describeThreats, threats } from './threats.js';

describe('the threat table', () => {
  it('is the text that readers see', () => {
    const written = readFileSync(new URL('threats.md', import.meta.url), 'utf8');
    assert.equal(written, describeThreats(), 'run: npm run write:threats');
  });

  it('names tests that there are', () => {
    for (const { id, tests } of threats) {
      for (const [file, title] of tests) {
        const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
        const titles = [...source.matchAll(/\bit\(\s*(['"`])(.*?)(?<!\\)\1/gs)].map(([, , text = '']) =>
          text.replace(/\$\{[^}]*\}/g, '…').replaceAll("\\'", "'"),
        );
        assert.ok(titles.includes(title), `${id}: there is no test “${title}” in ${file}`);
      }
    }
  });

  it('has one row for each id, each with a source and a test', () => {
    assert.equal(new Set(threats.map(({ id }) => id)).size, threats.length);
    for (const { id, sources, tests } of threats) assert.ok(sources.length > 0 && tests.length > 0, id);
  });
});
