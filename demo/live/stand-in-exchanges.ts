import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callerConditions, createLinkBackend, type LinkBackend } from '../../src/backend.js';
import { dataverseFaults } from '../stand-ins/dataverse/faults.js';
import { type DataverseStandIn, startDataverse } from '../stand-ins/dataverse/stand-in.js';
import { createEndpointClient, type EndpointClient } from '../stand-ins/endpoint-client.js';
import { type EntraStandIn, startEntra } from '../stand-ins/entra/stand-in.js';
import { observe } from './recorder.js';
import type { Exchange } from './shapes.js';

const clientId = '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64';
const clientSecret = 'the-stand-in-knows-this-secret';
const portal = 'http://localhost:4000';
const redirectUri = `${portal}/popup-callback.html`;

/** Lets the backend do everything that it does with Microsoft, with the stand-ins, and returns the shapes of what went to and fro. */
export async function standInExchanges(): Promise<Exchange[]> {
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-record-'));
  const exchanges = new Map<string, Exchange>();
  const dataverse = await startDataverse({ ports: [0, 0, 0], tokens: { jwksUri: () => entra.metadata.jwks_uri } });
  const { resources } = dataverse;
  const entra = await startEntra({ port: 0, clientId, clientSecret, redirectUris: [redirectUri], resources });
  const services = new Map<string, Exchange['service']>([
    [entra.origin, 'entra'],
    [new URL(dataverse.discoveryUrl).origin, 'discovery'],
  ]);
  for (const origin of [...dataverse.organizations.map(({ url }) => url), ...dataverse.apiUrls]) {
    services.set(origin, 'dataverse');
  }
  const backend = await createLinkBackend({
    authorize: async () => ({ vccAccountId: 'account', userId: 'user', canChange: true }),
    entra: {
      clientId,
      credentials: [{ secret: clientSecret }],
      registrations: [{ redirectUri, authority: `${entra.origin}/organizations` }],
    },
    dynamics: {
      discoveryUrl: dataverse.discoveryUrl,
      hosts: dataverse.hosts,
      tables: ['contact', 'account', 'phonecall'],
    },
    database: { directory: join(directory, 'database') },
    keys: [{ id: 'first', secret: randomBytes(32) }],
    keepAlive: false,
  });
  const recording = observe(
    (origin) => services.get(origin),
    (exchange) => exchanges.set(JSON.stringify(exchange), exchange),
  );
  try {
    await play(backend, entra, dataverse);
  } finally {
    recording.stop();
    await backend.close();
    await Promise.all([entra.close(), dataverse.close()]);
    await rm(directory, { recursive: true });
  }
  return [...exchanges.values()];
}

async function play(backend: LinkBackend, entra: EntraStandIn, dataverse: DataverseStandIn): Promise<void> {
  const page = pageFor(backend, `${entra.origin}/organizations`, entra);
  // What they come to is not looked at: the tests of the backend do that.
  const ignore = () => undefined;
  await page.link('jo');
  await page.link('robin');
  await page.link('sam');
  await page.link('sam', { organizationUrl: dataverse.organizations[0]?.url ?? '' });
  const connector = backend.dataConnector('account');
  const use = async () => {
    await connector.find('contact', { anyOf: callerConditions('+447700900123') }).catch(ignore);
    await connector.find('contact', { anyOf: [{ field: 'nothing', operator: 'eq', value: 'x' }] }).catch(ignore);
    const id = await connector.create('contact', { lastname: 'New' }).catch(ignore);
    if (id !== undefined) await connector.update('contact', id, { lastname: 'Newer' }).catch(ignore);
    await connector.update('contact', '00000000-0000-4000-8000-000000000000', { lastname: 'x' }).catch(ignore);
    await connector.create('contact', { nothing: 'x' }).catch(ignore);
    await connector.find('no_such_table', { anyOf: [{ field: 'name', operator: 'eq', value: 'x' }] }).catch(ignore);
  };
  await use();
  for (const { fault } of Object.values(dataverseFaults)) {
    // Longer than the data connector would wait.
    dataverse.fault = typeof fault === 'object' && 'retryAfter' in fault ? { ...fault, retryAfter: 60 } : fault;
    await use();
    await backend.checkLink('account').catch(ignore);
  }
  dataverse.fault = undefined;
  for (const fault of entraAnswers) {
    entra.faults = fault;
    await page.link('sam').catch(ignore);
    entra.faults = {};
  }
  entra.revokeGrants('sam');
  dataverse.fault = dataverseFaults['token-refused'].fault;
  await backend.checkLink('account').catch(ignore);
}

/** What Entra's token endpoint answers a code with. */
const entraAnswers = ([70008, 65001, 50076, 53003, 50057, 700016, 7000222, 9002327, 90033, 'down'] as const).map(
  (token) => ({
    token,
  }),
);

function pageFor(backend: LinkBackend, authority: string, { metadata }: EntraStandIn): EndpointClient {
  const endpoint = {
    url: `${portal}/api/dynamics-link`,
    fetch: (request: Request) => backend.fetch(request),
    clientId,
    redirectUri,
    authority,
    metadata,
  };
  return createEndpointClient(endpoint, {});
}
