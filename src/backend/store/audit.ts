import type { LinkError } from '../errors.js';
import type { Database, Queryable } from './database.js';

/** Something to keep on record. No event holds a code, a token or a secret. */
export type AuditEvent = {
  vccAccountId: string;
  at: Date;
  /** The portal user who did it; left out when the backend did. */
  userId?: string;
  correlationId?: string;
} & (
  | { type: 'linked' | 'unlinked' | 'refreshed' | 'expired' }
  /** The account's expired link lost its Dynamics user to another VCC account. */
  | { type: 'taken-over'; byVccAccountId: string }
  /** The linked user lost privileges (`missingPrivileges`), the licence, or the way in. */
  | { type: 'restricted'; missingPrivileges: string[] }
  /** `error` is for operators: its `message` and `cause` say what the answer did not. */
  | { type: 'refused' | 'keep-alive-failed'; error: LinkError }
);

export interface Audit {
  /** Stores the event, as part of a transaction where one is given. Once that has committed, `tell`. */
  store(event: AuditEvent, transaction?: Queryable): Promise<void>;
  /** Tells the portal. */
  tell(event: AuditEvent): void;
  /** Tells the portal and stores the event, which a failing database does not undo: the portal knows. */
  record(event: AuditEvent): Promise<void>;
  /** Deletes what was stored before then. */
  deleteBefore(then: Date): Promise<void>;
}

/** What happened to links, in a table and to the portal. */
export function createAudit(database: Database, onAuditEvent: (event: AuditEvent) => void = () => undefined): Audit {
  let isFailing = false;
  const audit: Audit = {
    async store(event, transaction = database) {
      const { type, vccAccountId, userId, correlationId, at, ...rest } = event;
      await transaction.query(
        `insert into audit_event (at, type, vcc_account_id, user_id, correlation_id, details)
         values ($1, $2, $3, $4, $5, $6)`,
        [at, type, vccAccountId, userId ?? null, correlationId ?? null, JSON.stringify(toDetails(rest))],
      );
    },

    tell: onAuditEvent,

    async record(event) {
      audit.tell(event);
      try {
        await audit.store(event);
        isFailing = false;
      } catch (error) {
        // Once, not for each event of an outage.
        if (isFailing) return;
        isFailing = true;
        const reason = error instanceof Error ? error.message : String(error);
        process.emitWarning(`vcc-dynamics-auth: an audit event (${event.type}) was not stored: ${reason}`);
      }
    },

    async deleteBefore(then) {
      await database.query('delete from audit_event where at < $1', [then]);
    },
  };
  return audit;
}

/** Of an error only what was written for operators: its causes may hold anything. */
function toDetails(event: object): object {
  const { error, ...details } = event as { error?: LinkError };
  if (!error) return details;
  return { ...details, code: error.code, message: error.message, ...upstream(error) };
}

function upstream({ details: { upstreamCorrelationId } }: LinkError): object {
  return upstreamCorrelationId === undefined ? {} : { upstreamCorrelationId };
}
