import { z } from 'zod';
import type { AuditEvent } from './audit.js';
import type { Database } from './database/database.js';
import { pageLimit, parseOptions } from './page-options.js';

/** An audit event as it is stored, with its place among the others. */
export interface StoredEvent {
  /** Its place, for `after`: a whole number that grows, as text. */
  id: string;
  type: AuditEvent['type'];
  at: Date;
  /** Left out for events of no account, such as `credential-expiring`. */
  vccAccountId?: string;
  /** The portal user who did it. */
  userId?: string;
  correlationId?: string;
  /** What else the event says, by its type. An error is here as `code` and `message`. */
  details: Record<string, unknown>;
}

export interface EventPage {
  events: StoredEvent[];
  /** For the next call's `after`, whether or not there were events. */
  next: string;
}

export interface EventFeedOptions {
  /** `next` of the page before, or the `id` of the last event that was dealt with; the oldest event that is kept by default. */
  after?: string;
  /** Events of a page, 1 to 1000; 100 by default. */
  limit?: number;
}

interface EventRow {
  position: string;
  at: Date;
  type: AuditEvent['type'];
  vcc_account_id: string | null;
  user_id: string | null;
  correlation_id: string | null;
  details: Record<string, unknown> | null;
}

const eventFeedOptions = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .default('0'),
  limit: pageLimit,
});

/** Events that get their place at once. */
const batch = 5_000;

/**
 * Reads the audit events in an order in which none appears behind one that was read before.
 *
 * An identity does not give that: transactions commit in another order than they insert in. So events get their place
 * when they are read, one reader at a time. Events of one account that change its link are in the order of the changes,
 * since each is inserted while its transaction has the link's row.
 */
export function createEventFeed(database: Database): (options?: EventFeedOptions) => Promise<EventPage> {
  return async (options = {}) => {
    const { after, limit } = parseOptions(eventFeedOptions, options);
    while (await hasUnplaced()) await place();
    const rows = await database.query<EventRow>(
      `select position::text, at, type, vcc_account_id, user_id, correlation_id, details
       from audit_event where position > $1::bigint order by audit_event.position limit $2`,
      [after, limit],
    );
    const events = rows.map(toEvent);
    return { events, next: events.at(-1)?.id ?? after };
  };

  async function hasUnplaced(): Promise<boolean> {
    return (await database.query('select 1 from audit_event where position is null limit 1')).length > 0;
  }

  async function place(): Promise<void> {
    await database.transaction(async ({ query }) => {
      const [row] = await query<{ last: string }>('select last::text from event_position for update');
      const placed = await query(
        `update audit_event set position = $1::bigint + unplaced.number
         from (select id, row_number() over (order by id) as number
               from (select id from audit_event where position is null order by id limit $2) oldest) unplaced
         where audit_event.id = unplaced.id returning 1`,
        [row?.last ?? '0', batch],
      );
      await query('update event_position set last = last + $1', [placed.length]);
    });
  }
}

function toEvent(row: EventRow): StoredEvent {
  return {
    id: row.position,
    type: row.type,
    at: row.at,
    ...(row.vcc_account_id !== null && { vccAccountId: row.vcc_account_id }),
    ...(row.user_id !== null && { userId: row.user_id }),
    ...(row.correlation_id !== null && { correlationId: row.correlation_id }),
    details: row.details ?? {},
  };
}
