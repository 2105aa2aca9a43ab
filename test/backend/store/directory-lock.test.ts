import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { lockDirectory } from '../../../src/backend/store/directory-lock.js';

describe('the lock of a database folder', () => {
  let parent: string;
  let directory: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-'));
    directory = join(parent, 'database');
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('lets one have the folder at a time', async () => {
    const unlock = await lockDirectory(directory);
    await assert.rejects(lockDirectory(directory), { code: 'configuration' });
    await unlock();
    await (await lockDirectory(directory))();
  });

  it('lets only one of two that start at once have it', async () => {
    const outcomes = await Promise.allSettled([lockDirectory(directory), lockDirectory(directory)]);
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('keeps out of a folder that another living process has', async () => {
    await writeFile(`${directory}.lock`, String(process.ppid));
    await assert.rejects(lockDirectory(directory), new RegExp(String(process.ppid)));
  });

  it('takes over what a crash left behind, also under the same process id', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const crashed of [pid, process.pid]) {
      await writeFile(`${directory}.lock`, String(crashed));
      await (await lockDirectory(directory))();
    }
  });
});
