import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, link, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { LinkError } from '../errors.js';

/** The socket in the folder on which its owner listens. */
const socketName = 'owner.sock';

/** Bytes that every system takes for the path of a socket (`sun_path`). */
const longestPath = 103;

/**
 * Locks a folder of PGlite against other processes, which PGlite would not notice and which would spoil the data.
 *
 * The owner listens on a socket in the folder. The kernel ends that with the process, however it ends, and it means the same
 * in every container that has the folder, where process IDs do not. On Windows it is a named pipe.
 *
 * @param directory exists
 * @returns a function that unlocks the folder
 * @throws LinkError `configuration` when the folder is in use
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const folder = await realpath(directory);
  if (process.platform === 'win32') return lockByPipe(folder, directory);
  const handle = await open(folder);
  const address = (name: string) => addressOf(folder, name, handle);
  const path = join(folder, socketName);
  const own = `${socketName}.${randomUUID().slice(0, 8)}`;
  const server = await listen(address(own));
  const release = async () => {
    await close(server);
    await rm(join(folder, own), { force: true });
    await handle.close();
  };
  try {
    // What was left behind is taken away, and then one of those who are here at once is first.
    while (!(await linkFirst(join(folder, own), path))) {
      if (await isOwned(address(socketName))) throw inUse(directory);
      await removeLeftover(path, folder, address);
    }
    const { ino } = await lstat(path);
    await rm(join(folder, own));
    return async () => {
      if ((await inodeOf(path)) === ino) await rm(path, { force: true });
      await release();
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Returns false when there is something at the path. */
async function linkFirst(own: string, path: string): Promise<boolean> {
  try {
    await link(own, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    return false;
  }
}

/** Takes away what nobody listens on: of a process that crashed, or a file. Another one that came meanwhile is put back. */
async function removeLeftover(path: string, folder: string, address: (name: string) => string): Promise<void> {
  const name = `${socketName}.${randomUUID().slice(0, 8)}`;
  const moved = join(folder, name);
  try {
    await rename(path, moved);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (await isOwned(address(name))) await linkFirst(moved, path);
  await rm(moved, { force: true });
}

/** Returns whether somebody listens there. */
function isOwned(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    // What can't be asked, such as the socket of another user, counts as owned.
    socket.once('error', (error) => resolve(!['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(codeOf(error))));
  });
}

async function lockByPipe(folder: string, directory: string): Promise<() => Promise<void>> {
  const hash = createHash('sha256').update(folder.toLowerCase()).digest('hex').slice(0, 32);
  const server = await listen(`\\\\.\\pipe\\vcc-dynamics-auth-${hash}`).catch((error) => {
    throw codeOf(error) === 'EADDRINUSE' ? inUse(directory) : error;
  });
  return () => close(server);
}

function listen(address: string): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** Returns a path of the socket that is short enough; on Linux there always is one. */
function addressOf(folder: string, name: string, { fd }: FileHandle): string {
  const path = join(folder, name);
  if (Buffer.byteLength(path) <= longestPath) return path;
  if (process.platform === 'linux') return `/proc/self/fd/${fd}/${name}`;
  throw new LinkError('configuration', `the path of the database folder is too long for a socket in it: ${folder}`);
}

async function inodeOf(path: string): Promise<number | undefined> {
  return lstat(path).then(
    ({ ino }) => ino,
    () => undefined,
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function inUse(directory: string): LinkError {
  return new LinkError('configuration', `the database folder ${directory} is in use by another process`);
}
