import { z } from 'zod';
import { LinkError } from '../errors.js';
import { type Action, actions, type FindTable } from './table-definitions.js';
import { readJson, type WebApi, webApiOf } from './web-api.js';

/** A request as the user of the token. */
export interface UserRequest {
  /** Origin that calls go to. */
  environment: string;
  accessToken: string;
  /** The time limit. */
  signal: AbortSignal;
}

/** Both reject with `configuration` when the environment does not know a table or a privilege. */
export interface Privileges {
  /** Resolves to the privileges that the integration needs. */
  needed(request: UserRequest): Promise<NeededPrivilege[]>;
  /** Resolves to the names of those that the user has. */
  held(request: UserRequest, userId: string, needed: readonly NeededPrivilege[]): Promise<Set<string>>;
}

/** A privilege, such as `prvReadActivity`, that several tables may share. */
export interface NeededPrivilege {
  table: string;
  action: Action;
  name: string;
}

const privilegesAnswer = z.object({ RolePrivileges: z.array(z.unknown()) });

/** @param tables logical names */
export function createPrivileges(webApi: WebApi, findTable: FindTable, tables: readonly string[]): Privileges {
  return {
    async needed(request) {
      return (await Promise.all(tables.map((table) => neededFor(request, table)))).flat();
    },

    async held(request, userId, needed) {
      // Activities share their privileges.
      const byName = [...new Map(needed.map(({ name, table }) => [name, table]))];
      const held = await Promise.all(
        byName.map(async ([name, table]) => ((await holds(request, userId, name, table)) ? [name] : [])),
      );
      return new Set(held.flat());
    },
  };

  async function neededFor(request: UserRequest, table: string): Promise<NeededPrivilege[]> {
    try {
      return (await findTable({ ...request, table })).privileges.map((privilege) => ({ table, ...privilege }));
    } catch (error) {
      if (!isRefused(error)) return asConfiguration(error, table);
      // What a custom table's privileges are called, where the environment may not be asked.
      return actions.map((action) => ({ table, action, name: `prv${action}${table}` }));
    }
  }

  // Not RetrieveUserPrivileges: it misreports privileges that come through teams (powerapps-docs, security-access-coding).
  async function holds(
    { environment, ...request }: UserRequest,
    userId: string,
    name: string,
    table: string,
  ): Promise<boolean> {
    const ask = `RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='${encodeURIComponent(name)}')`;
    const url = `${webApiOf(environment)}systemusers(${userId})/Microsoft.Dynamics.CRM.${ask}`;
    try {
      return (await readJson(await webApi({ url, ...request }), privilegesAnswer)).RolePrivileges.length > 0;
    } catch (error) {
      // A user without any role may not even ask.
      return isRefused(error) ? false : asConfiguration(error, table);
    }
  }
}

function isRefused(error: unknown): boolean {
  return error instanceof LinkError && error.code === 'missing-privilege';
}

/** Makes `configuration` of "there is no such thing": the operator has named a table that the environment does not have. */
function asConfiguration(error: unknown, table: string): never {
  if (!(error instanceof LinkError && ['not-found', 'invalid-request'].includes(error.code))) throw error;
  throw new LinkError('configuration', `the environment does not know the table "${table}" of "dynamics.tables"`, {
    cause: error,
  });
}
