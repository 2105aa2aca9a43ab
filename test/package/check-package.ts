import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

// `npm run check:package`: what would be published, and whether it works where only the tarball is.

/** Licences that ask for no more than to be named. */
const fine = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0'];

const folder = mkdtempSync(join(tmpdir(), 'vcc-dynamics-auth-package-'));
try {
  const own = JSON.parse(readFileSync('package.json', 'utf8'));
  const tarball = pack();
  await lint(own, tarball);
  checkTypes(tarball);

  installInto(folder, [tarball]);
  const widget = packagesIn(folder);
  say(
    'Installed for the widget',
    widget.map(({ name, version }) => `${name} ${version}`),
  );
  assert.ok(
    widget.every(({ name }) =>
      /^(vcc-dynamics-auth|lit|lit-\w+|@lit\/|@lit-labs\/|@azure\/msal-|@types\/trusted-types)/.test(name),
    ),
    'the widget brings more than lit and MSAL',
  );
  const entries = Object.keys(own.exports).map((entry) => join('vcc-dynamics-auth', entry));
  importEach(entries.filter((entry) => !entry.endsWith('backend.js')));

  installInto(
    folder,
    Object.entries(own.peerDependencies).map(([name, range]) => `${name}@${range}`),
  );
  importEach(entries);
  checkEventTypes();

  const licences = packagesIn(folder).map(({ name, version, license }) => `${license}: ${name} ${version}`);
  say('Licences, with all optional peers', licences.sort());
  const odd = licences.filter((line) => !fine.includes(line.split(': ')[0] ?? ''));
  assert.deepEqual(odd, [], 'licences to be looked at');
  console.log('\nThe package is ready to be published.');
} finally {
  rmSync(folder, { recursive: true });
}

function pack(): string {
  const [packed] = JSON.parse(npm(['pack', '--json', '--pack-destination', folder], process.cwd()));
  say(`Packed ${packed.filename}: ${packed.size} bytes, ${packed.entryCount} files`, []);
  const names = packed.files.map(({ path }: { path: string }) => path);
  const allowed = /^(dist\/|README\.md$|CHANGELOG\.md$|LICENSE$|package\.json$|.+\.(md|png|svg)$|src\/protocol\.ts$)/;
  assert.deepEqual(
    names.filter((name: string) => !allowed.test(name) || /^dist\/(?:qa|kit)\//.test(name)),
    [],
    'files that nobody needs',
  );
  return resolve(folder, packed.filename);
}

async function lint(own: object, tarball: string): Promise<void> {
  const { messages } = await publint({ pack: { tarball: readFileSync(tarball).buffer as ArrayBuffer }, strict: true });
  say(
    'publint, strict',
    messages.map((message) => formatMessage(message, own) ?? message.code),
  );
  assert.equal(messages.length, 0);
}

/** The package is for bundlers and browsers, and for Node as ES modules. */
function checkTypes(tarball: string): void {
  const attw = resolve('node_modules/.bin/attw');
  const report = execFileSync(attw, [tarball, '--profile', 'esm-only', '--no-color', '--format', 'ascii'], {
    encoding: 'utf8',
  });
  say('Are the types wrong?', report.trim().split('\n'));
}

function installInto(where: string, packages: string[]): void {
  writeFileSync(join(where, 'package.json'), readPackage(where));
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...packages], where);
}

function readPackage(where: string): string {
  try {
    return readFileSync(join(where, 'package.json'), 'utf8');
  } catch {
    return '{ "type": "module" }';
  }
}

function importEach(specifiers: readonly string[]): void {
  for (const specifier of specifiers) {
    const attributes = specifier.endsWith('.json') ? ', { with: { type: "json" } }' : '';
    execFileSync(
      process.execPath,
      ['--no-warnings', '--input-type=module', '--eval', `await import(${JSON.stringify(specifier)}${attributes})`],
      { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] },
    );
  }
  say('Imported in Node, without a DOM', specifiers);
}

/** Listeners of every entry with types, each compiled alone: what another entry declares must not help. */
function checkEventTypes(): void {
  const uses = {
    element: `import type { VccDynamicsAuth } from 'vcc-dynamics-auth/element.js';
      export const listen = (element: VccDynamicsAuth) =>
        element.addEventListener('vcc-dynamics-linked', (event) => event.link.linkId);`,
    react: `import type { VccDynamicsAuthProps } from 'vcc-dynamics-auth/react.js';
      export const props: VccDynamicsAuthProps = { 'onvcc-dynamics-linked': (event) => event.link.linkId };`,
    vue: `import type { VccDynamicsAuthProps } from 'vcc-dynamics-auth/vue.js';
      export const props: VccDynamicsAuthProps = { onVccDynamicsLinked: (event) => event.link.linkId };`,
    svelte: `import type {} from 'vcc-dynamics-auth/svelte.js';
      import type { SvelteHTMLElements } from 'svelte/elements';
      export const props: SvelteHTMLElements['vcc-dynamics-auth'] = { 'onvcc-dynamics-linked': (event) => event.link.linkId };`,
    preact: `import type {} from 'vcc-dynamics-auth/preact.js';
      import type { JSX } from 'preact';
      export const props: JSX.IntrinsicElements['vcc-dynamics-auth'] = { 'onvcc-dynamics-linked': (event) => event.link.linkId };`,
    solid: `import type {} from 'vcc-dynamics-auth/solid.js';
      import type { JSX } from 'solid-js/jsx-runtime';
      export const props: JSX.IntrinsicElements['vcc-dynamics-auth'] = { 'on:vcc-dynamics-linked': (event) => event.link.linkId };`,
    document: `import type {} from 'vcc-dynamics-auth';
      document.addEventListener('vcc-dynamics-linked', (event) => event.link.linkId);
      window.addEventListener('vcc-dynamics-error', (event) => event.code);`,
  };
  const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022'];
  for (const [entry, source] of Object.entries(uses)) {
    const file = join(folder, `${entry}.ts`);
    writeFileSync(file, source);
    execFileSync(resolve('node_modules/.bin/tsc'), [...options, file], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }
  say('Events are typed in', Object.keys(uses));
}

interface Installed {
  name: string;
  version: string;
  license: string;
}

function packagesIn(where: string): Installed[] {
  const listed = readdirSync(join(where, 'node_modules'), { recursive: true, encoding: 'utf8' });
  return listed
    .filter((path) => /(^|node_modules\/)(@[^/]+\/)?[^/@.][^/]*\/package\.json$/.test(path))
    .map((path) => JSON.parse(readFileSync(join(where, 'node_modules', path), 'utf8')))
    .filter(({ name, version }) => name && version);
}

function npm(parameters: string[], cwd: string): string {
  return execFileSync('npm', parameters, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

function say(title: string, lines: readonly string[]): void {
  console.log(`\n${title}${lines.length > 0 ? `\n  ${lines.join('\n  ')}` : ''}`);
}
