import { z } from 'zod';
import type { TableAccess } from '../../protocol.js';
import type { Environment } from '../environment.js';
import { LinkError } from '../errors.js';
import type { ToEnvironmentOrigin } from './environments.js';
import { createPrivileges, type UserRequest } from './privileges.js';
import type { Action, FindTable } from './table-definitions.js';
import { readJson, type WebApi, webApiOf } from './web-api.js';

/** Every method rejects with a `LinkError`. */
export interface Dataverse {
  /** The resource to ask Entra for in a token for discovery: an origin. */
  discoveryResource: string;
  /** Resolves to the environments of the token's user; an empty list when there is none. */
  discover(request: Pick<UserRequest, 'accessToken' | 'signal'>): Promise<Environment[]>;
  /** Resolves to the environment's own name, or its host name when the user may not read it. */
  nameOf(request: UserRequest): Promise<string>;
  /** Resolves when the environment lets the user in. */
  whoAmI(request: UserRequest): Promise<WhoAmI>;
  /**
   * Resolves to what the token's user needs and does not have. Rejects with `restricted` when the environment does not let the
   * user in, `configuration` when it does not know a table that is configured, `token-refused`, `dynamics-unavailable`.
   */
  examine(request: UserRequest): Promise<Examination>;
}

export interface WhoAmI {
  userId: string;
  organizationId: string;
}

export interface Examination {
  /** ID of the environment's organisation, unless the user may not even ask for it. */
  organizationId?: string;
  /** Names of privileges, such as `prvCreateContact`. */
  missingPrivileges: string[];
  /** What the user may do on each table that is configured. */
  tables: TableAccess[];
}

const instancesAnswer = z.object({ value: z.array(z.unknown()) });
/** `State` is 0 for enabled and 1 for disabled. */
const instance = z.object({
  Id: z.guid().toLowerCase().nullish().catch(undefined),
  FriendlyName: z.string().trim().nullish().catch(undefined),
  Url: z.string(),
  ApiUrl: z.string().nullish(),
  State: z.unknown(),
});
const whoAmIAnswer = z.object({ UserId: z.guid(), OrganizationId: z.guid().toLowerCase() });
const organizationsAnswer = z.object({ value: z.array(z.object({ name: z.string() })) });

/** Client of the discovery service and the Web API of Dataverse (powerapps-docs, `developer/data-platform`). */
export function createDataverse(options: {
  webApi: WebApi;
  findTable: FindTable;
  tables: readonly string[];
  discoveryUrl: string;
  toEnvironmentOrigin: ToEnvironmentOrigin;
}): Dataverse {
  const { webApi, toEnvironmentOrigin } = options;
  const privileges = createPrivileges(webApi, options.findTable, options.tables);
  const dataverse: Dataverse = {
    discoveryResource: new URL(options.discoveryUrl).origin,

    async discover(request) {
      const url = `${options.discoveryUrl}?$select=ApiUrl,Url,FriendlyName,State,Id,TenantId`;
      const { value } = await readJson(await webApi({ url, ...request }), instancesAnswer);
      return value.flatMap((row) => toEnvironment(row, toEnvironmentOrigin) ?? []);
    },

    async nameOf({ environment, ...request }) {
      const { host } = new URL(environment);
      try {
        const url = `${webApiOf(environment)}organizations?$select=name`;
        return (await readJson(await webApi({ url, ...request }), organizationsAnswer)).value[0]?.name ?? host;
      } catch (error) {
        if (error instanceof LinkError && error.code === 'missing-privilege') return host;
        throw error;
      }
    },

    async whoAmI({ environment, ...request }) {
      const url = `${webApiOf(environment)}WhoAmI`;
      const { UserId: userId, OrganizationId } = await readJson(await webApi({ url, ...request }), whoAmIAnswer);
      return { userId, organizationId: OrganizationId };
    },

    async examine(request) {
      const who = await dataverse.whoAmI(request).catch((error) => {
        // A user without any role may not even ask.
        if (error instanceof LinkError && error.code === 'missing-privilege') return undefined;
        throw error;
      });
      const needed = await privileges.needed(request);
      const held = who ? await privileges.held(request, who.userId, needed) : new Set<string>();
      const missing = needed.filter(({ name }) => !held.has(name));
      const may = (table: string, action: Action) =>
        !missing.some((one) => one.table === table && one.action === action);
      return {
        ...(who && { organizationId: who.organizationId }),
        missingPrivileges: [...new Set(missing.map(({ name }) => name))],
        tables: options.tables.map((table) => ({
          table,
          read: may(table, 'Read'),
          create: may(table, 'Create'),
          write: may(table, 'Write'),
        })),
      };
    },
  };
  return dataverse;
}

/** Returns undefined for a row that is not understood, so that it does not hide the others. */
function toEnvironment(row: unknown, toEnvironmentOrigin: ToEnvironmentOrigin): Environment | undefined {
  const { data } = instance.safeParse(row);
  const url = data && toEnvironmentOrigin(data.Url);
  const apiUrl = data && toEnvironmentOrigin(data.ApiUrl || data.Url);
  if (!url || !apiUrl || data.State === 1) return;
  return {
    name: data.FriendlyName || new URL(url).host,
    url,
    ...(apiUrl !== url && { apiUrl }),
    ...(data.Id && { id: data.Id }),
  };
}
