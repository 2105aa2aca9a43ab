import type { BackendErrorCode, LinkRequest } from '../../protocol.js';
import type { Environment } from '../environment.js';
import type { Database, Queryable } from './database/database.js';
import { type Question, type QuestionRow, toQuestion } from './question.js';
import type { Place, TokenCipher } from './token-cipher.js';

/** Milliseconds for which a POST gets its answer again, and for which a redeemed grant waits (contract, section POST). */
export const replayWindow = 10 * 60 * 1000;

/** Milliseconds after which a process that works on a POST and does not renew its lease counts as dead. */
export const postLeaseTime = 15 * 1000;

/** The terminal answer of a POST. */
export type Answer =
  | { linkId: string }
  | { cancelled: true }
  | { code: BackendErrorCode; missingPrivileges?: string[]; upstreamCorrelationId?: string };

/** The record of one authorization code that was posted, and of what became of it. */
export interface PostRecord {
  codeHash: string;
  requestHash: string;
  nonceHash: string;
  nonceExpiresAt: Date;
  vccAccountId: string;
  userId: string;
  redirectUri: LinkRequest['redirectUri'];
  authority: LinkRequest['authority'];
  /** As asked for, or as chosen. */
  organizationUrl?: string;
  /** ID of the link that the page showed, to be replaced. */
  replaces?: string;
  startedAt: Date;
  /** End of the lease of the process that works on it. */
  busyUntil?: Date;
  /** A redeemed grant waits. */
  hasGrant: boolean;
  /** The user who signed in may take the place of another one. */
  mayReplace: boolean;
  /** ID of the last question, which one after it keeps. */
  choice?: string;
  /** Those that were offered. */
  organizations?: Environment[];
  /** The grant waits for its answer. */
  question?: Question;
  answer?: Answer;
}

export type NewPostRecord = Omit<
  PostRecord,
  'busyUntil' | 'hasGrant' | 'mayReplace' | 'choice' | 'organizations' | 'question' | 'answer'
>;

/** An answer to the question that a grant waits for, and the link that the page showed then. */
export type Chosen = Pick<PostRecord, 'replaces'> & ({ organizationUrl: string } | { mayReplace: true });

export interface PostRecords {
  /** Adds the record, leased. Returns false when its code or its nonce was recorded before. */
  add(record: NewPostRecord): Promise<boolean>;
  findByCode(codeHashes: readonly string[]): Promise<PostRecord | undefined>;
  findByChoice(choice: string): Promise<PostRecord | undefined>;
  /** Deletes the record of a code that did not reach Entra, so that it may be posted again. Returns false when it has its answer by now. */
  forget(codeHash: string): Promise<boolean>;
  /** Takes the lease of a record whose grant waits. Returns false when another process has it, or it has its answer. */
  resume(codeHash: string, chosen?: Chosen): Promise<boolean>;
  /** Renews the lease of a record that this process is working on. */
  renew(codeHash: string): Promise<void>;
  saveGrant(codeHash: string, grant: string): Promise<void>;
  readGrant(codeHash: string): Promise<string | undefined>;
  /** Ends the lease without an answer: the grant waits for the same POST. */
  suspend(codeHash: string): Promise<void>;
  /** Ends the lease with a question, which takes the place of an earlier one of the same user. */
  ask(record: Pick<PostRecord, 'codeHash' | 'vccAccountId' | 'userId'>, question: Question): Promise<void>;
  /** Stores the answer and deletes the grant. Returns false when there was an answer already. */
  finish(codeHash: string, answer: Answer, queryable?: Queryable): Promise<boolean>;
  /** Answers everything unfinished of an account with `changed`; with `userId`, the questions to that user only. */
  abandon(vccAccountId: string, userId: string | undefined, queryable?: Queryable): Promise<void>;
  /** Deletes grants that have waited too long, and records that neither a replay nor a nonce needs. */
  sweep(): Promise<void>;
  /** Seals again with the newest key what an older one sealed. Returns the accounts whose grants do not open. */
  reseal(): Promise<string[]>;
}

