import type { LinkError } from '../errors.js';
import type { Database, Queryable } from './database.js';

/** An event to keep on record. It never holds an authorization code, a token or a secret. */
export type AuditEvent = {
  vccAccountId: string;
  at: Date;
  /** The portal user who did it; left out when the backend did it by itself. */
  userId?: string;
  correlationId?: string;
} & (
  | { type: 'linked' | 'unlinked' | 'refreshed' | 'expired' }
  /** The account's expired link lost its Dynamics user to another VCC account. */
  | { type: 'taken-over'; byVccAccountId: string }
  /** The linked user lost privileges (`missingPrivileges`), the licence, or the way in. */
  | { type: 'restricted'; missingPrivileges: string[] }
  /** `error` is for operators: its `message` and `cause` have what the answer left out. */
  | { type: 'refused' | 'keep-alive-failed'; error: LinkError }
);

export interface Audit {
  /** Stores the event, in a transaction if one is given. Call `tell` once that has committed. */
  store(event: AuditEvent, transaction?: Queryable): Promise<void>;
  /** Calls the portal's `onAuditEvent`. */
  tell(event: AuditEvent): void;
  /** Calls `onAuditEvent` and stores the event. Does not reject when the database fails: a warning is emitted. */
  record(event: AuditEvent): Promise<void>;
  /** Deletes the events before `then`. */
  deleteBefore(then: Date): Promise<void>;
}

/** Keeps the events of links in a table, and passes them to the portal. */
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

/** Keeps of an error its code and message only: its causes may hold anything. */
function toDetails(event: object): object {
  const { error, ...details } = event as { error?: LinkError };
  if (!error) return details;
  return { ...details, code: error.code, message: error.message, ...upstream(error) };
}

function upstream({ details: { upstreamCorrelationId } }: LinkError): object {
  return upstreamCorrelationId === undefined ? {} : { upstreamCorrelationId };
}
