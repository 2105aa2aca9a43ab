import type { Database } from './database/database.js';
import type { TokenCipher } from './token-cipher.js';

/** What the header of a sealed text says of its key; texts with the same header have the same key. */
const header = (column: string) => `substring(${column} from '"protected":"([^"]*)"')`;

interface KeyInUse {
  key_id: string;
  header: string | null;
  count: number;
  sample: string;
}

/**
 * Finds at start what is stored and needs a key that is not configured, or another one of the same id: warns the operator, and
 * stores `key-missing` for each link that this begins for, and `recovered` for each that it ends for. The links of that key are
 * `restricted` (`key-missing`) until it is configured, and all others work, so the backend starts.
 */
export async function checkKeys(database: Database, cipher: TokenCipher): Promise<void> {
  const inUse = await database.query<KeyInUse>(
    `select key_id, ${header('text')} as header, count(*)::integer as count, max(text) as sample from
       (select key_id, refresh_token as text from link
        union all select key_id, waiting_grant from attempt where waiting_grant is not null) sealed
     group by 1, 2`,
  );
  const missing = inUse.filter(({ sample }) => !cipher.hasKeyOf(sample));
  for (const { key_id: id, count } of missing) {
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
    missing.flatMap((key) => key.header ?? []),
  );
}

/** Each statement changes and tells at once, for any number of links. */
async function storeMissing(database: Database, headers: readonly string[]): Promise<void> {
  const isMissing = `coalesce(${header('refresh_token')} = any($2::text[]), false)`;
  await database.query(
    `with begun as (
       update link set key_missing_since = $1 where key_missing_since is null and ${isMissing} returning vcc_account_id, key_id)
     insert into audit_event (at, type, vcc_account_id, details)
       select $1, 'key-missing', vcc_account_id, jsonb_build_object('keyId', key_id) from begun`,
    [new Date(), headers],
  );
  await database.query(
    `with ended as (
       update link set key_missing_since = null where key_missing_since is not null and not ${isMissing}
       returning vcc_account_id, health)
     insert into audit_event (at, type, vcc_account_id, details)
       select $1, 'recovered', vcc_account_id, '{"from": "restricted", "reason": "key-missing"}'::jsonb from ended
       where health = 'active'`,
    [new Date(), headers],
  );
}
