import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { close, listen } from '../../demo/stand-ins/listen.js';
import { openFileInbox, type Received, readInbox } from '../../demo/webhooks/inbox.js';
import { createWebhookReceiver } from '../../demo/webhooks/receiver.js';

export const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** Takes the request, or does something else with it; `take` is the receiver's own answer. */
export type Interception = (request: Request, take: () => Promise<Response>) => Promise<Response> | Response;

/** A receiver of webhooks on a port of its own, that a test can make fail. */
export interface ReceivingServer {
  url: string;
  /** A folder of this test's own. */
  directory: string;
  /** Ids and times of the requests, in order, taken or not. */
  attempts: { id: string; timestamp: string }[];
  /** What is done with a request. @default it is taken */
  intercept: Interception;
  received(): Promise<Received[]>;
  /** Listens no more. What is open is cut. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startReceivingServer(): Promise<ReceivingServer> {
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-webhooks-'));
  const file = join(directory, 'inbox.jsonl');
  let port = 0;
  let stop: () => Promise<void>;
  const setup: ReceivingServer = {
    url: '',
    directory,
    attempts: [],
    intercept: (_, take) => take(),
    received: () => readInbox(file),
    stop: () => stop(),
    async start() {
      // What it knows is in the file alone, as after a restart.
      const receiver = createWebhookReceiver({ secrets: [secret], inbox: await openFileInbox(file) });
      const opened = await listen('receiver', port);
      ({ port } = opened);
      opened.server.on(
        'request',
        getRequestListener((request) => {
          const { headers } = request;
          setup.attempts.push({
            id: headers.get('webhook-id') ?? '',
            timestamp: headers.get('webhook-timestamp') ?? '',
          });
          return setup.intercept(request, async () => receiver.fetch(request));
        }),
      );
      stop = () => close(opened.server);
    },
    async close() {
      await stop();
      await rm(directory, { recursive: true });
    },
  };
  await setup.start();
  setup.url = `http://localhost:${port}/`;
  return setup;
}
