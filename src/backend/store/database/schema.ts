import type { Database, Queryable } from './database.js';

/**
 * The tables, as a list of versions. A version that a customer's database may have is never edited; a change is appended.
 * `stored-records.md` describes the columns, what is encrypted, and what deletes the rows.
 *
 * During an upgrade processes of the version before work on the new tables. So a change adds, with defaults; what it makes
 * useless is dropped one version later.
 */
const versions: readonly (readonly string[])[] = [
  [
    `create table link (
      vcc_account_id text constraint link_vcc_account primary key,
      link_id text not null unique,
      tenant_id text not null,
      object_id text not null,
      username text not null,
      display_name text not null,
      organization_name text not null,
      organization_url text not null,
      authority text not null,
      linked_at timestamptz not null,
      linked_by text,
      health text not null default 'active',
      missing_privileges jsonb,
      refresh_token text not null,
      access_token text not null,
      access_token_expires_at timestamptz not null,
      version integer not null default 1,
      constraint link_dynamics_user unique (tenant_id, object_id)
    )`,
    `create table attempt (
      code_hash text primary key,
      request_hash text not null,
      nonce_hash text not null unique,
      nonce_expires_at timestamptz not null,
      vcc_account_id text not null,
      user_id text not null,
      redirect_uri text not null,
      authority text not null,
      organization_url text,
      replaces text,
      started_at timestamptz not null,
      busy_until timestamptz,
      waiting_grant text,
      choice text unique,
      organizations jsonb,
      answer jsonb
    )`,
    'create index attempt_caller on attempt (vcc_account_id, user_id)',
  ],
  [
    // Ciphertexts of version 1, which was never released, are not bound to a version and could not be opened.
    'delete from link',
    'delete from attempt',
    `alter table link
      add column key_id text not null,
      add column refresh_leased_until timestamptz,
      add column keep_alive_at timestamptz not null,
      add column checked_at timestamptz`,
    `create index link_keep_alive on link (keep_alive_at) where health <> 'expired'`,
    'create index link_key on link (key_id)',
    `alter table attempt
      add column grant_version integer not null default 0,
      add column key_id text`,
    'create index attempt_nonce_expiry on attempt (nonce_expires_at)',
    'create index attempt_waiting on attempt (started_at) where waiting_grant is not null',
    `create table audit_event (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      type text not null,
      vcc_account_id text not null,
      user_id text,
      correlation_id text,
      details jsonb
    )`,
    'create index audit_event_account on audit_event (vcc_account_id, at)',
    'create index audit_event_at on audit_event (at)',
  ],
  [
    // Refusals before a session is known.
    'alter table audit_event alter column vcc_account_id drop not null',
    'alter table link add column health_reason text, add column refresh_failures integer not null default 0',
    // An expired link whose grant may work again is tried again.
    `create index link_retry on link (keep_alive_at) where health = 'expired' and health_reason <> 'revoked'`,
    `create table rate_counter (
      key varchar(255) primary key,
      points integer not null default 0,
      expire bigint
    )`,
  ],
  [
    // Discovery's: an environment that was renamed or moved is found again by its ID.
    'alter table link add column organization_id text, add column organization_api_url text',
    'alter table schema_version add column compatible_from integer',
  ],
  [
    // What operators look at in the list of links.
    `alter table link
      add column last_used_at timestamptz,
      add column last_refreshed_at timestamptz,
      add column last_error jsonb,
      add column access jsonb,
      add column key_missing_since timestamptz`,
    `create index link_health on link ((case when key_missing_since is null then health else 'restricted' end), vcc_account_id)`,
    // Events are placed when they are read: an identity follows the order of inserts, and these commit in another one.
    'alter table audit_event add column position bigint',
    'create unique index audit_event_position on audit_event (position)',
    'create index audit_event_unplaced on audit_event (id) where position is null',
    'create table event_position (last bigint not null)',
    'insert into event_position values (0)',
    `create table notice (
      subject text primary key,
      at timestamptz not null
    )`,
  ],
  [
    // Whoever signs in as another user than the linked one is asked before that one is replaced.
    'alter table attempt add column users jsonb, add column may_replace boolean not null default false',
  ],
  [
    // Whose key is there is told from this, and not from every token.
    'alter table link add column key_commitment text',
  ],
];

/** The oldest of these versions whose code works on the newest tables, so that a process of it may start again during an upgrade. */
const compatibleFrom = 2;

/** Brings the tables to the newest version. Several processes may do it at once. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction(async ({ query }) => {
    await query(`select pg_advisory_xact_lock(hashtext('vcc-dynamics-auth'))`);
    await query('create table if not exists schema_version (version integer primary key)');
    const [row] = await query<{ version: number }>('select coalesce(max(version), 0) as version from schema_version');
    const current = row?.version ?? 0;
    if (current > versions.length) return requireCompatible(query, current);
    for (const [index, statements] of versions.entries()) {
      if (index < current) continue;
      for (const statement of statements) await query(statement);
      await query('insert into schema_version (version) values ($1)', [index + 1]);
    }
    if (current === versions.length) return;
    await query('update schema_version set compatible_from = $1 where version = $2', [compatibleFrom, versions.length]);
  });
}

/** @throws Error when tables of a newer version have no place for what this code does */
async function requireCompatible(query: Queryable['query'], newest: number): Promise<void> {
  const [row] = await query<{ compatible_from: number | null }>(
    'select compatible_from from schema_version where version = $1',
    [newest],
  );
  if ((row?.compatible_from ?? newest) <= versions.length) return;
  throw new Error(`the database is of the newer version ${newest}`);
}
