import { createHash, randomUUID } from 'node:crypto';
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
    respond(c, 'Microsoft.Dynamics.CRM.WhoAmIResponse', {
      BusinessUnitId: organizationId,
      UserId: systemUserIdOf(c.get('person')),
      OrganizationId: organizationId,
    }),
  );

  api.get(`${root}/organizations`, (c) =>
    respond(c, 'organizations', {
      value: [{ '@odata.etag': 'W/"1"', organizationid: organizationId, name: records.environment }],
    }),
  );

  api.get(`${root}/EntityDefinitions`, (c) => respond(c, 'EntityDefinitions', { value: tables.map(definition) }));

  // The router passes a path segment whole: the key in brackets is part of it, and read here.
  api.get(`${root}/:target{EntityDefinitions\\([^/]+\\)}`, (c) => {
    const logicalName = /LogicalName='(\w+)'/.exec(c.req.param('target'))?.[1];
    const table = tables.find((known) => known.logicalName === logicalName);
    if (!table) throw new DataverseError(404, '0x80060888', `There is no table ${logicalName}`);
    return respond(c, 'EntityDefinitions/$entity', {
      ...select(definition(table), c.req.query('$select')),
      // The key is there, asked for or not.
      MetadataId: idOf(table.logicalName),
    });
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
    const role = {
      Depth: 'Global',
      PrivilegeId: idOf(privilege),
      BusinessUnitId: organizationId,
      PrivilegeName: privilege,
    };
    const answer = 'Microsoft.Dynamics.CRM.RetrieveUserPrivilegeByPrivilegeNameResponse';
    return respond(c, answer, { RolePrivileges: held ? [role] : [] });
  });

  api.get(`${root}/:set{\\w+}`, (c) => {
    const table = tableOf(c.req.param('set'));
    access.requirePrivilege(c.get('person'), `prvRead${table.privilege}`);
    const filter = c.req.query('$filter');
    const matches = filter
      ? parseFilter(filter, [table.idColumn, ...table.columns], (alias) => c.req.query(alias))
      : () => true;
    const top = Number(c.req.query('$top') ?? 5000);
    const rows = records.all(table.logicalName).filter(matches).slice(0, top);
    return respond(c, table.entitySetName, { value: rows.map((row) => present(c, records, table, row)) });
  });

  api.get(`${root}/:record{\\w+\\([^/]+\\)}`, (c) => {
    const { table, id } = recordOf(c.req.param('record'));
    access.requirePrivilege(c.get('person'), `prvRead${table.privilege}`);
    return respond(c, `${table.entitySetName}/$entity`, present(c, records, table, records.read(table, id)));
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
      throw new DataverseError(412, '0x80040237', 'A record with this id exists already.');
    }
    // Without a condition, PATCH creates a record that does not exist.
    access.requirePrivilege(c.get('person'), `${etag ? 'prvWrite' : 'prvCreate'}${table.privilege}`);
    const row = records.write(table, id, await readChanges(c, table));
    return respondWritten(c, records, table, row, etag ? 200 : 201);
  });

  return api;
}

/** Answers with JSON as OData has it (powerapps-docs, compose-http-requests-handle-errors, and the samples of query-data-web-api). */
function respond(c: Context, what: string, body: object, status: 200 | 201 = 200): Response {
  c.header('Content-Type', 'application/json; odata.metadata=minimal');
  c.header('OData-Version', '4.0');
  const context = `${new URL(c.req.url).origin}${root}/$metadata#${what}`;
  return c.body(JSON.stringify({ '@odata.context': context, ...body }), status);
}

/** Returns an id that is always the same for the name. */
function idOf(name: string): string {
  const digits = createHash('sha256').update(name).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
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
    Privileges: actions.map((action) => ({
      CanBeBasic: true,
      CanBeDeep: true,
      CanBeGlobal: true,
      CanBeLocal: true,
      CanBeEntityReference: false,
      CanBeParentEntityReference: false,
      Name: `prv${action}${table.privilege}`,
      PrivilegeId: idOf(`prv${action}${table.privilege}`),
      PrivilegeType: action,
    })),
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
  c.header('OData-Version', '4.0');
  c.header('OData-EntityId', `${origin}${root}/${table.entitySetName}(${row[table.idColumn]})`);
  if (!c.req.header('prefer')?.includes('return=representation')) return c.body(null, 204);
  c.header('Preference-Applied', 'return=representation');
  return respond(c, `${table.entitySetName}/$entity`, present(c, records, table, row), status);
}
