import { chmod, lstat, mkdir, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { LinkError } from '../../errors.js';

/** Permission bits of the group and of everybody else. */
const othersBits = 0o077;

/**
 * Makes the folder of the embedded database, and takes all rights from everybody but its owner, in it as well: a folder
 * that a deployment made beforehand, or an umask of 0, would let other users of the machine read and change links.
 * Windows has no such bits; there the folder has the rights of the one that it is in.
 *
 * @throws LinkError `configuration` when others keep a right, such as where another user owns the folder
 */
export async function makePrivateDirectory(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  if (process.platform === 'win32') return;
  try {
    await takeRightsFromOthers(await realpath(directory));
  } catch (cause) {
    throw new LinkError(
      'configuration',
      `others may read or change the database folder ${directory}, and this could not be ended: give it to the user of this process, with mode 0700`,
      { cause },
    );
  }
}

async function takeRightsFromOthers(path: string): Promise<void> {
  const stats = await lstat(path);
  // PGlite makes none, and one that somebody else made leads to data outside of this folder.
  if (stats.isSymbolicLink()) throw new Error(`${path} is a symbolic link`);
  if ((stats.mode & othersBits) !== 0) {
    await chmod(path, stats.mode & 0o700);
    // File systems without permissions, such as many network shares, change nothing and do not complain.
    if (((await lstat(path)).mode & othersBits) !== 0) throw new Error(`${path} keeps its mode`);
  }
  if (!stats.isDirectory()) return;
  for (const name of await readdir(path)) await takeRightsFromOthers(join(path, name));
}
