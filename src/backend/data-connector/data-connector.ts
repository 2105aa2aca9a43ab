import { setTimeout as sleep } from 'node:timers/promises';
import { DynamicsWebApi } from 'dynamics-web-api';
import { z } from 'zod';
import { unlessAborted } from '../../abort.js';
import { LinkError, toLinkError } from '../errors.js';
import type { LinkCheck } from '../grants/link-check.js';
import type { CurrentLink, LinkTokens } from '../grants/link-tokens.js';
import { dataverseError, dynamicsUnavailable } from '../microsoft/dataverse-errors.js';

export interface Condition {
  /** Logical name of a column, such as `telephone1`. */
  field: string;
  operator: 'eq' | 'contains' | 'startswith';
  /** Taken literally: there are no wildcards. */
  value: string;
}

export interface Query {
  /** At least one of these must hold; 1 to 50. For a caller's number use `callerConditions`. */
  anyOf: Condition[];
  /** Columns to return; all by default. */
  select?: string[];
  /** Maximum number of records, 1 to 50; 10 by default. */
  top?: number;
}

/**
 * Finds, creates and updates records as the Dynamics 365 user that a VCC account is linked to. `table` is a logical
 * name, such as `contact`. No call takes longer than ten seconds in all. When Dynamics 365 throttles a call, it is repeated
 * after the pause that was asked for, if there is time; a change that may have been made is not repeated, and
 * `details.outcomeUnknown` is true.
 *
 * Every method rejects with a `LinkError`: `not-linked`, `expired`, `restricted` (`details.reason`), `missing-privilege`, `not-found`,
 * `duplicate`, `changed`, `throttled` (with `details.retryAfter`), `invalid-request`, `dynamics-unavailable`,
 * `identity-provider-unavailable`, `configuration` or `internal`.
 */
export interface DataConnector {
  find(table: string, query: Query): Promise<Record<string, unknown>[]>;
  /** Resolves to the new record's ID. */
  create(table: string, record: Record<string, unknown>): Promise<string>;
  /** Never creates: an ID that does not exist is `not-found`. */
  update(table: string, id: string, changes: Record<string, unknown>): Promise<void>;
}

const name = z.string().regex(/^[a-z_][a-z0-9_]*$/);
/**
 * Texts that dynamics-web-api sends unchanged: it takes the braces off what looks like a GUID in quotes, and half a
 * surrogate pair has no percent-encoding.
 */
const literal = z
  .string()
  .max(200)
  .refine((text) => !/\p{Surrogate}/u.test(text), 'is not well-formed Unicode')
  .refine((text) => !/"\{[0-9a-f-]{36}\}/i.test(text), 'has a GUID in braces after a quotation mark');

const querySchema = z.object({
  anyOf: z
    .array(z.object({ field: name, operator: z.enum(['eq', 'contains', 'startswith']), value: literal }))
    .min(1)
    .max(50),
  select: z.array(name).optional(),
  top: z.int().min(1).max(50).default(10),
});
/** Names of columns, without those that dynamics-web-api would drop silently. */
const column = z
  .string()
  .regex(/^(?!oData)[A-Za-z_][A-Za-z0-9_]*(@odata\.bind)?$/)
  .regex(/^(?!.*_(Formatted|NavigationProperty|LogicalName)$)/);
type Value = string | number | boolean | null | Value[] | { [column: string]: Value };
/** Related records may be nested ("deep insert"). */
const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(value), recordSchema]),
);
const recordSchema = z.record(column, value);

/** Milliseconds for all requests of one call of a method: VCC allows an external service this long during a phone call. */
const budget = 10_000;

/** Milliseconds of the budget that must be left for a request after a wait. */
const reserve = 1_000;

/** One call of dynamics-web-api, to be made with a client for the link's environment. */
type Send<Answer> = (client: DynamicsWebApi, target: { collection: string; signal: AbortSignal }) => Promise<Answer>;

