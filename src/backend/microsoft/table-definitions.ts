import { z } from 'zod';
import { LinkError } from '../errors.js';
import { standardTable } from './standard-tables.js';
import { readJson, type WebApi, webApiOf } from './web-api.js';

/** The actions on records that the integration needs. */
export const actions = ['Read', 'Create', 'Write'] as const;

export type Action = (typeof actions)[number];

/** What an environment says of a table. */
export interface TableDefinition {
  /** Name in URLs. */
  entitySetName: string;
  /** Names of the privileges, by what they allow. */
  privileges: readonly { action: Action; name: string }[];
}

/** A request about a table of an environment. */
export interface TableRequest {
  /** Origin that calls go to. */
  environment: string;
  accessToken: string;
  /** Logical name, such as `contact`. */
  table: string;
  /** The time limit. */
  signal: AbortSignal;
}

/** Finds a table's definition, and keeps it: another environment may name a custom table differently. */
export type FindTable = (request: TableRequest) => Promise<TableDefinition>;

const definitionAnswer = z.object({
  EntitySetName: z.string().regex(/^\w{1,200}$/),
  Privileges: z.array(z.object({ Name: z.string().regex(/^\w{1,200}$/), PrivilegeType: z.string() })),
});

/**
 * Asks environments for the definitions of their tables. A privilege's name does not follow from the table's: all
 * activities share `prvReadActivity` (powerapps-docs, query-metadata-web-api; security-access-coding).
 *
 * @returns a function that throws LinkError `not-found` for an unknown table, and whatever the environment answers
 */
export function createFindTable(webApi: WebApi): FindTable {
  const known = new Map<string, TableDefinition>();

  return async (request) => {
    const key = `${request.environment} ${request.table}`;
    const found = known.get(key) ?? (await ask(request));
    known.set(key, found);
    return found;
  };

  async function ask({ environment, accessToken, table, signal }: TableRequest): Promise<TableDefinition> {
    const select = '$select=LogicalName,EntitySetName,Privileges';
    const url = `${webApiOf(environment)}EntityDefinitions(LogicalName='${table}')?${select}`;
    try {
      const definition = await readJson(await webApi({ url, accessToken, signal }), definitionAnswer);
      return { entitySetName: definition.EntitySetName, privileges: namesOf(definition.Privileges) };
    } catch (error) {
      // Users without the privilege to read metadata may still be allowed what is needed.
      const standard = standardTable(table);
      if (standard && error instanceof LinkError && error.code === 'missing-privilege') {
        const [entitySetName, privilege] = standard;
        return { entitySetName, privileges: actions.map((action) => ({ action, name: `prv${action}${privilege}` })) };
      }
      throw error;
    }
  }
}

function namesOf(privileges: readonly { Name: string; PrivilegeType: string }[]): TableDefinition['privileges'] {
  return actions.flatMap((action) => {
    const privilege = privileges.find(({ PrivilegeType }) => PrivilegeType === action);
    return privilege ? [{ action, name: privilege.Name }] : [];
  });
}