interface PostRow extends QuestionRow {
  code_hash: string;
  request_hash: string;
  nonce_hash: string;
  nonce_expires_at: Date;
  vcc_account_id: string;
  user_id: string;
  redirect_uri: string;
  authority: string;
  organization_url: string | null;
  replaces: string | null;
  started_at: Date;
  busy_until: Date | null;
  waiting_grant: string | null;
  grant_version: number;
  may_replace: boolean;
  answer: Answer | null;
}

/** The post records in the table `attempt`. */
export function createPostRecords(database: Database, cipher: TokenCipher): PostRecords {
  return {
    async add(record) {
      const rows = await database.query(
        `insert into attempt (code_hash, request_hash, nonce_hash, nonce_expires_at, vcc_account_id, user_id,
           redirect_uri, authority, organization_url, replaces, started_at, busy_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict do nothing returning code_hash`,
        [
          record.codeHash,
          record.requestHash,
          record.nonceHash,
          record.nonceExpiresAt,
          record.vccAccountId,
          record.userId,
          record.redirectUri,
          record.authority,
          record.organizationUrl ?? null,
          record.replaces ?? null,
          record.startedAt,
          leaseEnd(),
        ],
      );
      return rows.length > 0;
    },

    findByCode: (codeHashes) => findOne('code_hash = any($1::text[])', [codeHashes]),

    findByChoice: (choice) => findOne('choice = $1', [choice]),

    async forget(codeHash) {
      const rows = await database.query(
        'delete from attempt where code_hash = $1 and answer is null returning code_hash',
        [codeHash],
      );
      return rows.length > 0;
    },

    async resume(codeHash, chosen) {
      const rows = await database.query(
        `update attempt set busy_until = $3,
           organization_url = coalesce($4, organization_url),
           may_replace = may_replace or $5, users = case when $5 then null else users end,
           replaces = case when $6 then $7 else replaces end
         where code_hash = $1 and answer is null and waiting_grant is not null
           and (busy_until is null or busy_until < $2) returning code_hash`,
        [
          codeHash,
          new Date(),
          leaseEnd(),
          chosen && 'organizationUrl' in chosen ? chosen.organizationUrl : null,
          chosen !== undefined && 'mayReplace' in chosen,
          chosen !== undefined,
          chosen?.replaces ?? null,
        ],
      );
      return rows.length > 0;
    },

    async renew(codeHash) {
      await database.query(
        'update attempt set busy_until = $2 where code_hash = $1 and answer is null and busy_until is not null',
        [codeHash, leaseEnd()],
      );
    },

    async saveGrant(codeHash, grant) {
      await database.transaction(async ({ query }) => {
        const [row] = await query<WaitingRow>(
          `update attempt set grant_version = grant_version + 1 where code_hash = $1 and answer is null
           returning code_hash, grant_version, vcc_account_id, user_id, authority`,
          [codeHash],
        );
        if (!row) return;
        const sealed = await cipher.seal(grant, place(row));
        await query('update attempt set waiting_grant = $2, key_id = $3 where code_hash = $1', [
          codeHash,
          sealed,
          cipher.newestKey,
        ]);
      });
    },

    async readGrant(codeHash) {
      const [row] = await database.query<PostRow>('select * from attempt where code_hash = $1', [codeHash]);
      return row?.waiting_grant ? cipher.open(row.waiting_grant, place(row)) : undefined;
    },

    async suspend(codeHash) {
      await database.query('update attempt set busy_until = null where code_hash = $1 and answer is null', [codeHash]);
    },

    async ask({ codeHash, vccAccountId, userId }, { choice, organizations, users }) {
      await database.transaction(async (transaction) => {
        await abandon(transaction, 'vcc_account_id = $2 and user_id = $3 and choice is not null and code_hash <> $4', [
          vccAccountId,
          userId,
          codeHash,
        ]);
        await transaction.query(
          `update attempt set busy_until = null, choice = $2, organizations = $3, users = $4
           where code_hash = $1 and answer is null`,
          [
            codeHash,
            choice,
            organizations ? JSON.stringify(organizations) : null,
            users ? JSON.stringify(users) : null,
          ],
        );
      });
    },

    async finish(codeHash, answer, queryable = database) {
      const rows = await queryable.query(
        `update attempt set answer = $2, waiting_grant = null, busy_until = null
         where code_hash = $1 and answer is null returning code_hash`,
        [codeHash, JSON.stringify(answer)],
      );
      return rows.length > 0;
    },

    async abandon(vccAccountId, userId, queryable = database) {
      await abandon(queryable, 'vcc_account_id = $2 and ($3::text is null or (user_id = $3 and choice is not null))', [
        vccAccountId,
        userId ?? null,
      ]);
    },

    async sweep() {
      const now = new Date();
      const replayable = new Date(now.getTime() - replayWindow);
      await database.query(
        `update attempt set waiting_grant = null
         where waiting_grant is not null and started_at < $1 and (busy_until is null or busy_until < $2)`,
        [replayable, now],
      );
      await database.query(
        'delete from attempt where nonce_expires_at < $1 and started_at < $2 and waiting_grant is null',
        [now, replayable],
      );
    },

    async reseal() {
      // Without batches: few grants wait at any time, and none for longer than ten minutes.
      const rows = await database.query<PostRow>(
        'select * from attempt where waiting_grant is not null and key_id = any($1::text[])',
        [cipher.olderKeys],
      );
      const unreadable: string[] = [];
      for (const row of rows) {
        const { code_hash: codeHash, grant_version: version, waiting_grant: sealed } = row;
        if (!sealed) continue;
        const grant = await cipher.open(sealed, place(row)).catch(() => undefined);
        if (grant === undefined) {
          unreadable.push(row.vcc_account_id);
          continue;
        }
        const resealed = await cipher.seal(grant, place({ ...row, grant_version: version + 1 }));
        // A grant that changed meanwhile has been sealed again by that change.
        await database.query(
          `update attempt set waiting_grant = $3, grant_version = $4, key_id = $5
           where code_hash = $1 and grant_version = $2 and waiting_grant is not null`,
          [codeHash, version, resealed, version + 1, cipher.newestKey],
        );
      }
      return unreadable;
    },
  };

  async function findOne(condition: string, parameters: readonly unknown[]): Promise<PostRecord | undefined> {
    const [row] = await database.query<PostRow>(`select * from attempt where ${condition}`, parameters);
    return row && toPostRecord(row);
  }
}