export function createDataConnectors(parts: {
  tokens: LinkTokens;
  linkCheck: Pick<LinkCheck, 'checkAfterCall'>;
}): (vccAccountId: string) => DataConnector {
  const { tokens, linkCheck } = parts;
  /** The names of tables in URLs, by environment and table. */
  const entitySets = new Map<string, string>();

  return (vccAccountId) => ({
    async find(table, query) {
      const { anyOf, select, top } = parse(querySchema, query);
      const filter = anyOf.map(toFilter).join(' or ');
      const answer = await call(vccAccountId, table, (client, target) =>
        client.retrieveMultiple({ ...target, filter, top, ...(select && { select }) }),
      );
      const { data, error } = z.array(z.record(z.string(), z.unknown())).safeParse(answer?.value);
      if (error) throw dynamicsUnavailable(error);
      return data;
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
    const signal = AbortSignal.timeout(budget);
    const deadline = performance.now() + budget;
    for (;;) {
      try {
        // After a refused token or throttling nothing was done, so even a create may be sent again.
        return await tokens.use(vccAccountId, (current) => sendAndCheck(current, table, send, signal), signal);
      } catch (thrown) {
        const error = toLinkError(thrown);
        if (error.code !== 'throttled') throw error;
        await waitAsTold(error, deadline - performance.now());
      }
    }
  }

  /** Checks the link after a refusal, and after a success while it is `restricted`, so that the panel shows its health. */
  async function sendAndCheck<Answer>(
    current: CurrentLink,
    table: string,
    send: Send<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const check = () => unlessAborted(linkCheck.checkAfterCall(current), signal);
    try {
      const answer = await sendAs(current, table, send, signal);
      // The call succeeded, also when the check fails.
      if (current.link.health === 'restricted') await check().catch(() => undefined);
      return answer;
    } catch (thrown) {
      const error = toLinkError(thrown);
      if (error.code !== 'restricted' && error.code !== 'missing-privilege') throw error;
      await check().catch((failure) => {
        const cause = new AggregateError([error, failure], 'the call was refused, and the link could not be checked');
        throw new LinkError(error.code, error.message, { ...error.details, cause });
      });
      throw error;
    }
  }

  async function sendAs<Answer>(
    { link, accessToken }: CurrentLink,
    table: string,
    send: Send<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const client = new DynamicsWebApi({
      serverUrl: link.organization.url,
      dataApi: { version: '9.2' },
      onTokenRefresh: async () => accessToken,
      // Without it a 412 on update resolves as false.
      propagateErrors: true,
      timeout: budget,
    });
    const collection = await entitySetOf(client, link.organization.url, table, signal);
    return withinTimeLimit(send(client, { collection, signal }), signal);
  }

  // Not by the library's `useEntityNames`, which keeps one environment's names for all.
  async function entitySetOf(
    client: DynamicsWebApi,
    environment: string,
    table: string,
    signal: AbortSignal,
  ): Promise<string> {
    const key = `${environment} ${table}`;
    const known = entitySets.get(key);
    if (known !== undefined) return known;
    const definition = client.retrieve<{ EntitySetName: string }>({
      collection: 'EntityDefinitions',
      key: `LogicalName='${table}'`,
      select: ['EntitySetName'],
      signal,
    });
    const { EntitySetName } = await withinTimeLimit(definition, signal);
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

/** The library's own timeout ends silent connections only, and after a broken answer its promise never settles. */
async function withinTimeLimit<Answer>(work: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  try {
    return await unlessAborted(work, signal);
  } catch (error) {
    throw dynamicsWebApiError(error);
  }
}

/** @throws the error itself when Dynamics 365 did not say how long to wait, or longer than there is time */
async function waitAsTold(error: LinkError, timeLeft: number): Promise<void> {
  const wait = (error.details.retryAfter ?? Number.POSITIVE_INFINITY) * 1000;
  if (wait > timeLeft - reserve) throw error;
  await sleep(wait);
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
  return dataverseError({ status: data.status, dataverseCode: data.code, retryAfter, cause: error });
}
