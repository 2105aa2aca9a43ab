import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checks, readTree, type Tree } from './layout/checks.js';
import { rules } from './layout/rules.js';

type Files = Record<string, string>;

describe('the layout of the repository', () => {
  const tree = readTree(fileURLToPath(new URL('../..', import.meta.url)), rules);
  for (const [rule, check] of Object.entries(checks)) {
    it(rule, () => {
      const found = check(tree, rules);
      assert.ok(found.length === 0, found.join('\n'));
    });
  }
});

/** A tree that follows every rule. */
const good: Files = {
  'src/index.ts': `import './define.js'; export type { State } from './widget/link/state.js';`,
  'src/define.ts': `import { Element } from './element.js';`,
  'src/element.ts': `import { loadLinking } from './widget/linking/load.js'; import './widget/panel/panel.js';`,
  'src/protocol.ts': '',
  'src/backend.ts': `import './backend/http/handler.js';`,
  'src/backend/errors.ts': `import type { Code } from '../protocol.js';`,
  'src/backend/http/handler.ts': `import '../grants/keep-alive.js'; import { z } from 'zod';`,
  'src/backend/grants/keep-alive.ts': `import '../store/database/database.js';`,
  'src/backend/store/database/database.ts': `import '../errors.js'; await import('pg');`,
  'src/widget/errors.ts': `import type { Code } from '../protocol.js';`,
  'src/widget/retryable-import.ts': `export const again = (url: string) => import(url);`,
  'src/widget/link/state.ts': `import '../errors.js';`,
  'src/widget/panel/panel.ts': `import './styles.js'; import type { State } from '../link/state.js';`,
  'src/widget/panel/styles.ts': '',
  'src/widget/linking/load.ts': `export type { A } from './a.js'; export const loadLinking = () => import('./a.js');`,
  'src/widget/linking/a.ts': `import './views/actions.js'; import '../panel/panel.js'; import '../sign-in/load.js';`,
  'src/widget/linking/views/actions.ts': `import '../b.js';`,
  'src/widget/linking/b.ts': '',
  'src/widget/sign-in/load.ts': `export const loadSignIn = () => import('./sign-in.js');`,
  'src/widget/sign-in/sign-in.ts': '',
  'demo/main.ts': `import './portal/portal.js'; import './stand-ins/entra.js'; import './qa/page.js';`,
  'demo/portal/portal.ts': `import '../../src/backend.js';`,
  'demo/qa/page.ts': '',
  'demo/stand-ins/entra.ts': '',
  'test/widget/linking/views/actions.test.ts': `import '../../../../src/widget/linking/views/actions.js';`,
  'test/backend/store/database.test.ts': '',
};

const broken: { rule: keyof typeof checks; when: string; files: Files; says: string }[] = [
  {
    rule: 'no file imports in a circle, types included',
    when: 'a type closes a circle',
    files: { 'src/widget/link/state.ts': `import './client.js';`, 'src/widget/link/client.ts': typeOf('./state.js') },
    says: 'src/widget/link/client.ts → src/widget/link/state.ts → src/widget/link/client.ts',
  },
  {
    rule: 'no file imports in a circle, types included',
    when: 'a test helper and a re-export are in one',
    files: { 'test/a.ts': `export type { B } from './b.js';`, 'test/b.ts': `type A = import('./a.js').A;` },
    says: 'test/a.ts → test/b.ts → test/a.ts',
  },
  {
    rule: 'arrows point down',
    when: 'a type is imported from above',
    files: { 'src/widget/errors.ts': `\n${typeOf('./panel/panel.js')}` },
    says: 'src/widget/errors.ts:2 imports src/widget/panel/panel.ts: src/widget/panel is above src/widget/*',
  },
  {
    rule: 'arrows point down',
    when: 'a neighbour is imported',
    files: { 'src/widget/diagnosis/probe.ts': `export * from '../panel/styles.js';` },
    says: 'src/widget/diagnosis/probe.ts:1 imports src/widget/panel/styles.ts: src/widget/panel is beside src/widget/diagnosis',
  },
  {
    rule: 'arrows point down',
    when: 'the backend imports from the widget',
    files: { 'src/backend/errors.ts': typeOf('../widget/errors.js') },
    says: 'src/backend/errors.ts:1 imports src/widget/errors.ts, which is not below src/backend/*',
  },
  {
    rule: 'arrows point down',
    when: 'a folder is new',
    files: { 'src/widget/extras/extra.ts': '' },
    says: 'src/widget/extras/extra.ts has no place in the layers',
  },
  {
    rule: 'a chunk is imported through its load.ts alone',
    when: 'a type is imported past it',
    files: { 'src/element.ts': typeOf('./widget/linking/views/actions.js') },
    says: 'src/element.ts:1 imports src/widget/linking/views/actions.ts',
  },
  {
    rule: 'an import() stands in a load.ts and loads its own folder',
    when: 'there is a second one',
    files: { 'src/widget/linking/b.ts': `export const load = () => import('./views/actions.js');` },
    says: 'src/widget/linking/b.ts:1 imports src/widget/linking/views/actions.ts with import()',
  },
  {
    rule: 'an import() stands in a load.ts and loads its own folder',
    when: 'a load.ts loads from another chunk',
    files: { 'src/widget/linking/load.ts': `export const load = () => import('../sign-in/sign-in.js');` },
    says: 'src/widget/linking/load.ts:1 imports src/widget/sign-in/sign-in.ts with import()',
  },
  {
    rule: 'no folder is too large',
    when: 'a 15th file comes',
    files: Object.fromEntries(Array.from({ length: 13 }, (_, index) => [`src/widget/panel/p${index}.ts`, ''])),
    says: 'src/widget/panel has 15 source files, more than 14',
  },
  {
    rule: 'folders that are apart import nothing of each other',
    when: 'the portal imports a stand-in',
    files: { 'demo/portal/portal.ts': typeOf('../stand-ins/entra.js') },
    says: 'demo/portal/portal.ts:1 imports demo/stand-ins/entra.ts',
  },
  {
    rule: 'folders of tests mirror folders of sources',
    when: 'a test is in a folder of its own',
    files: { 'test/widget/more/more.test.ts': '' },
    says: 'test/widget/more/more.test.ts: there is no src/widget/more',
  },
];

describe('the rules of the layout', () => {
  const root = mkdtempSync(join(tmpdir(), 'vcc-dynamics-auth-layout-'));
  after(() => rmSync(root, { recursive: true }));

  it('find nothing in a tree that follows them', () => {
    const tree = plant(join(root, 'good'), good);
    for (const check of Object.values(checks)) assert.deepEqual(check(tree, rules), []);
  });

  for (const [index, { rule, when, files, says }] of broken.entries()) {
    it(`${rule}: fails when ${when}`, () => {
      const tree = plant(join(root, String(index)), { ...good, ...files });
      assert.deepEqual(checks[rule](tree, rules), [says]);
    });
  }

  it('allow a folder of 14', () => {
    const files = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`src/widget/panel/p${index}.ts`, '']));
    const tree = plant(join(root, 'full'), { ...good, ...files });
    assert.deepEqual(checks['no folder is too large'](tree, rules), []);
  });
});

function typeOf(path: string): string {
  return `import type { Something } from '${path}';`;
}

function plant(root: string, files: Files): Tree {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return readTree(root, rules);
}
