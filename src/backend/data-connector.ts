import { DynamicsWebApi } from 'dynamics-web-api';
import { z } from 'zod';
import { dynamicsTimeLimit } from './dynamics.js';
import { dynamicsError, dynamicsUnavailable } from './dynamics-errors.js';
import { LinkError } from './errors.js';
import type { Link, LinkStore } from './link-store.js';
import type { LinkTokens } from './link-tokens.js';

export interface Condition {
  /** Logical name of a column, such as `telephone1`. */
  field: string;
  operator: 'eq' | 'contains' | 'startswith';
  /** Taken literally: there are no wildcards. */
  value: string;
}

export interface Query {
  /** Finds what meets at least one of these; 1 to 20. */
  anyOf: Condition[];
  /** Columns to return; all when left out. */
  select?: string[];
  /** At most so many records, 1 to 50; 10 when left out. */
  top?: number;
}

/**
 * Finds, creates and updates records as the Dynamics 365 user that a VCC account is linked to. `table` is a logical
 * name, such as `contact`. No call takes longer than ten seconds per answer of Dynamics 365, and none is repeated.
 *
 * Every method rejects with a `LinkError`: `not-linked`, `expired`, `restricted`, `missing-privilege`, `not-found`,
 * `duplicate`, `changed`, `throttled` (with `details.retryAfter`), `invalid-request`, `dynamics-unavailable`,
 * `identity-provider-unavailable`, `configuration` or `internal`.
 */
export interface DataConnector {
  find(table: string, query: Query): Promise<Record<string, unknown>[]>;
  /** Returns the new record's id. */
  create(table: string, record: Record<string, unknown>): Promise<string>;
  /** Never creates: an id that does not exist is `not-found`. */
  update(table: string, id: string, changes: Record<string, unknown>): Promise<void>;
}

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);
const querySchema = z.object({
  anyOf: z
    .array(z.object({ field: name, operator: z.enum(['eq', 'contains', 'startswith']), value: z.string().max(200) }))
    .min(1)
    .max(20),
  select: z.array(name).optional(),
  top: z.int().min(1).max(50).default(10),
});
const recordSchema = z.record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*(@odata\.bind)?$/), z.unknown());

/** One call of dynamics-web-api, to be made with a client for the link's environment. */
type Send<Answer> = (client: DynamicsWebApi, target: { collection: string; signal: AbortSignal }) => Promise<Answer>;

export function createDataConnectors(parts: {
  links: LinkStore;
  tokens: LinkTokens;
}): (vccAccountId: string) => DataConnector {
  const { links, tokens } = parts;
  /** By environment and table: what URLs call the table. */
  const entitySets = new Map<string, string>();

  return (vccAccountId) => ({
    async find(table, query) {
      const { anyOf, select, top } = parse(querySchema, query);
      const filter = anyOf.map(toFilter).join(' or ');
      const answer = await call(vccAccountId, table, (client, target) =>
        client.retrieveMultiple({ ...target, filter, top, ...(select && { select }) }),
      );
      return answer.value;
    },

    async create(table, record) {
      const data = parse(recordSchema, record);
      const id = z
        .guid()
        .safeParse(await call(vccAccountId, table, (client, target) => client.create({ ...target, data })));
      if (!id.success) throw dynamicsUnavailable(id.error);
      return id.data;
    },

    async update(table, id, changes) {
      const key = parse(z.guid(), id);
      const data = parse(recordSchema, changes);
      // Without If-Match a PATCH would create what is missing (powerapps-docs, perform-conditional-operations).
      await call(vccAccountId, table, (client, target) => client.update({ ...target, key, data, ifmatch: '*' }));
    },
  });

  async function call<Answer>(vccAccountId: string, table: string, send: Send<Answer>): Promise<Answer> {
    parse(name, table);
    const current = await tokens.current(vccAccountId);
    try {
      return await sendAs(current, table, send);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      if (error.code === 'restricted') await links.saveHealth(current.link, 'restricted');
      if (error.code !== 'expired') throw error;
      // A 401: the token may have ended before its time, so once more with a fresh one.
      return sendAs(await tokens.current(vccAccountId, current.accessToken), table, send);
    }
  }

  async function sendAs<Answer>(
    { link, accessToken }: { link: Link; accessToken: string },
    table: string,
    send: Send<Answer>,
  ): Promise<Answer> {
    const client = new DynamicsWebApi({
      serverUrl: link.organization.url,
      dataApi: { version: '9.2' },
      onTokenRefresh: async () => accessToken,
      // Else a 412 on update resolves as false.
      propagateErrors: true,
      timeout: dynamicsTimeLimit,
    });
    const collection = await entitySetOf(client, link.organization.url, table);
    return withinTimeLimit((signal) => send(client, { collection, signal }));
  }

  // Not the library's `useEntityNames`: it keeps one environment's names for all.
  async function entitySetOf(client: DynamicsWebApi, environment: string, table: string): Promise<string> {
    const key = `${environment} ${table}`;
    const known = entitySets.get(key);
    if (known !== undefined) return known;
    const { EntitySetName } = await withinTimeLimit((signal) =>
      client.retrieve<{ EntitySetName: string }>({
        collection: 'EntityDefinitions',
        key: `LogicalName='${table}'`,
        select: ['EntitySetName'],
        signal,
      }),
    );
    entitySets.set(key, EntitySetName);
    return EntitySetName;
  }
}

function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const { success, data, error } = schema.safeParse(input);
  if (!success) throw new LinkError('invalid-request', z.prettifyError(error));
  return data;
}

/** Quotes are doubled (OData 4.0, URL conventions, 5.1.1.6.1); dynamics-web-api does the percent-encoding. */
function toFilter({ field, operator, value }: Condition): string {
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  if (operator === 'eq') return `${field} eq ${quote(value)}`;
  // Dataverse reads SQL's wildcards in these two functions (powerapps-docs, query/filter-rows).
  return `${operator}(${field},${quote(value.replaceAll(/[[%_]/g, '[$&]'))})`;
}

/** The library's own timeout ends silent connections only, and a broken answer would never settle its promise. */
async function withinTimeLimit<Answer>(work: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const signal = AbortSignal.timeout(dynamicsTimeLimit);
  const timeout = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
  try {
    return await Promise.race([work(signal), timeout]);
  } catch (error) {
    throw dynamicsWebApiError(error);
  }
}

const requestError = z.object({
  status: z.number(),
  code: z.string().optional(),
  headers: z.object({ 'retry-after': z.string().optional() }).optional(),
});

function dynamicsWebApiError(error: unknown): LinkError {
  const { data } = requestError.safeParse(error);
  if (!data) return dynamicsUnavailable(error);
  const retryAfter = data.headers?.['retry-after'];
  return dynamicsError({ status: data.status, dataverseCode: data.code, retryAfter, cause: error });
}
