import type { Database, Queryable } from './database/database.js';

/** What is told once, by whichever process comes first. */
export interface Notices {
  /**
   * Runs `alsoDo` in a transaction with the record that `subject` was told, unless it was told since `since`. Resolves to
   * whether it ran.
   */
  tellOnce(
    subject: string,
    since: Date | undefined,
    alsoDo: (transaction: Queryable) => Promise<void>,
  ): Promise<boolean>;
  /** Deletes the records before `then`. */
  deleteBefore(then: Date): Promise<void>;
}

export function createNotices(database: Database): Notices {
  return {
    tellOnce: (subject, since, alsoDo) =>
      database.transaction(async (transaction) => {
        const rows = await transaction.query(
          `insert into notice (subject, at) values ($1, $2)
           on conflict (subject) do update set at = excluded.at where notice.at < $3 returning subject`,
          [subject, new Date(), since ?? null],
        );
        if (rows.length > 0) await alsoDo(transaction);
        return rows.length > 0;
      }),

    async deleteBefore(then) {
      await database.query('delete from notice where at < $1', [then]);
    },
  };
}
