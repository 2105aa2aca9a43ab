import { DataverseError } from './errors.js';

type Value = string | number | boolean | null;
export type Row = Record<string, Value>;
export type Predicate = (row: Row) => boolean;

type Token =
  | { kind: 'text'; value: string }
  | { kind: 'word'; value: string }
  | { kind: 'list'; value: string }
  | { kind: 'mark'; value: '(' | ')' | ',' | '=' };

/** Most conditions of a query, one `In` being one (powerapps-docs, query/filter-rows: "Condition limits"). */
const most = 500;
/** Most of a single filter (seen in daryllabar/DLaB.Xrm.XrmToolBoxTools#493); we never nest so many that they would be told apart. */
const mostOfOneFilter = 300;

/**
 * Parses an OData `$filter` as Dataverse does: `eq`, `ne`, `contains`, `startswith`, `endswith`, `and`, `or`, `not`,
 * brackets, Dataverse's own `In`. Quotes in texts are doubled, letter case is ignored; `%`, `_` and `[…]` are wildcards in the
 * functions, but not in `In` and `eq`.
 *
 * @param parameterOf value of an alias such as `@p1`, as the URL has it (query/overview: "Use parameter aliases")
 * @throws DataverseError when the filter can't be read or names an unknown column.
 */
export function parseFilter(
  filter: string,
  columns: readonly string[],
  parameterOf: (alias: string) => string | undefined = () => undefined,
): Predicate {
  const tokens = tokenize(filter);
  let position = 0;
  let conditions = 0;

  const next = (): Token => {
    const token = tokens[position++];
    if (!token) throw unreadable('it ends too early');
    return token;
  };
  const isNext = (kind: Token['kind'], value: string) =>
    tokens[position]?.kind === kind && tokens[position]?.value === value;
  const accept = (kind: Token['kind'], value: string) => {
    const found = isNext(kind, value);
    if (found) position++;
    return found;
  };
  const expect = (value: '(' | ')' | ',' | '=') => {
    if (!accept('mark', value)) throw unreadable(`“${value}” is missing`);
  };
  const column = (): string => {
    const token = next();
    if (token.kind !== 'word') throw unknownColumn(token.value);
    return known(token.value);
  };
  const known = (name: string): string => {
    if (!columns.includes(name)) throw unknownColumn(name);
    return name;
  };
  /** Reads the arguments of one of Dataverse's own functions, which are named. An alias without a value is null. */
  const argument = (name: string): Token => {
    if (!accept('word', name)) throw unreadable(`the parameter ${name} is missing`);
    expect('=');
    const token = next();
    if (token.kind !== 'word' || !token.value.startsWith('@')) return token;
    const [given, ...more] = tokenize(parameterOf(token.value) ?? 'null');
    if (!given || more.length > 0) throw unreadable(`${token.value} is not one value`);
    return given;
  };
  const literal = (): Value => {
    const token = next();
    if (token.kind === 'text') return token.value;
    if (token.value === 'null') return null;
    if (token.value === 'true' || token.value === 'false') return token.value === 'true';
    if (/^-?\d+(\.\d+)?$/.test(token.value)) return Number(token.value);
    if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token.value)) return token.value;
    throw unreadable(`“${token.value}” is not a value`);
  };

  const alternatives = (): Predicate => {
    let left = conjunction();
    while (accept('word', 'or')) {
      const [first, second] = [left, conjunction()];
      left = (row) => first(row) || second(row);
    }
    return left;
  };
  const conjunction = (): Predicate => {
    let left = condition();
    while (accept('word', 'and')) {
      const [first, second] = [left, condition()];
      left = (row) => first(row) && second(row);
    }
    return left;
  };
  const condition = (): Predicate => {
    if (accept('word', 'not')) {
      const negated = condition();
      return (row) => !negated(row);
    }
    if (accept('mark', '(')) {
      const inner = alternatives();
      expect(')');
      return inner;
    }
    conditions++;
    if (accept('word', 'Microsoft.Dynamics.CRM.In')) {
      expect('(');
      const field = known(argument('PropertyName').value);
      expect(',');
      const values = readList(argument('PropertyValues'));
      expect(')');
      return (row) => values.some((value) => same(row[field] ?? null, value));
    }
    for (const [name, around] of Object.entries(patternFunctions)) {
      if (!accept('word', name)) continue;
      expect('(');
      const field = column();
      expect(',');
      const pattern = around(wildcards(String(literal())));
      expect(')');
      return (row) => pattern.test(String(row[field] ?? ''));
    }
    const field = column();
    const operator = next().value;
    if (operator !== 'eq' && operator !== 'ne') throw unreadable(`“${operator}” is not an operator`);
    const value = literal();
    return (row) => same(row[field] ?? null, value) === (operator === 'eq');
  };

  const predicate = alternatives();
  if (position < tokens.length) throw unreadable(`“${tokens[position]?.value}” is too much`);
  if (conditions > most) {
    throw new DataverseError(400, '0x8004430C', 'Number of conditions in query exceeded maximum limit.');
  }
  if (conditions > mostOfOneFilter) {
    const text = `Query on Entity has exceeded the hard limit of conditions in a single filter (${mostOfOneFilter}).`;
    throw new DataverseError(400, '0x80044183', text);
  }
  return predicate;
}

