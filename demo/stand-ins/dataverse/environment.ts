import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { type Person, people } from '../people.js';
import type { Access, SignedIn } from './access.js';
import { answerBatch } from './batch.js';
import { DataverseError, resourceNotFound, respondWithError } from './errors.js';
import { parseFilter, type Row } from './filter.js';
import { type Records, type Table, tables } from './records.js';
import { select } from './select.js';

const root = '/api/data/v9.2';

const actions = ['Read', 'Create', 'Write'] as const;
const privilegeNames = new Set(tables.flatMap(({ privilege }) => actions.map((action) => `prv${action}${privilege}`)));

export interface Environment {
  organizationId: string;
  /** As people see it. */
  origin: string;
  /** Where discovery says that calls go. */
  apiOrigin: string;
  records: Records;
}

/** Serves the Web API of one Dynamics 365 environment, as far as linking and the data connector need it. */
export function createEnvironmentApi(environment: Environment, access: Access): Hono<SignedIn> {
  const { organizationId, origin, apiOrigin, records } = environment;
  const api = new Hono<SignedIn>();
  api.onError(respondWithError);
  api.notFound(resourceNotFound);
  api.use(`${root}/*`, access.requireToken([origin, apiOrigin]), access.requireMember(records.environment));

  api.post(`${root}/$batch`, (c) => answerBatch(c, (request) => api.fetch(request)));

  api.get(`${root}/WhoAmI`, (c) =>
    c.json({ BusinessUnitId: organizationId, UserId: systemUserIdOf(c.get('person')), OrganizationId: organizationId }),
  );

  api.get(`${root}/organizations`, (c) =>
    c.json({ value: [{ organizationid: organizationId, name: records.environment }] }),
  );

  api.get(`${root}/EntityDefinitions`, (c) => c.json({ value: tables.map(definition) }));

  // The router passes a path segment whole: the key in brackets is part of it, and read here.
  api.get(`${root}/:target{EntityDefinitions\\([^/]+\\)}`, (c) => {
    const logicalName = /LogicalName='(\w+)'/.exec(c.req.param('target'))?.[1];
    const table = tables.find((known) => known.logicalName === logicalName);
    if (!table) throw new DataverseError(404, '0x80060888', `There is no table ${logicalName}`);
    return c.json(select(definition(table), c.req.query('$select')));
  });

  const privilegeFunction = 'Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeName';
  api.get(`${root}/:user{systemusers\\([^/]+\\)}/:call{${privilegeFunction}\\([^/]+\\)}`, (c) => {
    const id = /^systemusers\((.+)\)$/.exec(c.req.param('user'))?.[1];
    const person = people.find((candidate) => systemUserIdOf(candidate) === id);
    if (!person) throw new DataverseError(404, '0x80040217', `systemuser With Id = ${id} Does Not Exist`);
    const argument = /PrivilegeName=(@\w+|'\w+')/.exec(c.req.param('call'))?.[1] ?? '';
    const privilege = (argument.startsWith('@') ? (c.req.query(argument) ?? '') : argument).replaceAll("'", '');
    if (!privilegeNames.has(privilege)) {
      throw new DataverseError(400, '0x80040203', `The privilege ${privilege} does not exist`);
    }
    const held = access.hasPrivilege(person, privilege);
    return c.json({ RolePrivileges: held ? [{ PrivilegeName: privilege, Depth: 'Global', IsBasic: false }] : [] });
  });

  api.get(`${root}/:set{\\w+}`, (c) => {
    const table = tableOf(c.req.param('set'));
    access.requirePrivilege(c.get('person'), `prvRead${table.privilege}`);
    const filter = c.req.query('$filter');
    const matches = filter ? parseFilter(filter, [table.idColumn, ...table.columns]) : () => true;
    const top = Number(c.req.query('$top') ?? 5000);
    const rows = records.all(table.logicalName).filter(matches).slice(0, top);
    return c.json({ value: rows.map((row) => present(c, records, table, row)) });
  });

  api.get(`${root}/:record{\\w+\\([^/]+\\)}`, (c) => {
    const { table, id } = recordOf(c.req.param('record'));
    access.requirePrivilege(c.get('person'), `prvRead${table.privilege}`);
    return c.json(present(c, records, table, records.read(table, id)));
  });

  api.post(`${root}/:set{\\w+}`, async (c) => {
    const table = tableOf(c.req.param('set'));
    access.requirePrivilege(c.get('person'), `prvCreate${table.privilege}`);
    const row = records.write(table, randomUUID(), await readChanges(c, table));
    return respondWritten(c, records, table, row, 201);
  });

  api.patch(`${root}/:record{\\w+\\([^/]+\\)}`, async (c) => {
    const { table, id } = recordOf(c.req.param('record'));
    const etag = records.etag(table, id);
    const ifMatch = c.req.header('if-match');
    if (ifMatch && !etag) records.read(table, id);
    if (ifMatch && ifMatch !== '*' && ifMatch !== etag) {
      throw new DataverseError(412, '0x80060882', 'The version of the existing record does not match.');
    }
    if (etag && c.req.header('if-none-match') === '*') {
      throw new DataverseError(412, '0x80060891', 'A record with this id exists already.');
    }
    // Without a condition, PATCH creates a record that does not exist.
    access.requirePrivilege(c.get('person'), `${etag ? 'prvWrite' : 'prvCreate'}${table.privilege}`);
    const row = records.write(table, id, await readChanges(c, table));
    return respondWritten(c, records, table, row, etag ? 200 : 201);
  });

  return api;
}

