import type { LinkHealth, TableAccess } from '../../protocol.js';
import { LinkError } from '../errors.js';
import type { Database, Queryable } from './database/database.js';
import {
  type Link,
  type LinkRow,
  type ShownLink,
  type ShownRow,
  sealTokens,
  shownColumns,
  type Tokens,
  toLink,
  toShownLink,
} from './link-rows.js';
import { replayWindow } from './post-records.js';
import { type Question, type QuestionRow, toQuestion } from './question.js';
import type { TokenCipher } from './token-cipher.js';

export type NewLink = Pick<
  Link,
  'vccAccountId' | 'linkId' | 'account' | 'objectId' | 'organization' | 'authority' | 'linkedAt' | 'linkedBy' | 'access'
>;

/** What a check found besides the health. */
export interface Finding extends Pick<Link, 'missingPrivileges' | 'healthReason'> {
  tables?: TableAccess[];
}

/** Without a link all of its columns are null. */
type LookRow = (ShownRow | { link_id: null }) & { question: QuestionRow | null };

/** The links: one for each VCC account, one for each Dynamics 365 user. */
export interface LinkStore {
  find(vccAccountId: string): Promise<Link | undefined>;
  /** Finds the account's link, and what this user was asked last and has yet to answer, in one statement. */
  look(caller: { vccAccountId: string; userId: string }): Promise<{ link?: ShownLink; question?: Question }>;
  /**
   * Stores a link in place of the link `replaces`. A link whose grant has ended (`revoked`) that the Dynamics user has elsewhere is taken over.
   * `alsoDo` is part of the transaction and gets the links that were deleted.
   *
   * @throws LinkError `changed`, `already-linked-elsewhere`; nothing is altered then
   */
  save(
    link: NewLink,
    tokens: Tokens,
    replaces: string | undefined,
    alsoDo: (transaction: Queryable, deleted: { replaced?: Link; takenOver?: Link }) => Promise<void>,
  ): Promise<Link>;
  /**
   * Stores the health, unless the link is gone or has expired: only linking again heals that. `alsoDo` is part of the
   * transaction and gets the link as it was before.
   */
  saveHealth(
    link: Link,
    health: Exclude<LinkHealth, 'expired'>,
    finding: Finding,
    alsoDo: (transaction: Queryable, before: Link) => Promise<void>,
  ): Promise<void>;
  /** Records that the link is in use, at most hourly. */
  recordUse(link: Link): Promise<void>;
  /** Records why the link could not be used; the same code at most hourly. */
  recordError(link: Link, error: Pick<LinkError, 'code' | 'message'>): Promise<void>;
  /** Stores the ID of the environment of a link that has none: version 0.1 did not store it. */
  saveOrganizationId(link: Link, id: string): Promise<void>;
  /** Records a check of the link now. Returns false when there was one since `since`. */
  claimCheck(link: Link, since: Date): Promise<boolean>;
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
  /** Deletes the link of a Dynamics user, whichever VCC account has it; `alsoDo` gets that link. */
  deleteByUser(
    tenantId: string,
    objectId: string,
    alsoDo: (transaction: Queryable, link: Link) => Promise<void>,
  ): Promise<void>;
}

const look = `
  select ${shownColumns},
    (select jsonb_build_object('choice', choice, 'organizations', organizations, 'users', users) from attempt
     where vcc_account_id = $1 and user_id = $2 and choice is not null and answer is null and started_at > $3
     order by started_at desc limit 1) as question
  from (values (1)) as one left join link on link.vcc_account_id = $1`;

