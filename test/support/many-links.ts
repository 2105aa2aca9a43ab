import type { Database } from '../../src/backend/store/database/database.js';

/**
 * SQL that stores so many links: one in a hundred expired, as many restricted, a few without their key. Entra's tokens are so long that
 * PostgreSQL stores them apart from the row; what stands for them here is as long as the pointers to them.
 */
export function insertLinks(count: number): string {
  return `insert into link (vcc_account_id, link_id, tenant_id, object_id, username, display_name, organization_name,
      organization_url, authority, linked_at, linked_by, health, health_reason, key_missing_since, refresh_token, access_token,
      access_token_expires_at, key_id, keep_alive_at, last_used_at, last_refreshed_at)
    select 'account-' || lpad(n::text, 9, '0'), md5('link' || n), md5('tenant' || n / 10), md5('object' || n),
      'user' || n || '@customer' || n / 10 || '.onmicrosoft.com', 'Integration User ' || n, 'Customer ' || n / 10,
      'https://customer' || n / 10 || '.crm4.dynamics.com', 'https://login.microsoftonline.com/organizations',
      timestamptz '2025-01-01' + n * interval '10 seconds', 'admin@customer' || n / 10 || '.example',
      case n % 100 when 0 then 'expired' when 1 then 'restricted' else 'active' end,
      case n % 100 when 0 then 'revoked' when 1 then 'no-licence' end,
      case when n % 10000 = 2 then now() end,
      md5(n::text), md5(n::text), now(), '2026-11', now() + interval '14 days', now(), now()
    from generate_series(1, ${count}) n order by md5(n::text)`;
}

export interface Statement {
  sql: string;
  parameters: readonly unknown[];
}

/** The database, with a list of the statements that were sent to it. */
export function observeStatements(database: Database): { database: Database; statements: Statement[] } {
  const statements: Statement[] = [];
  const query = <Row>(sql: string, parameters: readonly unknown[] = []) => {
    statements.push({ sql, parameters });
    return database.query<Row>(sql, parameters);
  };
  return { database: { ...database, query }, statements };
}

/** How PostgreSQL ran a statement. */
export interface Plan {
  /** Such as `Index Scan link_health`, from the outermost in. */
  steps: string[];
  /** Blocks of 8 KB that it looked at, wherever they were. */
  blocks: number;
  /** Rows that it read and threw away. */
  wasted: number;
  milliseconds: number;
}

interface PlanNode {
  'Node Type': string;
  'Index Name'?: string;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: PlanNode[];
}

/** Runs the statement. */
export async function explain(database: Database, { sql, parameters }: Statement): Promise<Plan> {
  const [row] = await database.query<{ 'QUERY PLAN': [{ Plan: PlanNode; 'Execution Time': number }] }>(
    `explain (analyze, buffers, format json) ${sql}`,
    parameters,
  );
  if (!row) throw new Error('there is no plan');
  const [{ Plan: root, 'Execution Time': milliseconds }] = row['QUERY PLAN'];
  const nodes: PlanNode[] = [root];
  for (const node of nodes) nodes.push(...(node.Plans ?? []));
  return {
    steps: nodes.map((node) => [node['Node Type'], node['Index Name']].filter(Boolean).join(' ')),
    blocks: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
    wasted: nodes.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0), 0),
    milliseconds,
  };
}
