import { Hono } from 'hono';
import pg from 'pg';
import { authorizeTestSession } from '../../support/test-portal.js';

/** What a portal would write in place of the backend, on the same table, without what makes the backend one. */
export interface ByHand {
  fetch(request: Request): Promise<Response>;
  find(vccAccountId: string): Promise<unknown[]>;
  close(): Promise<void>;
}

interface Row {
  username: string;
  display_name: string;
  organization_name: string;
  organization_url: string;
  health: string;
  linked_at: Date;
}

export function writeByHand(url: string): ByHand {
  const pool = new pg.Pool({ connectionString: url });
  const app = new Hono();

  app.get('*', async (context) => {
    const caller = await authorizeTestSession(context.req.raw);
    if (typeof caller === 'string') return context.json({ error: caller }, 401);
    const { rows } = await pool.query<Row>(
      `select username, display_name, organization_name, organization_url, health, linked_at
       from link where vcc_account_id = $1`,
      [caller.vccAccountId],
    );
    const [row] = rows;
    if (!row) return context.json({ status: 'unlinked' });
    return context.json({
      status: 'linked',
      linkedAt: row.linked_at.toISOString(),
      account: { username: row.username, name: row.display_name },
      organization: { name: row.organization_name, url: row.organization_url },
      health: row.health,
    });
  });

  return {
    fetch: async (request) => app.fetch(request),

    async find(vccAccountId) {
      // The sealed token stands for one that is stored as it is.
      const { rows } = await pool.query<{ organization_url: string; access_token: string }>(
        'select organization_url, access_token from link where vcc_account_id = $1',
        [vccAccountId],
      );
      const [row] = rows;
      if (!row) throw new Error('not linked');
      const filter = encodeURIComponent(`lastname eq 'Anderson'`);
      const response = await fetch(`${row.organization_url}/api/data/v9.2/contacts?$filter=${filter}&$top=10`, {
        headers: { Authorization: `Bearer ${row.access_token}`, Accept: 'application/json' },
      });
      if (!response.ok) throw new Error(`Dynamics 365 answered ${response.status}`);
      return ((await response.json()) as { value: unknown[] }).value;
    },

    close: () => pool.end(),
  };
}