export function createLinkStore(parts: {
  database: Database;
  cipher: TokenCipher;
  keepAliveAt: () => Date;
}): LinkStore {
  const { database, cipher, keepAliveAt } = parts;

  /** A missing key is not stored as health: it ends when the operator has configured it. */
  function toUsable<Known extends ShownLink>(link: Known, row: ShownRow): Known {
    if (cipher.hasKey(row.key_id, row.key_commitment)) return link;
    const usable: Known = { ...link, health: 'restricted', healthReason: 'key-missing' };
    delete usable.missingPrivileges;
    delete usable.access;
    return usable;
  }

  return {
    async find(vccAccountId) {
      const [row] = await database.query<LinkRow>('select * from link where vcc_account_id = $1', [vccAccountId]);
      return row && toUsable(toLink(row), row);
    },

    async look({ vccAccountId, userId }) {
      const [row] = await database.queryOften<LookRow>(look, [
        vccAccountId,
        userId,
        new Date(Date.now() - replayWindow),
      ]);
      if (!row) return {};
      const question = row.question && toQuestion(row.question);
      return {
        ...(row.link_id !== null && { link: toUsable(toShownLink(row), row) }),
        ...(question && { question }),
      };
    },

    async save(link, tokens, replaces, alsoDo) {
      const version = 1;
      const sealed = await sealTokens(cipher, { ...link, version }, tokens);
      return translatingConflicts(() =>
        database.transaction(async (transaction) => {
          const replaced = replaces !== undefined && (await deleteExactly(transaction, link.vccAccountId, replaces));
          const [takenOver] = await transaction.query<LinkRow>(
            `delete from link where tenant_id = $1 and object_id = $2 and health = 'expired' and vcc_account_id <> $3
               and (health_reason is null or health_reason = 'revoked')
             returning *`,
            [link.account.tenantId, link.objectId, link.vccAccountId],
          );
          const [inserted] = await transaction.query<LinkRow>(
            `insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name,
               organization_name, organization_url, organization_id, organization_api_url, authority, linked_at, linked_by,
               refresh_token, access_token, access_token_expires_at, version, key_id, keep_alive_at, access,
               key_commitment)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) returning *`,
            [
              link.vccAccountId,
              link.linkId,
              link.account.tenantId,
              link.objectId,
              link.account.username,
              link.account.name,
              link.organization.name,
              link.organization.url,
              link.organization.id ?? null,
              link.organization.apiUrl ?? null,
              link.authority,
              link.linkedAt,
              link.linkedBy ?? null,
              sealed.refreshToken,
              sealed.accessToken,
              tokens.expiresAt,
              version,
              cipher.newestKey,
              keepAliveAt(),
              link.access ? JSON.stringify(link.access) : null,
              cipher.newestCommitment,
            ],
          );
          if (!inserted) throw new Error('the inserted link was not returned');
          await alsoDo(transaction, {
            ...(replaced && { replaced }),
            ...(takenOver && { takenOver: toLink(takenOver) }),
          });
          return toLink(inserted);
        }),
      );
    },

    saveHealth: (link, health, { missingPrivileges, healthReason, tables }, alsoDo) =>
      database.transaction(async (transaction) => {
        const [before] = await transaction.query<LinkRow>(
          `select * from link where vcc_account_id = $1 and link_id = $2 and health <> 'expired' for update`,
          [link.vccAccountId, link.linkId],
        );
        if (!before) return;
        await transaction.query(
          'update link set health = $2, missing_privileges = $3, health_reason = $4, access = $5 where vcc_account_id = $1',
          [
            link.vccAccountId,
            health,
            missingPrivileges?.length ? JSON.stringify(missingPrivileges) : null,
            healthReason ?? null,
            JSON.stringify({ tables: tables ?? [], checkedAt: new Date() }),
          ],
        );
        await alsoDo(transaction, toLink(before));
      }),

    async recordUse(link) {
      if (!isLongAgo(link.lastUsedAt)) return;
      await database.query(
        `update link set last_used_at = $3
         where vcc_account_id = $1 and link_id = $2 and (last_used_at is null or last_used_at < $4)`,
        [link.vccAccountId, link.linkId, new Date(), hourAgo()],
      );
    },

    async recordError(link, { code, message }) {
      if (link.lastError?.code === code && !isLongAgo(link.lastError.at)) return;
      await database.query('update link set last_error = $3 where vcc_account_id = $1 and link_id = $2', [
        link.vccAccountId,
        link.linkId,
        JSON.stringify({ code, message, at: new Date() }),
      ]);
    },

    async saveOrganizationId(link, id) {
      await database.query(
        `update link set organization_id = $4
         where vcc_account_id = $1 and link_id = $2 and organization_url = $3 and organization_id is null`,
        [link.vccAccountId, link.linkId, link.organization.url, id],
      );
    },

    async claimCheck(link, since) {
      const rows = await database.query(
        `update link set checked_at = $3
         where vcc_account_id = $1 and link_id = $2 and (checked_at is null or checked_at < $4) returning link_id`,
        [link.vccAccountId, link.linkId, new Date(), since],
      );
      return rows.length > 0;
    },

    delete: (vccAccountId, linkId, alsoDo) =>
      database.transaction(async (transaction) => {
        if (linkId !== undefined) await deleteExactly(transaction, vccAccountId, linkId);
        await alsoDo(transaction);
      }),

    deleteByUser: (tenantId, objectId, alsoDo) =>
      database.transaction(async (transaction) => {
        const [row] = await transaction.query<LinkRow>(
          'delete from link where tenant_id = $1 and object_id = $2 returning *',
          [tenantId, objectId],
        );
        if (row) await alsoDo(transaction, toLink(row));
      }),
  };
}

function hourAgo(): Date {
  return new Date(Date.now() - 60 * 60 * 1000);
}

function isLongAgo(at: Date | undefined): boolean {
  return !at || at < hourAgo();
}

async function deleteExactly(transaction: Queryable, vccAccountId: string, linkId: string): Promise<Link> {
  const [deleted] = await transaction.query<LinkRow>(
    'delete from link where vcc_account_id = $1 and link_id = $2 returning *',
    [vccAccountId, linkId],
  );
  if (!deleted) throw new LinkError('changed', 'the link was replaced or deleted meanwhile');
  return toLink(deleted);
}

/** Translates violated constraints. They decide who is first: a query before the insert would let two through at once. */
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
