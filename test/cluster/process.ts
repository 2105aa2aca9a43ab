import { callerConditions, createLinkBackend, LinkError } from '../../src/backend.js';
import { authorizeTestSession, clientId, clientSecret, endpointUrl, redirectUri } from '../support/test-portal.js';
import type { FromProcess, Outcome, Settings, ToProcess, Work } from './protocol.js';

/** The settings of this process, one of several backends on one database, which works for a coordinator. */
const settings: Settings = JSON.parse(process.env['CLUSTER_SETTINGS'] ?? '');
const backend = await createLinkBackend({
  authorize: authorizeTestSession,
  entra: {
    clientId,
    credentials: [{ secret: clientSecret }],
    registrations: [{ redirectUri, authority: settings.authority, metadata: settings.metadata }],
  },
  dynamics: { discoveryUrl: settings.discoveryUrl, hosts: settings.hosts.map((host) => new RegExp(host)) },
  database: { url: settings.databaseUrl },
  keys: settings.keys.map(({ id, secret }) => ({ id, secret: Buffer.from(secret, 'base64url') })),
  keepAlive: false,
});

async function perform(work: Work): Promise<Outcome> {
  switch (work.kind) {
    case 'fetch': {
      const { method, headers, body } = work;
      const request = new Request(endpointUrl, {
        method,
        headers,
        ...(body !== undefined && { body }),
      });
      const response = await backend.fetch(request);
      return {
        kind: 'response',
        status: response.status,
        headers: [...response.headers],
        body: await response.text(),
      };
    }
    case 'find': {
      const anyOf = callerConditions('+442079460101');
      const records = await backend.dataConnector(work.vccAccountId).find('contact', { anyOf });
      return { kind: 'records', count: records.length };
    }
    case 'check':
      await backend.checkLink(work.vccAccountId);
      return { kind: 'done' };
    case 'rotate-keys':
      await backend.rotateKeys();
      return { kind: 'done' };
    case 'keep-alive':
      await backend.keepAlive();
      return { kind: 'done' };
  }
}

function toOutcome(error: unknown): Outcome {
  if (error instanceof LinkError) return { kind: 'error', name: error.name, code: error.code, message: error.message };
  return { kind: 'error', name: error instanceof Error ? error.name : 'unknown', message: String(error) };
}

const send = (message: FromProcess) => process.send?.(message);

process.on('message', async ({ id, work }: ToProcess) => {
  send({ id, outcome: await perform(work).catch(toOutcome) });
});
send('ready');
