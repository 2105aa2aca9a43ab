import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createAccess, type SignedIn } from './dynamics-access.js';
import { createDiscoveryApi, discoveryPath } from './dynamics-discovery.js';
import { createEnvironmentApi, type Environment } from './dynamics-environment.js';
import { Records } from './dynamics-records.js';
import { globalDiscovery } from './entra.js';
import { close, listen, type Tls } from './listen.js';
import { findPerson } from './people.js';

export interface DynamicsStandIn {
  /** For the backend's `dynamics.discoveryUrl`. */
  discoveryUrl: string;
  organizations: { name: string; url: string }[];
  /** For the backend's `dynamics.hosts`. */
  hosts: RegExp[];
  /** Origins for which Entra must issue tokens. */
  resources: string[];
  /** Every request so far, without query and body. */
  requests: { method: string; url: string }[];
  /** The rows of both environments. */
  records: { contoso: Records; fabrikam: Records };
  /** What every environment answers from now on; undefined: what is right. `down` breaks the connection. */
  fault: DynamicsFault | undefined;
  /** From now on, this user lacks this privilege, such as `prvCreateContact`. */
  withdrawPrivilege(username: string, privilege: string): void;
  /** Sample rows and privileges again, and no requests. */
  reset(): void;
  close(): Promise<void>;
}

export type DynamicsFault = 'down' | { status: number; code: string };

export interface DynamicsOptions {
  /** Of Contoso, Fabrikam and discovery; 0 for any free port. */
  ports: [contoso: number, fabrikam: number, discovery: number];
  /** Asked when the first token comes, so that Entra may start later. */
  tokens: { jwksUri: () => string };
  /** Serves https. @default none */
  tls?: Tls;
}

/**
 * A stand-in for Dynamics 365: discovery and two environments, each on an origin of its own, with tables in memory.
 *
 * @throws PortInUseError
 */
export async function startDynamics({ ports, tokens, tls }: DynamicsOptions): Promise<DynamicsStandIn> {
  const access = createAccess(tokens.jwksUri);
  const requests: DynamicsStandIn['requests'] = [];
  const [contoso, fabrikam, discovery] = await openAll(ports, tls);
  const environments: [Environment, Environment] = [
    {
      organizationId: '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a01',
      origin: contoso.origin,
      records: new Records('Contoso'),
    },
    {
      organizationId: '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a02',
      origin: fabrikam.origin,
      records: new Records('Fabrikam'),
    },
  ];

  const serve = (opened: Opened, api: Hono<SignedIn>) => {
    const listener = getRequestListener(api.fetch);
    opened.server.on('request', (request, response) => {
      requests.push({ method: request.method ?? '', url: opened.origin + request.url?.split('?')[0] });
      const { fault } = dynamics;
      if (fault === 'down') return request.destroy();
      if (fault) {
        response.writeHead(fault.status, { 'Content-Type': 'application/json' });
        return response.end(JSON.stringify({ error: { code: fault.code, message: 'Armed by the tester.' } }));
      }
      return listener(request, response);
    });
  };
  const opened = [contoso, fabrikam, discovery];
  const dynamics: DynamicsStandIn = {
    fault: undefined,
    discoveryUrl: discovery.origin + discoveryPath,
    organizations: environments.map(({ records, origin }) => ({ name: records.environment, url: origin })),
    hosts: environments.map(({ origin }) => new RegExp(`^${new URL(origin).host.replaceAll('.', '\\.')}$`)),
    resources: opened.map(({ origin }) => origin),
    requests,
    records: { contoso: environments[0].records, fabrikam: environments[1].records },
    withdrawPrivilege: (username, privilege) =>
      access.withdrawPrivilege(findPerson(username)?.username ?? username, privilege),
    reset: () => {
      requests.length = 0;
      dynamics.fault = undefined;
      access.reset();
      for (const { records } of environments) records.reset();
    },
    close: async () => void (await Promise.all(opened.map(({ server }) => close(server)))),
  };
  serve(contoso, createEnvironmentApi(environments[0], access));
  serve(fabrikam, createEnvironmentApi(environments[1], access));
  serve(discovery, createDiscoveryApi(environments, access, [discovery.origin, globalDiscovery]));
  return dynamics;
}

interface Opened {
  server: Server;
  origin: string;
}

/** All three, or none: what was opened before one failed is closed again. */
async function openAll(ports: DynamicsOptions['ports'], tls?: Tls): Promise<[Opened, Opened, Opened]> {
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
