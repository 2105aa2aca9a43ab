import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { close, listen } from '../stand-ins/listen.js';
import { openFileInbox } from './inbox.js';
import { createWebhookReceiver } from './receiver.js';

// `npm run webhooks`: receives webhooks of the demo, and prints each once.

const directory = fileURLToPath(new URL('../../.data/webhooks', import.meta.url));
mkdirSync(directory, { recursive: true });
const secret = process.env['WEBHOOK_SECRET'] ?? `whsec_${randomBytes(32).toString('base64')}`;
const inbox = await openFileInbox(join(directory, 'inbox.jsonl'), ({ id, event }) => {
  console.log(event.timestamp, id, event.type, JSON.stringify(event.data));
});
const { server, port } = await listen('webhook receiver', Number(process.env['PORT'] ?? 4010));
server.on('request', getRequestListener(createWebhookReceiver({ secrets: [secret], inbox }).fetch));
process.once('SIGINT', () => close(server));

console.log(
  `Send the demo's events here:\n\n  WEBHOOK_URL=http://localhost:${port}/ WEBHOOK_SECRET=${secret} npm start\n`,
);
