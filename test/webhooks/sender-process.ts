import { createFileCursor } from '../../demo/webhooks/cursor.js';
import { sendWebhooks } from '../../demo/webhooks/sender.js';
import { openDatabase } from '../../src/backend/store/database/database.js';
import { createEventFeed } from '../../src/backend/store/event-feed.js';

/** Sends the events of a database until it is killed. */
const [directory = '', cursorFile = '', url = '', secret = ''] = process.argv.slice(2);
const database = await openDatabase({ directory });
await sendWebhooks(
  { events: createEventFeed(database), url, secret, cursor: createFileCursor(cursorFile) },
  new AbortController().signal,
);
