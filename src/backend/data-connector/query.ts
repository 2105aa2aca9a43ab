import { z } from 'zod';
import { LinkError } from '../errors.js';
import type { Filter } from '../microsoft/records.js';

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

/** Logical name of a table or column. */
const name = z
  .string()
  .max(200)
  .regex(/^[a-z_][a-z0-9_]*$/);

const condition = z.object({
  field: name,
  operator: z.enum(['eq', 'contains', 'startswith']),
  // Half a surrogate pair has no percent-encoding.
  value: z
    .string()
    .max(200)
    .refine((text) => !/\p{Surrogate}/u.test(text), 'is not well-formed Unicode'),
});

const querySchema = z.object({
  anyOf: z.array(condition).min(1).max(50),
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

/** @throws LinkError `invalid-request` */
export function parseQuery(query: unknown): Filter {
  const { anyOf, select, top } = parse(querySchema, query);
  return { filter: anyOf.map(toFilter).join(' or '), select, top };
}

/** Quotes are doubled (OData 4.0, URL conventions, 5.1.1.6.1). */
function toFilter({ field, operator, value }: Condition): string {
  const quote = (text: string) => `'${text.replaceAll("'", "''")}'`;
  if (operator === 'eq') return `${field} eq ${quote(value)}`;
  // Dataverse reads SQL's wildcards in these two functions (powerapps-docs, query/filter-rows).
  return `${operator}(${field},${quote(value.replaceAll(/[[%_]/g, '[$&]'))})`;
}

function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const { success, data, error } = schema.safeParse(input);
  if (!success) throw new LinkError('invalid-request', z.prettifyError(error));
  return data;
}
