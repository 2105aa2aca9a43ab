import { z } from 'zod';
import { LinkError } from '../errors.js';
import type { FindTable } from './table-definitions.js';
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
  /** Resolves to the names of the privileges that the integration needs, each with a table that it is for. */
  needed(request: UserRequest): Promise<Map<string, string>>;
  /** Resolves to the names of those that the user lacks. */
  missing(request: UserRequest, userId: string, needed: Map<string, string>): Promise<string[]>;
}

const privilegesAnswer = z.object({ RolePrivileges: z.array(z.unknown()) });

/** @param tables logical names */
export function createPrivileges(webApi: WebApi, findTable: FindTable, tables: readonly string[]): Privileges {
  return {
    async needed(request) {
      const byTable = await Promise.all(tables.map((table) => neededFor(request, table)));
      // Activities share their privileges.
      return new Map(byTable.flat());
    },

    async missing(request, userId, needed) {
      const held = await Promise.all([...needed].map(([name, table]) => holds(request, userId, name, table)));
      return [...needed.keys()].filter((_, index) => !held[index]);
    },
  };

  async function neededFor(request: UserRequest, table: string): Promise<[privilege: string, table: string][]> {
    try {
      return (await findTable({ ...request, table })).privileges.map((name) => [name, table]);
    } catch (error) {
      if (!isRefused(error)) return asConfiguration(error, table);
      // What a custom table's privileges are called, where the environment may not be asked.
      return ['Read', 'Create', 'Write'].map((action) => [`prv${action}${table}`, table]);
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