/** Environments number their users themselves: `systemuserid` is not Entra's object ID. */
function systemUserIdOf({ oid }: Person): string {
  return oid.replace(/^.{8}/, '5f5f5f5f');
}

function definition(table: Table) {
  return {
    LogicalName: table.logicalName,
    SchemaName: table.schemaName,
    EntitySetName: table.entitySetName,
    PrimaryIdAttribute: table.idColumn,
    Privileges: actions.map((action) => ({ Name: `prv${action}${table.privilege}`, PrivilegeType: action })),
  };
}

function tableOf(entitySetName: string): Table {
  const table = tables.find((known) => known.entitySetName === entitySetName);
  if (!table) throw new DataverseError(404, '0x80060888', `Resource not found for the segment '${entitySetName}'`);
  return table;
}

function recordOf(segment: string): { table: Table; id: string } {
  const [, set = '', id = ''] = /^(\w+)\((.+)\)$/.exec(segment) ?? [];
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    throw new DataverseError(400, '0x80060888', `“${id}” is not an id`);
  }
  return { table: tableOf(set), id: id.toLowerCase() };
}

async function readChanges(c: Context, table: Table): Promise<Row> {
  const changes: Row = await c.req.json().catch(() => {
    throw new DataverseError(400, '0x80048d19', 'The body is not JSON');
  });
  const unknown = Object.keys(changes).find((column) => !table.columns.includes(column));
  if (unknown)
    throw new DataverseError(400, '0x80048d19', `The property '${unknown}' does not exist on ${table.logicalName}`);
  return changes;
}

function present(c: Context, records: Records, table: Table, row: Row): Row {
  const id = String(row[table.idColumn]);
  const selected =
    c.req
      .query('$select')
      ?.split(',')
      .map((column) => column.trim()) ?? table.columns;
  const unknown = selected.find((column) => column !== table.idColumn && !table.columns.includes(column));
  if (unknown) throw new DataverseError(400, '0x80060888', `Could not find a property named '${unknown}'`);
  const columns = selected.map((column) => [column, row[column] ?? null] as const);
  return { '@odata.etag': records.etag(table, id) ?? '', ...Object.fromEntries(columns), [table.idColumn]: id };
}

function respondWritten(c: Context, records: Records, table: Table, row: Row, status: 200 | 201): Response {
  const { origin } = new URL(c.req.url);
  c.header('OData-EntityId', `${origin}${root}/${table.entitySetName}(${row[table.idColumn]})`);
  if (!c.req.header('prefer')?.includes('return=representation')) return c.body(null, 204);
  c.header('Preference-Applied', 'return=representation');
  return c.json(present(c, records, table, row), status);
}
