import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { drive } from './drive.js';

const apps = fileURLToPath(new URL('.', import.meta.url));

interface App {
  name: string;
  rendersPage?: boolean;
  /** Messages that the type checker must print for the folder `wrong-use`. */
  refusals?: RegExp[];
}

const hosts: App[] = [
  { name: 'server-rendered', rendersPage: true },
  {
    name: 'react',
    refusals: [
      /'\{ clientID: string; \}' is not assignable/,
      /'string' is not assignable to type 'number'/,
      /Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/,
    ],
  },
  {
    name: 'vue',
    refusals: [
      /'clientID' does not exist/,
      /'boolean' is not assignable to type 'number'/,
      /'onVccDynamicsLinkt' does not exist/,
      /Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/,
    ],
  },
  // CUSTOM_ELEMENTS_SCHEMA accepts every property.
  { name: 'angular', refusals: [/Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/] },
];

describe('the packed package in a host of its own', () => {
  let directory: string;
  let tarball: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-hosts-'));
    const [packed] = JSON.parse(succeed(process.cwd(), ['pack', '--json', '--pack-destination', directory]));
    tarball = join(directory, packed.filename);
  });
  after(() => rm(directory, { recursive: true }));

  for (const { name, rendersPage, refusals } of hosts) {
    it(name, async () => {
      const step = startClock(name);
      const folder = join(directory, name);
      await cp(join(apps, name), folder, { recursive: true });
      const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
      succeed(folder, ['install', ...flags, tarball]);
      step('installed');
      succeed(folder, ['run', 'build']);
      step('built');
      if (refusals) {
        refuse(folder, refusals);
        step('wrong use refused');
      }
      const page = pathToFileURL(join(folder, 'page.js')).href;
      await drive({ name, folder, ...(rendersPage && { renderPage: (await import(page)).renderPage }) });
      step('driven');
    });
  }
});

function succeed(folder: string, parameters: string[]): string {
  const { status, stdout, stderr } = npm(folder, parameters);
  assert.equal(status, 0, `npm ${parameters.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

function refuse(folder: string, refusals: RegExp[]): void {
  const { status, stdout, stderr } = npm(folder, ['run', 'check:wrong-use']);
  assert.notEqual(status, 0);
  for (const refusal of refusals) assert.match(stdout + stderr, refusal);
}

function npm(folder: string, parameters: string[]) {
  return spawnSync('npm', parameters, { cwd: folder, encoding: 'utf8' });
}

function startClock(name: string): (done: string) => void {
  let last = performance.now();
  return (done) => {
    const now = performance.now();
    console.log(`${name}: ${done} (${((now - last) / 1000).toFixed(1)} s)`);
    last = now;
  };
}
