import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';

describe('a language more is one file more, and one for the sentences that few panels need', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vcc-dynamics-auth-language-'));
  const dutch = join(folder, 'src/widget/languages/nl.ts');
  const german = readFileSync('src/widget/languages/de.ts', 'utf8');
  const dutchDetails = join(folder, 'src/widget/detailed-texts/nl.ts');
  const germanDetails = readFileSync('src/widget/detailed-texts/de.ts', 'utf8');
  const checkTypes = () => spawnSync('npm', ['run', 'typecheck'], { cwd: folder, encoding: 'utf8' });

  before(() => {
    for (const name of ['src', 'test', 'demo', 'package.json', 'tsconfig.json', 'vite.config.ts']) {
      cpSync(name, join(folder, name), { recursive: true });
    }
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  });
  after(() => rmSync(folder, { recursive: true }));

  it('which is built into a chunk of its own, beside those that were there', () => {
    writeFileSync(dutch, german.replace(/linkedDate: '.*'/, "linkedDate: 'Gekoppeld op'"));
    writeFileSync(dutchDetails, germanDetails.replace(/'Eine Regel.*'/, "'Een regel'"));
    const { status, stdout } = checkTypes();
    assert.equal(status, 0, stdout);
    execFileSync('npx', ['vite', 'build', '--mode', 'element'], { cwd: folder, stdio: 'pipe' });
    const cdn = join(folder, 'dist/cdn');
    const chunksOf = (name: string) => readdirSync(cdn).filter((file) => new RegExp(`^${name}-.*\\.js$`).test(file));
    for (const [name, text] of [
      ['nl', /Gekoppeld op/],
      ['detailed-nl', /Een regel/],
    ] as const) {
      assert.equal(chunksOf(name).length, 1);
      assert.match(readFileSync(join(cdn, String(chunksOf(name))), 'utf8'), text);
    }
    assert.equal(chunksOf('de').length, 1);
  });

  it('where a missing text is a type error', () => {
    writeFileSync(dutch, german.replace(/linkedDate: '.*',/, ''));
    const { status, stdout } = checkTypes();
    assert.notEqual(status, 0);
    assert.match(stdout, /src\/widget\/languages\/nl\.ts.*\n?.*linkedDate/);
  });

  it('where a missing reason is one too, and the whole file may be missing', () => {
    writeFileSync(dutch, german);
    writeFileSync(dutchDetails, germanDetails.replace(/policy:\n.*\n/, ''));
    const { status, stdout } = checkTypes();
    assert.notEqual(status, 0);
    assert.match(stdout, /src\/widget\/detailed-texts\/nl\.ts.*\n?.*policy/);
    rmSync(dutchDetails);
    assert.equal(checkTypes().status, 0);
  });
});
