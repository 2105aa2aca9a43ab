import type { HealthReason } from '../../protocol.js';
import type { LinkError } from '../errors.js';
import type { Database, Queryable } from './database/database.js';
import { type Link, type LinkRow, linkColumns, openToken, sealTokens, type Tokens, toLink } from './link-rows.js';
import type { TokenCipher } from './token-cipher.js';

/**
 * Milliseconds after which a process that began to refresh counts as dead: longer than the time limits of the calls of
 * a refresh. The clocks of all processes must agree to within seconds.
 */
export const refreshLeaseTime = 25_000;

/** Rows that a rotation reads at once. */
const rotationBatch = 100;

/** The end of a lease. No two leases of a link end at the same time, so it also identifies the holder. */
export type Lease = Date;

export interface StoredGrant {
  link: Link;
  accessToken: string;
  expiresAt: Date;
  openRefreshToken(): Promise<string>;
}

/** The grants of the links: their tokens, the leases for refreshing them, and which are due. */
export interface GrantStore {
  /** Finds a link with its access token; the refresh token is opened by who needs it. */
  find(vccAccountId: string): Promise<StoredGrant | undefined>;
  /** Takes the lease for refreshing this version; undefined when another process has it or the grant has changed. */
  lease(link: Link): Promise<Lease | undefined>;
  /** Returns true while a process has the lease for refreshing this version. */
  isLeased(link: Link): Promise<boolean>;
  /** Ends the lease after a refresh that failed, and records why. */
  endLease(link: Link, lease: Lease, error?: Pick<LinkError, 'code' | 'message'>): Promise<void>;
  /**
   * Stores a refreshed grant, for the link's environment as it is given (compare-and-swap), and ends the lease. Returns false when
   * the version has changed. `alsoDo` is part of the transaction.
   */
  save(link: Link, tokens: Tokens, alsoDo: (transaction: Queryable) => Promise<void>): Promise<boolean>;
  /**
   * Makes the link expired (compare-and-swap), or counts once more that it is, and ends the lease. Returns false when the version has changed. `alsoDo` is
   * part of the transaction.
   */
  expire(
    link: Link,
    refusal: { reason: HealthReason; nextTry: Date; error: LinkError },
    alsoDo: (transaction: Queryable) => Promise<void>,
  ): Promise<boolean>;
  /** Claims links whose grant was idle for too long: no other process gets them before `nextTry`. */
  claimIdle(limit: number, nextTry: Date): Promise<Link[]>;
  /**
   * Seals again with the newest key what an older one sealed. Returns whether grants were left out because they are being
   * refreshed, and the accounts whose tokens do not open.
   */
  reseal(): Promise<{ isBeingRefreshed: boolean; unreadable: string[] }>;
}

const findGrant = `
  select ${linkColumns}, access_token, access_token_expires_at, refresh_token from link where vcc_account_id = $1`;

