import { readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { LinkError } from '../errors.js';

/** The lock files of this process. */
const held = new Set<string>();

/**
 * Locks a folder of PGlite against other processes, which PGlite would not notice and which would spoil the data. The lock
 * is a file beside the folder with the process ID; one that a crash left behind is taken over.
 *
 * @returns a function that unlocks the folder
 * @throws LinkError `configuration` when the folder is in use
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const lockFile = `${resolve(directory)}.lock`;
  const holder = await readHolder(lockFile);
  if (holder !== undefined && isAlive(holder, lockFile)) throw inUse(directory, holder);
  if (holder !== undefined) await rm(lockFile, { force: true });
  try {
    await writeFile(lockFile, String(process.pid), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw inUse(directory, 'another', error);
  }
  held.add(lockFile);
  return async () => {
    held.delete(lockFile);
    await rm(lockFile, { force: true });
  };
}

async function readHolder(lockFile: string): Promise<number | undefined> {
  try {
    return Number(await readFile(lockFile, 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number, lockFile: string): boolean {
  // After a restart of a container the crashed process may have had our own ID.
  if (pid === process.pid) return held.has(lockFile);
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function inUse(directory: string, holder: number | 'another', cause?: unknown): LinkError {
  return new LinkError('configuration', `the database folder ${directory} is in use by process ${holder}`, { cause });
}
