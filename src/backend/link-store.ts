import type { LinkedAccount, LinkHealth, Organization } from '../protocol.js';
import type { Database, Queryable } from './database.js';
import { LinkError } from './errors.js';
import type { Place, TokenCipher } from './token-cipher.js';

/** A link without its tokens. */
export interface Link {
  vccAccountId: string;
  linkId: string;
  account: LinkedAccount;
  /** The user's object ID in Entra: with the tenant ID, who the Dynamics 365 user is. */
  objectId: string;
  organization: Organization;
  /** The Entra authority that issued the grant and refreshes it. */
  authority: string;
  linkedAt: Date;
  linkedBy?: string;
  health: LinkHealth;
  missingPrivileges?: string[];
  /** Counts the changes of the row, for compare-and-swap. */
  version: number;
}

export interface Tokens {
  refreshToken: string;
  /** For the organisation of the link. */
  accessToken: string;
  expiresAt: Date;
}

export type NewLink = Omit<Link, 'health' | 'missingPrivileges' | 'version'>;

export interface LinkStore {
  find(vccAccountId: string): Promise<Link | undefined>;
  findWithTokens(vccAccountId: string): Promise<{ link: Link; tokens: Tokens } | undefined>;
  /**
   * Stores a link in place of the link `replaces`. An expired link that the Dynamics user has elsewhere is taken over.
   * `alsoDo` is part of the transaction.
   *
   * @throws LinkError `changed`, `already-linked-elsewhere`; nothing is altered then
   */
  save(
    link: NewLink,
    tokens: Tokens,
    replaces: string | undefined,
    alsoDo: (transaction: Queryable) => Promise<void>,
  ): Promise<{ link: Link; takenOverFrom?: string }>;
  /** Compare-and-swap: false when the link has changed since it was read. */
  saveTokens(link: Link, tokens: Tokens): Promise<boolean>;
  /** Compare-and-swap: false when the link has changed since it was read. */
  saveHealth(link: Link, health: LinkHealth, missingPrivileges?: string[]): Promise<boolean>;
  /**
   * Deletes this link, if one is given. `alsoDo` is part of the transaction.
   *
   * @throws LinkError `changed` when the account has another link or none by now; nothing is altered then
   */
  delete(
    vccAccountId: string,
    linkId: string | undefined,
    alsoDo: (transaction: Queryable) => Promise<void>,
  ): Promise<void>;
  /** Deletes the link of a Dynamics user, whichever VCC account has it; returns that account. */
  deleteByUser(tenantId: string, objectId: string): Promise<string | undefined>;
  /** Seals again with the newest key what an older one sealed. */
  reseal(): Promise<void>;
}

interface LinkRow {
  vcc_account_id: string;
  link_id: string;
  tenant_id: string;
  object_id: string;
  username: string;
  display_name: string;
  organization_name: string;
  organization_url: string;
  authority: string;
  linked_at: Date;
  linked_by: string | null;
  health: LinkHealth;
  missing_privileges: string[] | null;
  refresh_token: string;
  access_token: string;
  access_token_expires_at: Date;
  version: number;
}

