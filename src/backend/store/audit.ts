import type { HealthReason, LinkHealth } from '../../protocol.js';
import type { LinkError } from '../errors.js';
import { plainText } from '../plain-text.js';
import type { Database, Queryable } from './database/database.js';
import type { Link } from './link-rows.js';
import { createRefusalLimit } from './refusal-limit.js';

/** The Dynamics 365 user that a link is for, and where. */
export interface AuditedUser {
  tenantId: string;
  objectId: string;
  username: string;
  /** Origin of the Dynamics 365 environment. */
  environment: string;
}

interface Occasion {
  at: Date;
  /** The portal user who did it; left out when the backend did it by itself, or the session was not known. */
  userId?: string;
  correlationId?: string;
}

/** An event to keep on record. It never holds an authorization code, a token or a secret. */
export type AuditEvent = Occasion &
  (
    | ({ vccAccountId: string } & (
        | ({ type: 'linked' | 'unlinked' } & AuditedUser)
        /** Another link takes the place of this one, of this user; its own `linked` event follows. */
        | ({ type: 'replaced' } & AuditedUser)
        | { type: 'refreshed' }
        | { type: 'expired'; reason: HealthReason }
        /** The environment was renamed or moved; both are origins that calls go to. */
        | { type: 'moved'; from: string; to: string }
        /** The account's expired link lost its Dynamics user to another VCC account, whose `linked` event says which. */
        | { type: 'taken-over'; byVccAccountId: string }
        /** The linked user lost privileges (`missingPrivileges`), the licence, or the way in. */
        | { type: 'restricted'; missingPrivileges: string[]; reason?: HealthReason }
        /** A link that was `expired` or `restricted` works again. */
        | { type: 'recovered'; from: LinkHealth; reason?: HealthReason }
        /** What seals the link's tokens is not in `keys`, or another key of that id is. */
        | { type: 'key-missing'; keyId: string }
        /** `error` is for operators: its `message` and `cause` have what the answer left out. */
        | { type: 'keep-alive-failed'; error: LinkError }
      ))
    /** A POST or DELETE; without an account when it came from another site or without a session. */
    | { type: 'refused'; vccAccountId?: string; error: LinkError }
    /** A user was refused so often that only the number was kept. */
    | { type: 'refusals-left-out'; vccAccountId?: string; count: number }
    /** A client secret or certificate ends within so many days: 60, 30, 7 or 1, or 0 when it has ended. */
    | { type: 'credential-expiring'; clientId: string; credential: string; expires: Date; days: number }
    /** Entra does not accept any credential of the application: no link can be refreshed. Once a day at most. */
    | { type: 'credential-refused'; clientId: string; error: LinkError }
  );

/** Returns what `linked` and `unlinked` say of a link. */
export function auditedUser({ account, objectId, organization }: Pick<Link, 'account' | 'objectId' | 'organization'>) {
  const { tenantId, username } = account;
  return { tenantId, objectId, username: plainText(username), environment: organization.url };
}

/** Returns the event of a link that works again. */
export function recovered(
  occasion: { vccAccountId: string; at: Date },
  { health, healthReason }: Pick<Link, 'health' | 'healthReason'> | { health: LinkHealth; healthReason: undefined },
): AuditEvent {
  return { ...occasion, type: 'recovered', from: health, ...(healthReason && { reason: healthReason }) };
}

export interface Audit {
  /** Stores the event, in a transaction if one is given. Call `tell` once that has committed. */
  store(event: AuditEvent, transaction?: Queryable): Promise<void>;
  /** Calls the portal's `onAuditEvent`. */
  tell(event: AuditEvent): void;
  /**
   * Calls `onAuditEvent` and stores the event, unless it is one refusal of very many. Does not reject when the database
   * fails: a warning is emitted.
   */
  record(event: AuditEvent): Promise<void>;
  /** Records how many refusals were left out since the last call. */
  recordLeftOut(): Promise<void>;
  /** Deletes the events before `then`. */
  deleteBefore(then: Date): Promise<void>;
}

/** Keeps the events of links in a table, and passes them to the portal. */
export function createAudit(database: Database, onAuditEvent: (event: AuditEvent) => void = () => undefined): Audit {
  let isFailing = false;
  const refusals = createRefusalLimit();
  const audit: Audit = {
    async store(event, transaction = database) {
      const { type, vccAccountId, userId, correlationId, at, ...rest }: { vccAccountId?: string } & AuditEvent = event;
      await transaction.query(
        `insert into audit_event (at, type, vcc_account_id, user_id, correlation_id, details)
         values ($1, $2, $3, $4, $5, $6)`,
        [at, type, vccAccountId ?? null, userId ?? null, correlationId ?? null, JSON.stringify(toDetails(rest))],
      );
    },

    tell: onAuditEvent,

    async record(event) {
      if (event.type === 'refused' && !refusals.admits(event)) return;
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

    async recordLeftOut() {
      for (const left of refusals.takeLeftOut()) {
        await audit.record({ type: 'refusals-left-out', at: new Date(), ...left });
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
