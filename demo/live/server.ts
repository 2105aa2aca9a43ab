import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { createLinkBackend } from '../../src/backend.js';
import { loadKeys } from '../keys.js';
import { authorizeBy } from '../portal/authorize.js';
import { createPortal } from '../portal/portal.js';
import { createSessions } from '../portal/session.js';
import { createCheckList } from '../qa/server/check-list.js';
import { close, listen } from '../stand-ins/listen.js';
import { liveChecks } from './checks.js';
import { createLivePage } from './page.js';
import type { LiveSettings } from './settings.js';

const warning = 'This is a live tenant: these are real records, and what you create or change stays.';

export interface LiveDemo {
  /** Origin of the portal, such as `http://localhost:4000`. */
  url: string;
  close(): Promise<void>;
}

/**
 * Starts the demo portal and its backend against Microsoft Entra ID and Dynamics 365 themselves.
 *
 * @param directory for the link and its keys; created when it does not exist
 * @throws PortInUseError; LinkError `configuration` when a setting is wrong
 */
export async function startLive(settings: LiveSettings, directory: string): Promise<LiveDemo> {
  const { port, clientId, authority, organizationUrl, tables } = settings;
  mkdirSync(directory, { recursive: true });
  const keys = loadKeys(directory);
  const sessions = createSessions(keys.session);
  const { server } = await listen('portal', port);
  try {
    const url = `http://localhost:${port}`;
    const backend = await createLinkBackend({
      authorize: authorizeBy(sessions),
      entra: {
        clientId,
        credentials: [settings.credential],
        registrations: [{ redirectUri: `${url}/popup-callback.html`, authority }],
      },
      dynamics: { ...(tables && { tables }) },
      database: { directory: join(directory, 'database') },
      keys: [{ id: 'live', secret: keys.link }],
      onAuditEvent: (event) => console.log('audit', JSON.stringify(event)),
    });
    const element = { clientId, authority, ...(organizationUrl !== undefined && { organizationUrl }) };
    const checkList = createCheckList(
      join(directory, 'check-list.json'),
      liveChecks.map((check) => ({ id: check.id, group: 'live tenant', title: check.do, expect: check.see })),
    );
    const app = new Hono();
    app.route('/', createLivePage({ origin: url, element, checkList, warning, sessions, backend }));
    const { fetch } = createPortal({ origin: url, sessions, backend, element, warning });
    app.all('*', (c) => fetch(c.req.raw, c.env));
    server.on('request', getRequestListener(app.fetch));
    return {
      url,
      async close() {
        await close(server);
        await backend.close();
      },
    };
  } catch (error) {
    await close(server);
    throw error;
  }
}