/** Answers what is unfinished with `changed`. Parameters of the condition begin with `$2`. */
async function abandon({ query }: Queryable, condition: string, parameters: readonly unknown[]): Promise<void> {
  const changed: Answer = { code: 'changed' };
  await query(
    `update attempt set answer = $1, waiting_grant = null, busy_until = null where answer is null and ${condition}`,
    [JSON.stringify(changed), ...parameters],
  );
}

function leaseEnd(): Date {
  return new Date(Date.now() + postLeaseTime);
}

type WaitingRow = Pick<PostRow, 'code_hash' | 'grant_version' | 'vcc_account_id' | 'user_id' | 'authority'>;

/** The place includes the account and user that the grant waits for: in the row of another it does not open. */
function place(row: WaitingRow): Place {
  const { code_hash, grant_version, vcc_account_id, user_id, authority } = row;
  return ['attempt', code_hash, 'waiting_grant', String(grant_version), vcc_account_id, user_id, authority];
}

function toPostRecord(row: PostRow): PostRecord {
  const question = toQuestion(row);
  return {
    codeHash: row.code_hash,
    requestHash: row.request_hash,
    nonceHash: row.nonce_hash,
    nonceExpiresAt: row.nonce_expires_at,
    vccAccountId: row.vcc_account_id,
    userId: row.user_id,
    redirectUri: row.redirect_uri,
    authority: row.authority,
    ...(row.organization_url !== null && { organizationUrl: row.organization_url }),
    ...(row.replaces !== null && { replaces: row.replaces }),
    startedAt: row.started_at,
    ...(row.busy_until && { busyUntil: row.busy_until }),
    hasGrant: row.waiting_grant !== null,
    mayReplace: row.may_replace,
    ...(row.choice !== null && { choice: row.choice }),
    ...(row.organizations && { organizations: row.organizations }),
    ...(question && { question }),
    ...(row.answer && { answer: row.answer }),
  };
}
