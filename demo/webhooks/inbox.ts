import { open, readFile } from 'node:fs/promises';
import type { WebhookBody } from './sender.js';

export interface Received {
  id: string;
  event: WebhookBody;
}

/** What was received, in order. A real receiver has a table with the id as its primary key. */
export interface Inbox {
  /** Does nothing with an id that it has: webhooks come at least once, not exactly once. */
  add(id: string, event: WebhookBody): Promise<void>;
}

/** Keeps the inbox in a file, a line for each event. */
export async function openFileInbox(file: string, onReceived?: (received: Received) => void): Promise<Inbox> {
  const known = new Set((await readInbox(file)).map(({ id }) => id));
  let last: Promise<void> = Promise.resolve();
  return {
    add(id, event) {
      // One after the other: the same one may come twice at once.
      const added = last.then(async () => {
        if (known.has(id)) return;
        const handle = await open(file, 'a', 0o600);
        try {
          await handle.appendFile(`\n${JSON.stringify({ id, event })}\n`);
          await handle.sync();
        } finally {
          await handle.close();
        }
        known.add(id);
        onReceived?.({ id, event });
      });
      last = added.catch(() => undefined);
      return added;
    },
  };
}

/** A line that a killed process did not finish was not answered, so it comes again. */
export async function readInbox(file: string): Promise<Received[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.split('\n').flatMap((line) => {
    try {
      return [JSON.parse(line) as Received];
    } catch {
      return [];
    }
  });
}
