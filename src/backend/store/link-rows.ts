import type { HealthReason, LinkedAccount, LinkHealth, TableAccess } from '../../protocol.js';
import type { Environment } from '../environment.js';
import type { LinkErrorCode } from '../errors.js';
import type { Place, TokenCipher } from './token-cipher.js';

/** A link without its tokens. */
export interface Link {
  vccAccountId: string;
  linkId: string;
  account: LinkedAccount;
  /** The user's object ID in Entra, which together with the tenant ID identifies the Dynamics 365 user. */
  objectId: string;
  organization: Environment;
  /** The Entra authority that issued the grant and refreshes it. */
  authority: string;
  linkedAt: Date;
  linkedBy?: string;
  health: LinkHealth;
  missingPrivileges?: string[];
  /** Why the health is as it is, where that is known. */
  healthReason?: HealthReason;
  lastUsedAt?: Date;
  lastRefreshedAt?: Date;
  lastCheckedAt?: Date;
  lastError?: LastError;
  /** What the linked user may do, as the last check found it. */
  access?: Access;
  /** ID of the key that seals the tokens. */
  keyId: string;
  /** With `expired`: how often Entra has refused the grant, and when it is tried again. */
  retry?: { failures: number; at: Date };
  /** Number of the grant that the row holds, for compare-and-swap; the ciphertexts are bound to it. */
  version: number;
}

export interface Access {
  tables: TableAccess[];
  checkedAt: Date;
}

/** Why the link could not be used last. */
export interface LastError {
  code: LinkErrorCode;
  message: string;
  at: Date;
}

export interface Tokens {
  refreshToken: string;
  /** For the organisation of the link. */
  accessToken: string;
  expiresAt: Date;
}

export interface LinkRow {
  vcc_account_id: string;
  link_id: string;
  tenant_id: string;
  object_id: string;
  username: string;
  display_name: string;
  organization_name: string;
  organization_url: string;
  organization_id: string | null;
  organization_api_url: string | null;
  authority: string;
  linked_at: Date;
  linked_by: string | null;
  health: LinkHealth;
  missing_privileges: string[] | null;
  health_reason: HealthReason | null;
  refresh_failures: number;
  keep_alive_at: Date;
  refresh_token: string;
  access_token: string;
  access_token_expires_at: Date;
  version: number;
  key_id: string;
  key_commitment: string | null;
  key_missing_since: Date | null;
  checked_at: Date | null;
  last_used_at: Date | null;
  last_refreshed_at: Date | null;
  access: { tables: TableAccess[]; checkedAt: string } | null;
  last_error: { code: LinkErrorCode; message: string; at: string } | null;
}

export type TokenColumn = 'refresh_token' | 'access_token';

/** What a page shows of a link. */
export type ShownLink = Pick<
  Link,
  | 'linkId'
  | 'account'
  | 'organization'
  | 'linkedAt'
  | 'linkedBy'
  | 'health'
  | 'missingPrivileges'
  | 'healthReason'
  | 'access'
>;

/** Of `ShownLink`, with those that tell whose key is there. */
const shownNames = [
  'link_id',
  'tenant_id',
  'username',
  'display_name',
  'organization_name',
  'organization_url',
  'organization_id',
  'organization_api_url',
  'linked_at',
  'linked_by',
  'health',
  'missing_privileges',
  'health_reason',
  'access',
  'key_id',
  'key_commitment',
] as const;

export type ShownRow = Pick<LinkRow, (typeof shownNames)[number]>;

const otherNames: readonly (keyof LinkRow)[] = [
  'vcc_account_id',
  'object_id',
  'authority',
  'refresh_failures',
  'keep_alive_at',
  'version',
  'checked_at',
  'last_used_at',
  'last_refreshed_at',
  'last_error',
];

const listOf = (names: readonly (keyof LinkRow)[]) => names.map((name) => `link.${name}`).join(', ');

export const shownColumns = listOf(shownNames);

/** All of `Link`. The tokens are left out: each is stored apart from its row and costs as much to read as all the rest. */
export const linkColumns = listOf([...shownNames, ...otherNames]);

export function toShownLink(row: ShownRow): ShownLink {
  return {
    linkId: row.link_id,
    account: { username: row.username, name: row.display_name, tenantId: row.tenant_id },
    organization: {
      name: row.organization_name,
      url: row.organization_url,
      ...(row.organization_api_url !== null && { apiUrl: row.organization_api_url }),
      ...(row.organization_id !== null && { id: row.organization_id }),
    },
    linkedAt: row.linked_at,
    ...(row.linked_by !== null && { linkedBy: row.linked_by }),
    health: row.health,
    ...(row.missing_privileges && { missingPrivileges: row.missing_privileges }),
    ...(isReasonOf(row) && { healthReason: row.health_reason as HealthReason }),
    ...(row.access && { access: { ...row.access, checkedAt: new Date(row.access.checkedAt) } }),
  };
}

export function toLink(row: Omit<LinkRow, TokenColumn>): Link {
  return {
    ...toShownLink(row),
    vccAccountId: row.vcc_account_id,
    objectId: row.object_id,
    authority: row.authority,
    ...(row.health === 'expired' && { retry: { failures: row.refresh_failures, at: row.keep_alive_at } }),
    ...(row.last_used_at && { lastUsedAt: row.last_used_at }),
    ...(row.last_refreshed_at && { lastRefreshedAt: row.last_refreshed_at }),
    ...(row.checked_at && { lastCheckedAt: row.checked_at }),
    ...(row.last_error && { lastError: { ...row.last_error, at: new Date(row.last_error.at) } }),
    keyId: row.key_id,
    version: row.version,
  };
}

const expiredReasons: readonly (string | null)[] = [
  'revoked',
  'more-proof',
  'policy',
  'consent-withdrawn',
  'app-removed',
];

/** Processes of version 0.1, which may still run during an upgrade, change the health and leave the reason. */
function isReasonOf({ health, health_reason: reason }: Pick<LinkRow, 'health' | 'health_reason'>): boolean {
  if (!reason || health === 'active') return false;
  return expiredReasons.includes(reason) === (health === 'expired');
}

type SealedFor = Pick<
  Link,
  'vccAccountId' | 'linkId' | 'version' | 'account' | 'objectId' | 'organization' | 'authority'
>;

/** Seals tokens for the row with this version, which it has or is about to get. */
export async function sealTokens(cipher: TokenCipher, link: SealedFor, tokens: Tokens) {
  return {
    refreshToken: await cipher.seal(tokens.refreshToken, place(link, 'refresh_token')),
    accessToken: await cipher.seal(tokens.accessToken, place(link, 'access_token')),
  };
}

export function openToken(cipher: TokenCipher, row: LinkRow, column: TokenColumn): Promise<string> {
  return cipher.open(row[column], place(toLink(row), column));
}

/**
 * The place includes the user and whom tokens are for: somebody who can change a row gains nothing by it. Where calls go,
 * `apiUrl`, is not in it: access tokens for another environment are of no use there, and the client of the Web API sends
 * them to known environments only.
 */
function place(link: SealedFor, column: TokenColumn): Place {
  const { vccAccountId, linkId, version, account, objectId, organization, authority } = link;
  return [
    'link',
    vccAccountId,
    linkId,
    column,
    String(version),
    account.tenantId,
    objectId,
    organization.url,
    authority,
  ];
}
