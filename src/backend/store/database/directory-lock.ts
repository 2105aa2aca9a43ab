import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir, realpath, rename, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { LinkError } from '../../errors.js';

/** The sockets in the folder on which its owner, and those who would be, listen. */
const socketName = /^owner\.[0-9a-f]{8}\.sock$/;

/** Bytes that every system takes for the path of a socket (`sun_path`). */
const longestPath = 103;

/**
 * Locks a folder of PGlite against other processes, which PGlite would not notice and which would spoil the data.
 *
 * The owner listens on a socket in the folder. The kernel ends that with the process, however it ends, and it means the same
 * in every container that has the folder, where process IDs do not. On Windows it is a named pipe.
 *
 * Of several that start at once the first by name is the owner: each shows its socket before it looks for others, so that of
 * two at least one sees the other. Who sees one that comes before it gives up, and who sees one that comes after it waits
 * until that has given up, or says that it had not seen anyone.
 *
 * @param directory exists
 * @returns a function that unlocks the folder
 * @throws LinkError `configuration` when the folder is in use
 */
export async function lockDirectory(directory: string): Promise<() => Promise<void>> {
  const folder = await realpath(directory);
  if (process.platform === 'win32') return lockByPipe(folder, directory);
  const handle = await open(folder);
  const claim = new Claim();
  const name = `owner.${randomUUID().slice(0, 8)}.sock`;
  const release = async () => {
    await rm(join(folder, name), { force: true });
    await claim.giveUp();
    await handle.close();
  };
  try {
    // Between its creation and its first listener a socket looks like a leftover: it gets its name when it answers.
    await claim.listen(addressOf(folder, `new-${name}`, handle));
    await rename(join(folder, `new-${name}`), join(folder, name));
    for (const other of (await readdir(folder)).filter((file) => file !== name && socketName.test(file))) {
      const answer = await ask(addressOf(folder, other, handle), { untilDecided: name < other });
      if (answer === 'taken') throw inUse(directory);
      // Names are used once: what is taken away can't be another process's by now.
      if (answer === 'left behind') await rm(join(folder, other), { force: true });
    }
    claim.win();
    return release;
  } catch (error) {
    await release();
    throw error;
  }
}

/** The socket of one who would own the folder: whoever connects learns that it does, or that it has given up. */
class Claim {
  #won = false;
  readonly #waiting = new Set<Socket>();
  readonly #server: Server = createServer((socket) => {
    // Who asked and went away is no concern of the owner's.
    socket.on('error', () => {});
    socket.once('close', () => this.#waiting.delete(socket));
    this.#waiting.add(socket);
    socket.write('?');
    if (this.#won) socket.end('owner');
  });

  listen(address: string): Promise<void> {
    return listen(this.#server, address);
  }

  win(): void {
    this.#won = true;
    for (const socket of this.#waiting) socket.end('owner');
  }

  giveUp(): Promise<void> {
    for (const socket of this.#waiting) socket.destroy();
    return close(this.#server);
  }
}

type Answer = 'taken' | 'given up' | 'left behind';

/** Asks the one who listens there. With `untilDecided` one that has not decided yet is waited for, or counts as the owner. */
function ask(address: string, { untilDecided }: { untilDecided: boolean }): Promise<Answer> {
  return new Promise((resolve) => {
    const socket = connect(address);
    let said = '';
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      said += text;
      if (!untilDecided || said.endsWith('owner')) settle('taken');
    });
    socket.once('close', () => settle('given up'));
    socket.once('error', (error) => {
      const code = codeOf(error);
      if (code === 'ECONNREFUSED' || code === 'ENOTSOCK') settle('left behind');
      else if (code === 'ENOENT' || code === 'ECONNRESET' || code === 'EPIPE') settle('given up');
      // What can't be asked, such as the socket of another user, counts as owned.
      else settle('taken');
    });
    function settle(answer: Answer): void {
      resolve(answer);
      socket.destroy();
    }
  });
}

async function lockByPipe(folder: string, directory: string): Promise<() => Promise<void>> {
  const hash = createHash('sha256').update(folder.toLowerCase()).digest('hex').slice(0, 32);
  const server = createServer((socket) => socket.destroy());
  await listen(server, `\\\\.\\pipe\\vcc-dynamics-auth-${hash}`).catch((error) => {
    throw codeOf(error) === 'EADDRINUSE' ? inUse(directory) : error;
  });
  return () => close(server);
}

function listen(server: Server, address: string): Promise<void> {
  server.unref();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => resolve());
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

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function inUse(directory: string): LinkError {
  return new LinkError('configuration', `the database folder ${directory} is in use by another process`);
}