const patternFunctions: Record<string, (pattern: string) => RegExp> = {
  contains: (pattern) => new RegExp(pattern, 'is'),
  startswith: (pattern) => new RegExp(`^${pattern}`, 'is'),
  endswith: (pattern) => new RegExp(`${pattern}$`, 'is'),
};

function tokenize(filter: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:'((?:[^']|'')*)'|(\[(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\]"'])*\])|([(),=])|([\w.@-]+))\s*/gy;
  while (pattern.lastIndex < filter.length) {
    const start = pattern.lastIndex;
    const [, text, list, mark, word] = pattern.exec(filter) ?? [];
    if (text !== undefined) tokens.push({ kind: 'text', value: text.replaceAll("''", "'") });
    else if (list !== undefined) tokens.push({ kind: 'list', value: list });
    else if (mark === '(' || mark === ')' || mark === ',' || mark === '=') tokens.push({ kind: 'mark', value: mark });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word });
    else throw unreadable(`position ${start}`);
  }
  return tokens;
}

/**
 * Reads the values of `In`: texts in JSON, in double quotes or, where no value has one, in single ones (query/filter-rows:
 * "Manage single quotes").
 */
function readList(token: Token): string[] {
  if (token.kind !== 'list') throw unreadable('the values are not a list');
  const json = token.value.includes('"') ? token.value : token.value.replaceAll("'", '"');
  let values: unknown;
  try {
    values = JSON.parse(json);
  } catch {
    throw new DataverseError(400, '0x80060888', "Invalid JSON. A comma character ',' was expected in scope 'Array'.");
  }
  const isText = (value: unknown) => typeof value === 'string';
  if (!Array.isArray(values) || values.length === 0 || !values.every(isText))
    throw unreadable('the values are not texts');
  return values;
}

/** Returns a Dataverse pattern as the source of a regular expression. A wildcard in square brackets is literal. */
function wildcards(pattern: string): string {
  return pattern.replace(/\[([^\]]+)\]|[\s\S]/g, (part, set: string | undefined) => {
    if (set !== undefined) return `[${set.replaceAll('\\', '\\\\')}]`;
    if (part === '%') return '.*';
    if (part === '_') return '.';
    return part.replace(/[\\^$.*+?()[\]{}|]/, '\\$&');
  });
}

function same(left: Value, right: Value): boolean {
  return typeof left === 'string' && typeof right === 'string'
    ? left.toLowerCase() === right.toLowerCase()
    : left === right;
}

function unknownColumn(name: string): DataverseError {
  return new DataverseError(400, '0x80060888', `Could not find a property named '${name}'`);
}

function unreadable(why: string): DataverseError {
  return new DataverseError(400, '0x80060888', `The filter can't be read: ${why}`);
}
