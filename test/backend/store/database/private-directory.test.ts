import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { openDatabase } from '../../../../src/backend/store/database/database.js';
import { makePrivateDirectory } from '../../../../src/backend/store/database/private-directory.js';
import { createDatabaseFolder } from '../../test-database.js';

const skip = process.platform === 'win32' && 'Windows has no permission bits';

describe('the folder of the embedded database', { skip }, () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

  it('is its owner’s alone from the start on, with everything that was in it', async () => {
    const directory = await createDatabaseFolder();
    const entries = await readdir(directory, { recursive: true });
    await Promise.all(entries.map((entry) => chmod(join(directory, entry), 0o777)));
    await chmod(directory, 0o755);
    await makePrivateDirectory(directory);
    const paths = [
      directory,
      ...(await readdir(directory, { recursive: true })).map((entry) => join(directory, entry)),
    ];
    const open = (await Promise.all(paths.map(modeOf))).filter((mode) => (mode & 0o077) !== 0);
    assert.deepEqual([paths.length > 900, open], [true, []]);
    // What PGlite writes from now on follows the umask, out of reach in a closed folder.
    await chmod(directory, 0o777);
    await (await openDatabase({ directory })).close();
    assert.equal(await modeOf(directory), 0o700);
    await rm(directory, { recursive: true });
  });

  it('is made for its owner alone, whatever the umask', async () => {
    const umask = process.umask(0);
    try {
      await makePrivateDirectory(join(parent, 'data', 'links'));
    } finally {
      process.umask(umask);
    }
    assert.equal(await modeOf(join(parent, 'data', 'links')), 0o700);
  });

  it('may be behind a symbolic link: the folder that it leads to is closed', async () => {
    await mkdir(join(parent, 'volume'), { mode: 0o755 });
    await symlink(join(parent, 'volume'), join(parent, 'links'));
    await makePrivateDirectory(join(parent, 'links'));
    assert.equal(await modeOf(join(parent, 'volume')), 0o700);
  });

  it('is refused when a symbolic link in it leads elsewhere, and what that leads to keeps its rights', async () => {
    await writeFile(join(parent, 'elsewhere'), '', { mode: 0o644 });
    await mkdir(join(parent, 'links'));
    await symlink(join(parent, 'elsewhere'), join(parent, 'links', 'base'));
    await assert.rejects(makePrivateDirectory(join(parent, 'links')), { code: 'configuration', message: /mode 0700/ });
    assert.equal(await modeOf(join(parent, 'elsewhere')), 0o644);
  });

  it('is refused when its rights cannot be taken from others', { skip: process.platform !== 'linux' }, async () => {
    // The kernel owns its folders and files, for root as well.
    await assert.rejects(makePrivateDirectory('/proc/self/fdinfo'), { code: 'configuration', message: /mode 0700/ });
  });
});
