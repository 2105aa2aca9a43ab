import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

interface Named {
  name: string;
}

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
const own = read('package.json');
const manifest: {
  modules: { declarations: { tagName?: string; attributes?: (Named & { fieldName?: string })[] }[] }[];
} = read('dist/custom-elements.json');
const element = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .find(({ tagName }) => tagName === 'vcc-dynamics-auth');
const settable = element?.attributes?.filter(({ fieldName }) => fieldName) ?? [];
const sorted = (named: readonly Named[]) => named.map(({ name }) => name).sort();

describe('editors are offered', () => {
  it('every attribute that a host sets, and no other, in VS Code', () => {
    const [tag, ...others] = read(own.exports['./vscode.html-custom-data.json']).tags;
    assert.deepEqual(others, []);
    assert.equal(tag.name, 'vcc-dynamics-auth');
    assert.deepEqual(sorted(tag.attributes), sorted(settable));
  });

  it('every attribute that a host sets, and no other, with properties and events, in JetBrains’ editors', () => {
    const types = read(own['web-types']);
    assert.deepEqual([types.name, types.version], [own.name, own.version]);
    const [tag, ...others] = types.contributions.html.elements;
    assert.deepEqual(others, []);
    assert.equal(tag.name, 'vcc-dynamics-auth');
    assert.deepEqual(sorted(tag.attributes), sorted(settable));
    assert.ok(sorted(tag.js.properties).includes('authorityMetadata'));
    assert.ok(sorted(tag.events).includes('vcc-dynamics-linked'));
  });
});

describe('the types that are made from the manifest', () => {
  const types = readFileSync('dist/jsx-types.d.ts', 'utf8');

  it('leave no property without a type', () => {
    assert.doesNotMatch(types, /unknown|undefined"/);
  });

  it('say nothing to frameworks that are not used', () => {
    assert.doesNotMatch(types, /^declare (module|global)/m);
  });
});

describe('an installation', () => {
  it('runs no script, which npm would warn of', () => {
    const scripts = Object.keys(own.scripts);
    assert.deepEqual(
      scripts.filter((name) => ['preinstall', 'install', 'postinstall', 'prepare'].includes(name)),
      [],
    );
  });
});
