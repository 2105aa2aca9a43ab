import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { globalDiscovery } from '../entra/resources.js';
import { Gate } from '../gate.js';
import { close, listen, type Tls } from '../listen.js';
import { findPerson } from '../people.js';
import { createAccess, type SignedIn } from './access.js';
import { createDiscoveryApi, discoveryPath } from './discovery.js';
import { createEnvironmentApi, type Environment } from './environment.js';
import { type DataverseFault, sendFault } from './faults.js';
import { Records } from './records.js';

export interface DataverseStandIn {
  /** For the backend's `dynamics.discoveryUrl`. */
  discoveryUrl: string;
  /** As people see them. `apiUrl` is where discovery says that calls go; both lead to the same environment. */
  organizations: { name: string; url: string }[];
  apiUrls: string[];
  /** For the backend's `dynamics.hosts`. */
  hosts: RegExp[];
  /** Origins for which Entra must issue tokens. */
  resources: string[];
  /** Every request so far, without query and body. */
  requests: { method: string; url: string }[];
  /** Rows of both environments. */
  records: { contoso: Records; fabrikam: Records };
  /** Fault that every environment answers with from now on. */
  fault: DataverseFault | undefined;
  /** Keeps requests waiting while it is closed. */
  gate: Gate;
  /** Milliseconds until a change of roles counts. At Microsoft it may take about half a minute. 0 by default. */
  roleDelay: number;
  /** Takes a privilege, such as `prvCreateContact`, away from this user from now on, or once `roleDelay` is over. */
  withdrawPrivilege(username: string, privilege: string): void;
  /** Brings sample rows and privileges back, ends the fault and empties `requests`. */
  reset(): void;
  close(): Promise<void>;
}

export interface DataverseOptions {
  /** Ports of Contoso, Fabrikam and discovery; 0 for any free port. */
  ports: [contoso: number, fabrikam: number, discovery: number];
  /** Called when the first token comes, so that Entra may start later. */
  tokens: { jwksUri: () => string };
  /** Serves https. @default none */
  tls?: Tls;
  /** Origins by which a proxy leads to these servers, as if they were Microsoft's. @default those of the servers */
  names?: { contoso: Addresses; fabrikam: Addresses; discovery: string };
}

/** Origins of an environment: as people see it, and for calls. At Microsoft they differ by `.api` (discovery-service). */
interface Addresses {
  origin: string;
  apiOrigin: string;
}

/**
 * Starts a stand-in for Dynamics 365: discovery and two environments, each on its own origin, with tables in memory.
 *
 * @throws PortInUseError
 */
export async function startDataverse({ ports, tokens, tls, names }: DataverseOptions): Promise<DataverseStandIn> {
  const access = createAccess(tokens.jwksUri);
  const requests: DataverseStandIn['requests'] = [];
  const [contoso, fabrikam, discovery] = await openAll(ports, tls);
  const environments: [Environment, Environment] = [
    {
      organizationId: '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a01',
      ...(names?.contoso ?? addressesOf(contoso)),
      records: new Records('Contoso'),
    },
    {
      organizationId: '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a02',
      ...(names?.fabrikam ?? addressesOf(fabrikam)),
      records: new Records('Fabrikam'),
    },
  ];

  const serve = (opened: Opened, api: Hono<SignedIn>) => {
    const listener = getRequestListener(api.fetch);
    opened.server.on('request', async (request, response) => {
      const { protocol } = new URL(opened.origin);
      const origin = `${protocol}//${request.headers.host}`;
      requests.push({ method: request.method ?? '', url: origin + request.url?.split('?')[0] });
      await dataverse.gate.pass();
      const { fault } = dataverse;
      if (fault === 'down') return request.destroy();
      if (fault) return sendFault(fault, response);
      return listener(request, response);
    });
  };
  const opened = [contoso, fabrikam, discovery];
  const discoveryOrigin = names?.discovery ?? discovery.origin;
  const dataverse: DataverseStandIn = {
    fault: undefined,
    gate: new Gate(),
    roleDelay: 0,
    discoveryUrl: discoveryOrigin + discoveryPath,
    organizations: environments.map(({ records, origin }) => ({ name: records.environment, url: origin })),
    apiUrls: environments.map(({ apiOrigin }) => apiOrigin),
    hosts: environments
      .flatMap(({ origin, apiOrigin }) => [...new Set([origin, apiOrigin])])
      .map((origin) => new RegExp(`^${new URL(origin).host.replaceAll('.', '\\.')}$`)),
    resources: [...environments.flatMap(({ origin, apiOrigin }) => [origin, apiOrigin]), discoveryOrigin],
    requests,
    records: { contoso: environments[0].records, fabrikam: environments[1].records },
    withdrawPrivilege: (username, privilege) =>
      access.withdrawPrivilege(findPerson(username)?.username ?? username, privilege, dataverse.roleDelay),
    reset: () => {
      requests.length = 0;
      dataverse.fault = undefined;
      dataverse.gate.open();
      dataverse.roleDelay = 0;
      access.reset();
      for (const { records } of environments) records.reset();
    },
    close: async () => {
      dataverse.gate.open();
      await Promise.all(opened.map(({ server }) => close(server)));
    },
  };
  serve(contoso, createEnvironmentApi(environments[0], access));
  serve(fabrikam, createEnvironmentApi(environments[1], access));
  serve(discovery, createDiscoveryApi(environments, access, [discoveryOrigin, globalDiscovery]));
  return dataverse;
}

/** Two names of one server. With https the certificate may be for one only. */
function addressesOf({ origin }: Opened): Addresses {
  return { origin, apiOrigin: origin.replace('http://127.0.0.1:', 'http://localhost:') };
}

interface Opened {
  server: Server;
  origin: string;
}

/** Opens all three, or none: when one fails, those before it are closed again. */
async function openAll(ports: DataverseOptions['ports'], tls?: Tls): Promise<[Opened, Opened, Opened]> {
  const opened: Opened[] = [];
  const open = async (service: string, port: number): Promise<Opened> => {
    const one = await listen(service, port, tls);
    opened.push(one);
    return one;
  };
  try {
    return [
      await open('Contoso stand-in', ports[0]),
      await open('Fabrikam stand-in', ports[1]),
      await open('discovery stand-in', ports[2]),
    ];
  } catch (error) {
    await Promise.all(opened.map(({ server }) => close(server)));
    throw error;
  }
}
