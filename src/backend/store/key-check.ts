import type { Database } from './database/database.js';
import type { TokenCipher } from './token-cipher.js';

interface KeyInUse {
  key_id: string;
  key_commitment: string | null;
  count: number;
  /** What it sealed, of a grant that waits: of those there are few, and what they say of their key is in them. */
  waiting: string | null;
}

/**
 * Finds at start what is stored and needs a key that is not configured, or another one of the same id: warns the operator, and
 * stores `key-missing` for each link that this begins for, and `recovered` for each that it ends for. The links of that key are
 * `restricted` (`key-missing`) until it is configured, and all others work, so the backend starts. No token of a link is read: with
 * a million links that would take minutes.
 */
export async function checkKeys(database: Database, cipher: TokenCipher): Promise<void> {
  const inUse = await database.query<KeyInUse>(
    `select key_id, key_commitment, count(*)::integer as count, null as waiting from link group by 1, 2
     union all
     select key_id, null, count(*)::integer, max(waiting_grant) from attempt where waiting_grant is not null
     group by 1, substring(waiting_grant from '"protected":"([^"]*)"')`,
  );
  const missing = inUse.filter(({ key_id: id, key_commitment: commitment, waiting }) =>
    waiting === null ? !cipher.hasKey(id, commitment) : !cipher.hasKeyOf(waiting),
  );
  const counts = new Map<string, number>();
  for (const { key_id: id, count } of missing) counts.set(id, (counts.get(id) ?? 0) + count);
  for (const [id, count] of counts) {
    const isKnown = [cipher.newestKey, ...cipher.olderKeys].includes(id);
    const what = isKnown
      ? `another key of the id "${id}" than the configured one`
      : `the key "${id}", which is not configured`;
    process.emitWarning(`vcc-dynamics-auth: ${count} stored grants need ${what}: put it in "keys"`, {
      code: 'VCC_DYNAMICS_AUTH_MISSING_KEY',
    });
  }
  await storeMissing(
    database,
    missing.filter(({ waiting }) => waiting === null),
  );
}

/** Each statement changes and tells at once, for any number of links. */
async function storeMissing(database: Database, missing: readonly KeyInUse[]): Promise<void> {
  const isMissing = `exists (
    select from unnest($2::text[], $3::text[]) as missing (id, commitment)
    where missing.id = link.key_id and missing.commitment is not distinct from link.key_commitment)`;
  const parameters = [
    new Date(),
    missing.map(({ key_id: id }) => id),
    missing.map(({ key_commitment: commitment }) => commitment),
  ];
  await database.query(
    `with begun as (
       update link set key_missing_since = $1 where key_id = any ($2) and key_missing_since is null and ${isMissing}
       returning vcc_account_id, key_id)
     insert into audit_event (at, type, vcc_account_id, details)
       select $1, 'key-missing', vcc_account_id, jsonb_build_object('keyId', key_id) from begun`,
    parameters,
  );
  await database.query(
    `with ended as (
       update link set key_missing_since = null where key_missing_since is not null and not ${isMissing}
       returning vcc_account_id, health)
     insert into audit_event (at, type, vcc_account_id, details)
       select $1, 'recovered', vcc_account_id, '{"from": "restricted", "reason": "key-missing"}'::jsonb from ended
       where health = 'active'`,
    parameters,
  );
}
