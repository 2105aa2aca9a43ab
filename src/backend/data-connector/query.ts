import { z } from 'zod';
import { LinkError } from '../errors.js';
import type { Filter } from '../microsoft/records.js';

/** What a column holds. Values are taken literally: there are no wildcards. Letter case does not count. */
export type Condition = {
  /** Logical name of a column, such as `telephone1`. */
  field: string;
} & (
  | { operator: 'eq' | 'contains'; value: string }
  /** Begins with the value; with `followedBy`, one of its characters must come next. */
  | { operator: 'startswith'; value: string; followedBy?: string }
  /** Is one of the values, in a single condition for Dynamics 365. */
  | { operator: 'in'; values: string[] }
);

export interface Query {
  /** At least one of these must hold; at most 300, of 2000 values in all. None find nothing. For a caller's number use `callerConditions`. */
  anyOf: Condition[];
  /** Columns to return; all by default. */
  select?: string[];
  /** Maximum number of records, 1 to 50; 10 by default. */
  top?: number;
}

/**
 * Dataverse refuses more than 500 conditions in a query (powerapps-docs, query/filter-rows: "Condition limits"), and has refused
 * more than 300 in one filter (0x80044183, seen in daryllabar/DLaB.Xrm.XrmToolBoxTools#493).
 */
const mostConditions = 300;

/** What `In` was limited to (MicrosoftDocs/powerapps-docs#1798); SQL Server takes 2100 parameters. */
const mostValues = 2000;

/** Logical name of a table or column. */
const name = z
  .string()
  .max(200)
  .regex(/^[a-z_][a-z0-9_]*$/);

// Half a surrogate pair has no percent-encoding.
const literal = z
  .string()
  .max(200)
  .refine((text) => !/\p{Surrogate}/u.test(text), 'is not well-formed Unicode');

const condition = z.discriminatedUnion('operator', [
  z.object({ field: name, operator: z.enum(['eq', 'contains']), value: literal }),
  z.object({
    field: name,
    operator: z.literal('startswith'),
    value: literal,
    // What has a meaning of its own between square brackets is refused.
    followedBy: literal.regex(/^[^[\]^-]+$/).optional(),
  }),
  z.object({ field: name, operator: z.literal('in'), values: z.array(literal).min(1) }),
]);

type ReadCondition = z.infer<typeof condition>;

const querySchema = z.object({
  anyOf: z
    .array(condition)
    .max(mostConditions)
    .refine((conditions) => countValues(conditions) <= mostValues, `has more than ${mostValues} values`),
  select: z.array(name).min(1).max(200).optional(),
  top: z.int().min(1).max(50).default(10),
});

const column = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*(@odata\.bind)?$/);
type Value = string | number | boolean | null | Value[] | { [column: string]: Value };
/** Related records may be nested ("deep insert"). */
const value: z.ZodType<Value> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(value), recordSchema]),
);
const recordSchema = z
  // zod leaves out this one, and what is not written must not go unnoticed.
  .custom<object>((record) => !Object.hasOwn(Object(record), '__proto__'), 'has a column __proto__')
  .pipe(z.record(column, value));

/** @throws LinkError `invalid-request` */
export function parseTable(table: unknown): string {
  return parse(name, table);
}

/** @throws LinkError `invalid-request` */
export function parseId(id: unknown): string {
  return parse(z.guid(), id);
}

/** Returns the record as JSON. @throws LinkError `invalid-request` */
export function parseRecord(record: unknown): string {
  const data = parse(recordSchema, record);
  try {
    return JSON.stringify(data);
  } catch (cause) {
    throw new LinkError('invalid-request', 'the record holds itself', { cause });
  }
}

/** Returns nothing where there is no condition: then no record is asked for. @throws LinkError `invalid-request` */
export function parseQuery(query: unknown): Filter | undefined {
  const { anyOf, select, top } = parse(querySchema, query);
  if (anyOf.length === 0) return undefined;
  const parameters = new Map<string, string>();
  const filter = anyOf.map((condition) => toFilter(condition, parameters)).join(' or ');
  return { filter, parameters: [...parameters].map(([value, alias]) => [alias, value]), select, top };
}

/** @param parameters aliases by their values, so that a list that several columns are compared with is written once */
function toFilter(condition: ReadCondition, parameters: Map<string, string>): string {
  const { field } = condition;
  switch (condition.operator) {
    case 'eq':
      return `${field} eq ${quote(condition.value)}`;
    case 'contains':
      return `contains(${field},${quote(escapeWildcards(condition.value))})`;
    case 'startswith': {
      const next = condition.followedBy === undefined ? '' : `[${condition.followedBy}]`;
      return `startswith(${field},${quote(escapeWildcards(condition.value) + next)})`;
    }
    case 'in': {
      // Double quotes, as a single one in a value would end it (powerapps-docs, query/filter-rows: "Manage single quotes").
      const list = JSON.stringify([...new Set(condition.values)]);
      const alias = parameters.get(list) ?? `@v${parameters.size + 1}`;
      parameters.set(list, alias);
      return `Microsoft.Dynamics.CRM.In(PropertyName='${field}',PropertyValues=${alias})`;
    }
  }
}

/** Quotes are doubled (OData 4.0, URL conventions, 5.1.1.6.1). */
function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Dataverse reads SQL's wildcards in `contains` and `startswith` (powerapps-docs, query/filter-rows). */
function escapeWildcards(text: string): string {
  return text.replaceAll(/[[%_]/g, '[$&]');
}

function countValues(conditions: ReadCondition[]): number {
  return conditions.reduce((sum, one) => sum + (one.operator === 'in' ? one.values.length : 1), 0);
}

function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const { success, data, error } = schema.safeParse(input);
  if (!success) throw new LinkError('invalid-request', z.prettifyError(error));
  return data;
}
