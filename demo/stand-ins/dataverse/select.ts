import { DataverseError } from './errors.js';

/**
 * Keeps the members that `$select` names; all without one.
 *
 * @throws DataverseError for a name that there is none of
 */
export function select(members: Record<string, unknown>, names: string | undefined): Record<string, unknown> {
  if (names === undefined) return members;
  const wanted = names.split(',').map((name) => name.trim());
  const unknown = wanted.find((name) => !Object.hasOwn(members, name));
  if (unknown !== undefined)
    throw new DataverseError(400, '0x80060888', `Could not find a property named '${unknown}'`);
  return Object.fromEntries(wanted.map((name) => [name, members[name]]));
}
