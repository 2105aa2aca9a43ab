import { z } from 'zod';
import type { LinkHealth } from '../../protocol.js';
import type { Database } from './database/database.js';
import { type Link, type LinkRow, linkColumns, type TokenColumn, toLink } from './link-rows.js';
import { pageLimit, parseOptions } from './page-options.js';

/** A link as an operator's console shows it; nothing of it is a secret. */
export type LinkSummary = Omit<Link, 'version' | 'retry'>;

export interface LinkListOptions {
  /** Only links of this health. */
  health?: LinkHealth;
  /** `next` of the page before. */
  after?: string;
  /** Links of a page, 1 to 1000; 100 by default. */
  limit?: number;
}

export interface LinkPage {
  /** By VCC account ID. */
  links: LinkSummary[];
  /** For the next page's `after`; left out on the last page. */
  next?: string;
}

export interface LinkList {
  /** Reads one page. Its cost does not grow with the number of links, nor with the pages before it. */
  page(options?: LinkListOptions): Promise<LinkPage>;
  /**
   * Counts the links by health. It reads the whole table, from beginning to end. An index could be read alone only until rows are
   * changed, which refreshes do all the time: it then took ten times as long as the table.
   */
  count(): Promise<Record<LinkHealth, number>>;
}

const linkListOptions = z.strictObject({
  health: z.enum(['active', 'expired', 'restricted']).optional(),
  // A NUL is in no text of PostgreSQL, and is refused by it with an error of its own.
  after: z
    .string()
    .regex(/^[^\0]*$/)
    .default(''),
  limit: pageLimit,
});

/** A page reads no token, not even sealed: each is stored apart from its row. */
type ListedRow = Omit<LinkRow, TokenColumn>;

/** As the index `link_health` has it. A missing key is not stored as health: it ends when the operator has configured it. */
const health = `(case when key_missing_since is null then health else 'restricted' end)`;

export function createLinkList(database: Database): LinkList {
  return {
    async page(options = {}) {
      const { health: wanted, after, limit } = parseOptions(linkListOptions, options);
      const rows = await database.query<ListedRow>(
        `select ${linkColumns}, key_missing_since from link where vcc_account_id > $1 ${wanted === undefined ? '' : `and ${health} = $3`}
         order by vcc_account_id limit $2`,
        [after, limit + 1, ...(wanted === undefined ? [] : [wanted])],
      );
      const links = rows.slice(0, limit).map(toSummary);
      const last = links.at(-1);
      return { links, ...(rows.length > limit && last && { next: last.vccAccountId }) };
    },

    async count() {
      const rows = await database.query<{ health: LinkHealth; count: number }>(
        `select ${health} as health, count(*)::integer as count from link group by 1`,
      );
      const counts: Record<LinkHealth, number> = { active: 0, expired: 0, restricted: 0 };
      for (const row of rows) counts[row.health] = row.count;
      return counts;
    },
  };
}

function toSummary(row: ListedRow): LinkSummary {
  const { version: _, retry: __, ...summary } = toLink(row);
  if (!row.key_missing_since) return summary;
  const { missingPrivileges: ___, ...rest } = summary;
  return { ...rest, health: 'restricted', healthReason: 'key-missing' };
}
