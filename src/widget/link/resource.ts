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
  const { linkId, linkedAt, linkedBy, health, healthReason } = json;
  const account = readAccount(json['account']);
  const organization = readOrganization(json['organization']);
  if (!isText(linkId) || !isText(linkedAt) || !isText(health) || Number.isNaN(Date.parse(linkedAt))) return undefined;
  if (!account || !organization) return undefined;
  const missingPrivileges = readTexts(json['missingPrivileges']);
  return {
    status: 'linked',
    linkId,
    linkedAt,
    ...(isText(linkedBy) && { linkedBy }),
    account,
    organization,
    health,
    ...(isText(healthReason) && { healthReason }),
    ...(missingPrivileges && { missingPrivileges }),
    ...common,
  };
}

export function readPending(value: unknown): PendingChoice | undefined {
  const { choice, organizations, from, to } = toObject(value);
  if (!isText(choice)) return undefined;
  const linked = readAccount(from);
  const signedIn = readAccount(to);
  if (linked && signedIn) return { choice, from: linked, to: signedIn };
  if (!Array.isArray(organizations)) return undefined;
  const known = organizations.map(readOrganization).filter((organization) => organization !== undefined);
  return known.length > 0 ? { choice, organizations: known } : undefined;
}

function readAccount(value: unknown): LinkedAccount | undefined {
  const { username, name, tenantId } = toObject(value);
  return isText(username) && isText(name) && isText(tenantId) ? { username, name, tenantId } : undefined;
}

function readOrganization(value: unknown): Organization | undefined {
  const { name, url } = toObject(value);
  return isText(name) && isText(url) ? { name, url } : undefined;
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
