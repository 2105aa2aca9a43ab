import type { LinkedAccount, LinkedResource, LinkResource, Organization, PendingChoice } from '../../protocol.js';

type Json = Record<string, unknown>;

/**
 * Reads the link resource, member by member: members that the contract does not name are dropped, and an optional member that
 * is malformed or `null` counts as absent.
 *
 * @returns undefined when it is not of the contract
 */
export function readResource(text: string): LinkResource | undefined {
  const json = readObject(text);
  const { nonce, canChange, accountTag } = json;
  if (typeof nonce !== 'string' || typeof canChange !== 'boolean') return undefined;
  const pending = readPending(json['pending']);
  const common = { nonce, canChange, ...(pending && { pending }), ...(isText(accountTag) && { accountTag }) };
  if (json['status'] === 'unlinked') return { status: 'unlinked', ...common };
  return json['status'] === 'linked' ? readLink(json, common) : undefined;
}

function readLink(
  json: Json,
  common: Pick<LinkedResource, 'nonce' | 'canChange' | 'accountTag'>,
): LinkedResource | undefined {
  const { linkedBy, healthReason } = json;
  const link = pick(json, 'linkId', 'linkedAt', 'health');
  const account = readAccount(json['account']);
  const organization = readOrganization(json['organization']);
  if (!link || !account || !organization || Number.isNaN(Date.parse(link.linkedAt))) return undefined;
  const missingPrivileges = readTexts(json['missingPrivileges']);
  const { tables, checkedAt } = toObject(json['access']);
  return {
    status: 'linked',
    ...link,
    ...(isText(linkedBy) && { linkedBy }),
    account,
    organization,
    ...(isText(healthReason) && { healthReason }),
    ...(missingPrivileges && { missingPrivileges }),
    ...(Array.isArray(tables) && {
      // The date is read where it is shown.
      access: { tables: tables.filter((one) => isText(one?.table)), checkedAt: checkedAt as string },
    }),
    ...common,
  };
}

export function readPending(value: unknown): PendingChoice | undefined {
  const { choice, organizations, account, from, to } = toObject(value);
  if (!isText(choice)) return undefined;
  const linked = readAccount(from);
  const signedIn = readAccount(to);
  if (linked && signedIn) return { choice, from: linked, to: signedIn };
  if (!Array.isArray(organizations)) return undefined;
  const known = organizations.map(readOrganization).filter((organization) => organization !== undefined);
  const user = readAccount(account);
  return known.length > 0 ? { choice, organizations: known, ...(user && { account: user }) } : undefined;
}

const readAccount = (value: unknown): LinkedAccount | undefined => pick(value, 'username', 'name', 'tenantId');

const readOrganization = (value: unknown): Organization | undefined => pick(value, 'name', 'url');

/** Returns these members, and no others; undefined where one is not a text. */
function pick<Name extends string>(value: unknown, ...names: Name[]): Record<Name, string> | undefined {
  const json = toObject(value);
  if (!names.every((name) => isText(json[name]))) return undefined;
  return Object.fromEntries(names.map((name) => [name, json[name]])) as Record<Name, string>;
}

export function readTexts(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.length > 0 && value.every(isText) ? value : undefined;
}

export function readObject(text: string): Json {
  try {
    return toObject(JSON.parse(text));
  } catch {
    return {};
  }
}

function toObject(value: unknown): Json {
  return typeof value === 'object' && value !== null ? (value as Json) : {};
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}
