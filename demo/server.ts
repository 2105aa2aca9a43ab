import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createLinkBackend, type LinkBackend } from '../src/backend.js';
import { loadKeys } from './keys.js';
import { authorizeBy } from './portal/authorize.js';
import { createPortal, type PortalOptions } from './portal/portal.js';
import { createSessions } from './portal/session.js';
import { createQa } from './qa/server/routes.js';
import { offerControl } from './stand-ins/control.js';
import { type DataverseStandIn, startDataverse } from './stand-ins/dataverse/stand-in.js';
import { type EntraStandIn, startEntra } from './stand-ins/entra/stand-in.js';
import { close, listen } from './stand-ins/listen.js';
import { createFileCursor } from './webhooks/cursor.js';
import { sendWebhooks, type WebhookSenderOptions } from './webhooks/sender.js';

const clientId = '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64';
const clientSecret = 'the-stand-in-knows-this-secret';

export interface DemoOptions {
  /** The stand-ins take the four ports that follow. 0 for any free ports. */
  port: number;
  /** Folder for the link, the keys and the stand-ins' grants. Created when it does not exist. */
  directory: string;
  /** Without it, the backend's audit events are printed. @default false */
  quiet?: boolean;
  /** Serves the portal's origin, together with the QA page. @default createPortal */
  portal?: (options: PortalOptions) => Pick<Hono, 'fetch'>;
  /** When the backend's secret ends. @default it is not known */
  secretExpires?: Date;
  /** Sends the backend's events there. @default nowhere */
  webhooks?: Pick<WebhookSenderOptions, 'url' | 'secret'>;
}

export interface Demo {
  /** Origin of the portal, such as `http://localhost:4000`. */
  url: string;
  entra: EntraStandIn;
  dataverse: DataverseStandIn;
  backend: LinkBackend;
  close(): Promise<void>;
}

/**
 * Starts the portal, its backend and the stand-ins for Microsoft, all in this process.
 *
 * A link made in one run works in the next one when directory and port are the same.
 *
 * @throws PortInUseError
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port, directory, quiet = false, portal = createPortal, secretExpires, webhooks } = options;
  mkdirSync(directory, { recursive: true });
  const keys = loadKeys(directory);
  const sessions = createSessions(keys.session);
  const portAfter = (offset: number) => (port === 0 ? 0 : port + offset);
  const opened: (() => Promise<void>)[] = [];
  const closeAll = async () => void (await Promise.all(opened.splice(0).map((closeOne) => closeOne())));

  try {
    const { server, port: portalPort } = await listen('portal', port);
    opened.push(() => close(server));
    const url = `http://localhost:${portalPort}`;
    const redirectUri = `${url}/popup-callback.html`;

    const dataverse = await startDataverse({
      ports: [portAfter(2), portAfter(3), portAfter(4)],
      tokens: { jwksUri: () => entra.metadata.jwks_uri },
    });
    opened.push(dataverse.close);
    const entra = await startEntra({
      port: portAfter(1),
      clientId,
      clientSecret,
      redirectUris: [redirectUri],
      resources: dataverse.resources,
      stateFile: join(directory, 'entra-stand-in.json'),
    });
    opened.push(entra.close);
    offerControl({ entra, dataverse });

    const backend = await createLinkBackend({
      authorize: authorizeBy(sessions),
      entra: {
        clientId,
        credentials: [{ secret: clientSecret, ...(secretExpires && { expires: secretExpires }) }],
        registrations: [{ redirectUri, authority: entra.authority, metadata: entra.metadata }],
      },
      dynamics: { hosts: dataverse.hosts, discoveryUrl: dataverse.discoveryUrl },
      database: { directory: join(directory, 'database') },
      keys: [{ id: 'demo', secret: keys.link }],
      ...(quiet ? {} : { onAuditEvent: (event) => console.log('audit', JSON.stringify(event)) }),
    });
    const ending = new AbortController();
    const sending =
      webhooks &&
      sendWebhooks(
        {
          ...webhooks,
          events: backend.events,
          cursor: createFileCursor(join(directory, 'webhooks-sent')),
          onFailure: ({ error, again }) => console.error(`webhook: ${error.message}; again at ${again.toISOString()}`),
        },
        ending.signal,
      ).catch(console.error);
    opened.push(async () => {
      ending.abort();
      await sending;
      await backend.close();
    });

    const element = { clientId, authority: entra.authority, metadata: entra.metadata };
    const host = { origin: url, sessions, backend, element };
    const checkListFile = join(directory, 'check-list.json');
    const app = new Hono();
    app.route('/', createQa({ ...host, entra, dataverse, clientId, checkListFile }));
    const { fetch } = portal(host);
    app.all('*', (c) => fetch(c.req.raw, c.env));
    server.on('request', getRequestListener(app.fetch));
    return { url, entra, dataverse, backend, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
