import { open, readFile, rename } from 'node:fs/promises';

/** The place of the last event that was delivered. */
export interface Cursor {
  /** `undefined` before the first one. */
  read(): Promise<string | undefined>;
  write(place: string): Promise<void>;
}

/**
 * Keeps the cursor in a file. Whoever is killed while writing leaves the place before: a new file takes the place of the old one
 * once it is on the disk.
 */
export function createFileCursor(file: string): Cursor {
  return {
    async read() {
      const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined;
        throw error;
      });
      if (text !== undefined && !/^\d+$/.test(text)) throw new Error(`${file} holds no place of an event`);
      return text;
    },
    async write(place) {
      const fresh = `${file}.new`;
      const handle = await open(fresh, 'w', 0o600);
      try {
        await handle.writeFile(place);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(fresh, file);
    },
  };
}
