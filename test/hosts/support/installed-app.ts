import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const apps = fileURLToPath(new URL('..', import.meta.url));
const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];

/** The package as npm packs it, in a folder for temporary files. */
export interface PackedPackage {
  /**
   * Installs it in a copy of a folder of `test/hosts`.
   *
   * @param shared another folder, whose files go into the copy as well
   * @returns the copy
   */
  installIn(app: string, shared?: string): Promise<string>;
  remove(): Promise<void>;
}

export async function packPackage(): Promise<PackedPackage> {
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-hosts-'));
  const [packed] = JSON.parse(succeed(process.cwd(), ['pack', '--json', '--pack-destination', directory]));
  const tarball = join(directory, packed.filename);
  return {
    async installIn(app, shared) {
      const folder = join(directory, app);
      for (const source of [app, ...(shared ? [shared] : [])]) {
        await cp(join(apps, source), folder, { recursive: true, filter: (path) => !path.includes('/node_modules') });
      }
      const isLocked = existsSync(join(folder, 'package-lock.json'));
      if (isLocked) succeed(folder, ['ci', ...flags]);
      succeed(folder, ['install', ...flags, ...(isLocked ? ['--no-save'] : []), tarball]);
      return folder;
    },
    remove: () => rm(directory, { recursive: true }),
  };
}

/** Runs npm in a folder. @returns what it printed */
export function succeed(folder: string, parameters: string[]): string {
  const { status, stdout, stderr } = npm(folder, parameters);
  assert.equal(status, 0, `npm ${parameters.join(' ')}\n${stdout}${stderr}`);
  return stdout;
}

export function npm(folder: string, parameters: string[]) {
  return spawnSync('npm', parameters, { cwd: folder, encoding: 'utf8' });
}

/** Asserts that the type checker refuses what the folder `wrong-use` has. @param refusals messages that it must print */
export function refuse(folder: string, refusals: RegExp[]): void {
  const { status, stdout, stderr } = npm(folder, ['run', 'check:wrong-use']);
  assert.notEqual(status, 0);
  for (const refusal of refusals) assert.match(stdout + stderr, refusal);
}

/** Prints how long each step took. */
export function startClock(name: string): (done: string) => void {
  let last = performance.now();
  return (done) => {
    const now = performance.now();
    console.log(`${name}: ${done} (${((now - last) / 1000).toFixed(1)} s)`);
    last = now;
  };
}