/** The links in the database. With `attempt-store.ts` and `schema.ts` the only place that knows SQL. */
export function createLinkStore(database: Database, cipher: TokenCipher): LinkStore {
  return {
    async find(vccAccountId) {
      const [row] = await database.query<LinkRow>('select * from link where vcc_account_id = $1', [vccAccountId]);
      return row && toLink(row);
    },

    async findWithTokens(vccAccountId) {
      const [row] = await database.query<LinkRow>('select * from link where vcc_account_id = $1', [vccAccountId]);
      return row && { link: toLink(row), tokens: await open(row) };
    },

    async save(link, tokens, replaces, alsoDo) {
      const sealed = await seal(link, tokens);
      return translatingConflicts(() =>
        database.transaction(async (transaction) => {
          if (replaces !== undefined) await deleteExactly(transaction, link.vccAccountId, replaces);
          const [takenOver] = await transaction.query<{ vcc_account_id: string }>(
            `delete from link where tenant_id = $1 and object_id = $2 and health = 'expired' and vcc_account_id <> $3
             returning vcc_account_id`,
            [link.account.tenantId, link.objectId, link.vccAccountId],
          );
          const [inserted] = await transaction.query<LinkRow>(
            `insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name,
               organization_name, organization_url, authority, linked_at, linked_by,
               refresh_token, access_token, access_token_expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning *`,
            [
              link.vccAccountId,
              link.linkId,
              link.account.tenantId,
              link.objectId,
              link.account.username,
              link.account.name,
              link.organization.name,
              link.organization.url,
              link.authority,
              link.linkedAt,
              link.linkedBy ?? null,
              sealed.refreshToken,
              sealed.accessToken,
              tokens.expiresAt,
            ],
          );
          if (!inserted) throw new Error('the inserted link was not returned');
          await alsoDo(transaction);
          return { link: toLink(inserted), ...(takenOver && { takenOverFrom: takenOver.vcc_account_id }) };
        }),
      );
    },

    async saveTokens(link, tokens) {
      const sealed = await seal(link, tokens);
      const rows = await database.query(
        `update link set refresh_token = $4, access_token = $5, access_token_expires_at = $6, version = version + 1
         where vcc_account_id = $1 and link_id = $2 and version = $3 returning link_id`,
        [link.vccAccountId, link.linkId, link.version, sealed.refreshToken, sealed.accessToken, tokens.expiresAt],
      );
      return rows.length > 0;
    },

    async saveHealth(link, health, missingPrivileges) {
      const rows = await database.query(
        `update link set health = $4, missing_privileges = $5, version = version + 1
         where vcc_account_id = $1 and link_id = $2 and version = $3 returning link_id`,
        [
          link.vccAccountId,
          link.linkId,
          link.version,
          health,
          missingPrivileges ? JSON.stringify(missingPrivileges) : null,
        ],
      );
      return rows.length > 0;
    },

    delete: (vccAccountId, linkId, alsoDo) =>
      database.transaction(async (transaction) => {
        if (linkId !== undefined) await deleteExactly(transaction, vccAccountId, linkId);
        await alsoDo(transaction);
      }),

    async deleteByUser(tenantId, objectId) {
      const [row] = await database.query<{ vcc_account_id: string }>(
        'delete from link where tenant_id = $1 and object_id = $2 returning vcc_account_id',
        [tenantId, objectId],
      );
      return row?.vcc_account_id;
    },

    async reseal() {
      for (const row of await database.query<LinkRow>('select * from link')) {
        if (!cipher.isOutdated(row.refresh_token) && !cipher.isOutdated(row.access_token)) continue;
        const sealed = await seal(toLink(row), await open(row));
        // A row that changed meanwhile was sealed by whoever changed it.
        await database.query(
          `update link set refresh_token = $4, access_token = $5, version = version + 1
           where vcc_account_id = $1 and link_id = $2 and version = $3`,
          [row.vcc_account_id, row.link_id, row.version, sealed.refreshToken, sealed.accessToken],
        );
      }
    },
  };

  async function seal(link: Pick<Link, 'vccAccountId' | 'linkId'>, tokens: Tokens) {
    return {
      refreshToken: await cipher.seal(tokens.refreshToken, place(link.vccAccountId, link.linkId, 'refresh_token')),
      accessToken: await cipher.seal(tokens.accessToken, place(link.vccAccountId, link.linkId, 'access_token')),
    };
  }

  async function open(row: LinkRow): Promise<Tokens> {
    return {
      refreshToken: await cipher.open(row.refresh_token, place(row.vcc_account_id, row.link_id, 'refresh_token')),
      accessToken: await cipher.open(row.access_token, place(row.vcc_account_id, row.link_id, 'access_token')),
      expiresAt: row.access_token_expires_at,
    };
  }
}

async function deleteExactly(transaction: Queryable, vccAccountId: string, linkId: string): Promise<void> {
  const deleted = await transaction.query(
    'delete from link where vcc_account_id = $1 and link_id = $2 returning link_id',
    [vccAccountId, linkId],
  );
  if (deleted.length === 0) throw new LinkError('changed', 'the link was replaced or deleted meanwhile');
}

function place(vccAccountId: string, linkId: string, column: 'refresh_token' | 'access_token'): Place {
  return ['link', vccAccountId, linkId, column];
}

function toLink(row: LinkRow): Link {
  return {
    vccAccountId: row.vcc_account_id,
    linkId: row.link_id,
    account: { username: row.username, name: row.display_name, tenantId: row.tenant_id },
    objectId: row.object_id,
    organization: { name: row.organization_name, url: row.organization_url },
    authority: row.authority,
    linkedAt: row.linked_at,
    ...(row.linked_by !== null && { linkedBy: row.linked_by }),
    health: row.health,
    ...(row.missing_privileges && { missingPrivileges: row.missing_privileges }),
    version: row.version,
  };
}

/** The constraints decide who is first, since a look before the write would let two through at once. */
async function translatingConflicts<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const constraint = error instanceof Error && 'constraint' in error ? error.constraint : undefined;
    if (constraint === 'link_dynamics_user') {
      throw new LinkError('already-linked-elsewhere', 'the Dynamics user is linked to another VCC account');
    }
    if (constraint === 'link_vcc_account') {
      throw new LinkError('changed', 'the VCC account was linked meanwhile');
    }
    throw error;
  }
}
