import { z } from 'zod';

/** What a JSON value is made of, without the value. */
export type Shape = 'string' | 'number' | 'boolean' | 'null' | 'absent' | Shape[] | { [member: string]: Shape };

/** An exchange with Microsoft without any value, name, token or id. */
export interface Exchange {
  service: 'entra' | 'discovery' | 'dataverse';
  method: string;
  /** With placeholders. */
  path: string;
  /** Names of query options. */
  query: string[];
  /** Names of the members of a form, or the shape of JSON. */
  sent: Shape;
  status: number;
  /** Names of the answer's headers. */
  headers: string[];
  body: Shape | 'text' | 'empty';
  /** What the protocol or Microsoft's documentation calls the error. */
  errors: string[];
}

const shape: z.ZodType<Shape> = z.lazy(() =>
  z.union([z.enum(['string', 'number', 'boolean', 'null', 'absent']), z.array(shape), z.record(z.string(), shape)]),
);

/** A line of a recording. */
export const exchangeLine: z.ZodType<Exchange> = z.object({
  service: z.enum(['entra', 'discovery', 'dataverse']),
  method: z.string(),
  path: z.string(),
  query: z.array(z.string()),
  sent: shape,
  status: z.int(),
  headers: z.array(z.string()),
  body: z.union([z.enum(['text', 'empty']), shape]),
  errors: z.array(z.string()),
});

/**
 * Returns the shape of a JSON value. The elements of an array are taken together.
 *
 * @param isRecord members are columns, which a customer may have named
 */
export function shapeOf(value: unknown, isRecord: boolean): Shape {
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    return [...new Map(value.map((one) => [JSON.stringify(shapeOf(one, isRecord)), shapeOf(one, isRecord)])).values()];
  }
  if (typeof value === 'object') {
    const members = Object.entries(value).map(
      ([name, member]) => [isRecord ? memberOf(name) : name, shapeOf(member, isRecord)] as const,
    );
    return Object.fromEntries(members.sort(([one], [other]) => one.localeCompare(other)));
  }
  if (typeof value === 'string') return 'string';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'absent';
}

/** Returns the name of a member. Columns that a customer has made have the prefix of their publisher, such as `new_`. */
function memberOf(name: string): string {
  const isCustom = /^_?(?!address\d_)[a-z][a-z0-9]{1,7}_/.test(name) && !/^_[a-z0-9]+_value$/.test(name);
  return isCustom ? '{name}' : withoutValues(name);
}

const standardWords = new Set([
  ...[
    'organizations',
    'common',
    'consumers',
    'oauth2',
    'v2.0',
    'token',
    'authorize',
    'discovery',
    'keys',
    '.well-known',
  ],
  ...[
    'openid-configuration',
    'api',
    'data',
    'v9.2',
    'Instances',
    'WhoAmI',
    '$batch',
    'EntityDefinitions',
    'systemusers',
  ],
  ...['contacts', 'accounts', 'leads', 'incidents', 'opportunities', 'phonecalls', 'tasks', 'appointments', 'emails'],
]);

/** Returns a path in which ids, names and values are placeholders, whatever the customer calls things. */
export function pathOf(path: string): string {
  return path.split('/').map(segmentOf).join('/');
}

function segmentOf(segment: string): string {
  const [, name = '', key] = /^([^(]*)(\(.*\))?$/s.exec(decodeURIComponent(segment)) ?? [];
  const isKnown = name === '' || standardWords.has(name) || /^Microsoft\.Dynamics\.CRM\.\w+$/.test(name);
  return (isKnown ? name : '{name}') + (key === undefined ? '' : withoutValues(key));
}

function withoutValues(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, "'{text}'").replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, '{guid}');
}

/** Returns the protocol's and Microsoft's own names of the errors in an answer: none of a customer's words. */
export function errorsOf(body: unknown): string[] {
  const {
    error,
    suberror,
    error_codes: codes,
  } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : error;
  const numbers = Array.isArray(codes) ? codes.filter((one) => Number.isInteger(one)).map(String) : [];
  const words = [code, suberror].filter(
    (word): word is string => typeof word === 'string' && /^(0x[0-9a-f]{8}|[a-z_]{1,40})$/i.test(word),
  );
  return [...words, ...numbers];
}
