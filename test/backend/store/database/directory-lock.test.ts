import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { lockDirectory } from '../../../../src/backend/store/database/directory-lock.js';

const lockModule = new URL('../../../../src/backend/store/database/directory-lock.ts', import.meta.url).href;

describe('the lock of a database folder', () => {
  let parent: string;
  let directory: string;
  const started: ChildProcess[] = [];
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-'));
    directory = join(parent, 'database');
    await mkdir(directory);
  });
  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    await rm(parent, { recursive: true });
  });

  /** Lets another process have the folder. */
  async function lockElsewhere(command: readonly string[] = []): Promise<ChildProcess> {
    const script = `import { lockDirectory } from ${JSON.stringify(lockModule)};
      await lockDirectory(process.argv[1]); console.log('locked'); setInterval(() => {}, 1000);`;
    const [program = '', ...rest] = [
      ...command,
      process.execPath,
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      script,
      directory,
    ];
    const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  it('lets one have the folder at a time, and leaves nothing behind', async () => {
    const unlock = await lockDirectory(directory);
    await assert.rejects(lockDirectory(directory), { code: 'configuration', message: /in use by another process/ });
    await unlock();
    await (await lockDirectory(directory))();
    assert.deepEqual(await readdir(directory), []);
  });

  it('lets only one of many that start at once have it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  it('keeps out of a folder that another process has, by whatever path, until that is killed', async () => {
    const other = await lockElsewhere();
    await assert.rejects(lockDirectory(directory), { code: 'configuration' });
    await assert.rejects(lockDirectory(join(parent, '.', 'database')), { code: 'configuration' });
    await kill(other);
    await (await lockDirectory(directory))();
  });

  it('lets only one of many take over what a crash has left behind', async () => {
    await kill(await lockElsewhere());
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => lockDirectory(directory)));
    assert.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  for (const [what, content] of [
    ['with the ID of a living stranger', String(process.ppid)],
    ['of 0 bytes', ''],
    ['with a line break', '\n'],
  ] as const) {
    it(`is not kept from a folder by a file ${what}`, async () => {
      await writeFile(`${directory}.lock`, content);
      await writeFile(join(directory, 'owner.0a1b2c3d.sock'), content);
      await (await lockDirectory(directory))();
    });
  }

  it('works where the path is longer than that of a socket may be', {
    skip: process.platform !== 'linux',
  }, async () => {
    directory = join(directory, 'x'.repeat(120));
    await mkdir(directory);
    const unlock = await lockDirectory(directory);
    await assert.rejects(lockDirectory(directory), { code: 'configuration' });
    await unlock();
  });

  const ownProcessIds = ['unshare', '--user', '--map-root-user', '--pid', '--fork'];
  const canUnshare = spawnSync(ownProcessIds[0] ?? '', [...ownProcessIds.slice(1), 'true']).status === 0;
  it('means the same in a container with process IDs of its own', { skip: !canUnshare }, async () => {
    const other = await lockElsewhere([...ownProcessIds, '--kill-child']);
    await assert.rejects(lockDirectory(directory), { code: 'configuration' });
    await kill(other);
    // The child of `unshare` is killed with it, a moment later.
    const until = performance.now() + 5_000;
    let unlock: (() => Promise<void>) | undefined;
    while (!unlock && performance.now() < until) unlock = await lockDirectory(directory).catch(() => undefined);
    assert.ok(unlock, 'it is free once its owner is gone');
    await unlock();
  });
});