export function createGrantStore(parts: {
  database: Database;
  cipher: TokenCipher;
  /** Returns the time at which a grant that is stored now should be refreshed by the keep-alive. */
  keepAliveAt: () => Date;
}): GrantStore {
  const { database, cipher, keepAliveAt } = parts;

  return {
    async find(vccAccountId) {
      const [row] = await database.queryOften<LinkRow>(findGrant, [vccAccountId]);
      if (!row) return;
      return {
        link: toLink(row),
        accessToken: await openToken(cipher, row, 'access_token'),
        expiresAt: row.access_token_expires_at,
        openRefreshToken: () => openToken(cipher, row, 'refresh_token'),
      };
    },

    async lease(link) {
      const lease = new Date(Date.now() + refreshLeaseTime);
      const rows = await database.query(
        `update link set refresh_leased_until = $4
         where vcc_account_id = $1 and link_id = $2 and version = $3
           and (refresh_leased_until is null or refresh_leased_until < $5) returning link_id`,
        [link.vccAccountId, link.linkId, link.version, lease, new Date()],
      );
      return rows.length > 0 ? lease : undefined;
    },

    async isLeased(link) {
      const rows = await database.query(
        `select 1 from link
         where vcc_account_id = $1 and link_id = $2 and version = $3 and refresh_leased_until >= $4`,
        [link.vccAccountId, link.linkId, link.version, new Date()],
      );
      return rows.length > 0;
    },

    async endLease(link, lease, error) {
      await database.query(
        `update link set refresh_leased_until = null, last_error = coalesce($4::jsonb, last_error)
         where vcc_account_id = $1 and link_id = $2 and refresh_leased_until = $3`,
        [link.vccAccountId, link.linkId, lease, error ? toLastError(error) : null],
      );
    },

    async save(link, tokens, alsoDo) {
      const version = link.version + 1;
      const sealed = await sealTokens(cipher, { ...link, version }, tokens);
      return database.transaction(async (transaction) => {
        const rows = await transaction.query(
          `update link set refresh_token = $4, access_token = $5, access_token_expires_at = $6, version = $7, key_id = $8,
           keep_alive_at = $9, refresh_leased_until = null, refresh_failures = 0,
           organization_name = $10, organization_url = $11, organization_api_url = $12, last_refreshed_at = $13,
           key_commitment = $14,
           key_missing_since = null,
           health_reason = case when health = 'expired' then null else health_reason end,
           health = case when health = 'expired' then 'active' else health end
         where vcc_account_id = $1 and link_id = $2 and version = $3 returning link_id`,
          [
            link.vccAccountId,
            link.linkId,
            link.version,
            sealed.refreshToken,
            sealed.accessToken,
            tokens.expiresAt,
            version,
            cipher.newestKey,
            keepAliveAt(),
            link.organization.name,
            link.organization.url,
            link.organization.apiUrl ?? null,
            new Date(),
            cipher.newestCommitment,
          ],
        );
        if (rows.length > 0) await alsoDo(transaction);
        return rows.length > 0;
      });
    },

    expire: (link, { reason, nextTry, error }, alsoDo) =>
      database.transaction(async (transaction) => {
        const rows = await transaction.query(
          `update link set health = 'expired', missing_privileges = null, health_reason = $4, refresh_leased_until = null,
             refresh_failures = refresh_failures + 1, keep_alive_at = $5, last_error = $6
           where vcc_account_id = $1 and link_id = $2 and version = $3 returning link_id`,
          [link.vccAccountId, link.linkId, link.version, reason, nextTry, toLastError(error)],
        );
        if (rows.length > 0) await alsoDo(transaction);
        return rows.length > 0;
      }),

    async claimIdle(limit, nextTry) {
      // The claim is the later due time, so it ends by itself. Rows that another process is claiming are skipped.
      const rows = await database.query<LinkRow>(
        `update link set keep_alive_at = $2 where vcc_account_id in (
           select vcc_account_id from link where keep_alive_at <= $1 and (health <> 'expired' or (health = 'expired' and health_reason <> 'revoked'))
           order by keep_alive_at limit $3 for update skip locked) returning *`,
        [new Date(), nextTry, limit],
      );
      return rows.map(toLink);
    },

    async reseal() {
      let after = '';
      let isBeingRefreshed = false;
      const unreadable: string[] = [];
      for (;;) {
        const rows = await database.query<LinkRow>(
          `select * from link where key_id = any($1::text[]) and vcc_account_id > $2
           order by vcc_account_id limit $3`,
          [cipher.olderKeys, after, rotationBatch],
        );
        for (const row of rows) {
          const tokens = await openBoth(row).catch(() => undefined);
          if (!tokens) unreadable.push(row.vcc_account_id);
          else if (!(await resealRow(row, tokens))) isBeingRefreshed = true;
          after = row.vcc_account_id;
        }
        if (rows.length < rotationBatch) return { isBeingRefreshed, unreadable };
      }
    },
  };

  async function openBoth(row: LinkRow): Promise<Tokens> {
    return {
      accessToken: await openToken(cipher, row, 'access_token'),
      refreshToken: await openToken(cipher, row, 'refresh_token'),
      expiresAt: row.access_token_expires_at,
    };
  }

  /** Returns false when the row is being refreshed or has changed: a refresh that is under way must be able to save. */
  async function resealRow(row: LinkRow, tokens: Tokens): Promise<boolean> {
    const version = row.version + 1;
    const sealed = await sealTokens(cipher, { ...toLink(row), version }, tokens);
    const rows = await database.query(
      `update link set refresh_token = $4, access_token = $5, version = $6, key_id = $7, key_commitment = $9,
         key_missing_since = null
       where vcc_account_id = $1 and link_id = $2 and version = $3
         and (refresh_leased_until is null or refresh_leased_until < $8) returning link_id`,
      [
        row.vcc_account_id,
        row.link_id,
        row.version,
        sealed.refreshToken,
        sealed.accessToken,
        version,
        cipher.newestKey,
        new Date(),
        cipher.newestCommitment,
      ],
    );
    return rows.length > 0;
  }
}

function toLastError({ code, message }: Pick<LinkError, 'code' | 'message'>): string {
  return JSON.stringify({ code, message, at: new Date() });
}
