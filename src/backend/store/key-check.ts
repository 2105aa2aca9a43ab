import type { Database } from './database.js';
import type { TokenCipher } from './token-cipher.js';

/**
 * Warns the operator at start when something that is stored needs a key that is not configured. Calls for the links of
 * that key fail with `internal` until it is, and all others work, so the backend starts.
 */
export async function warnOfMissingKeys(database: Database, cipher: TokenCipher): Promise<void> {
  const missing = await database.query<{ key_id: string; count: number }>(
    `select key_id, count(*)::integer as count from
       (select key_id from link union all select key_id from attempt where waiting_grant is not null) sealed
     where key_id <> all($1::text[]) group by key_id`,
    [[cipher.newestKey, ...cipher.olderKeys]],
  );
  for (const { key_id: id, count } of missing) {
    process.emitWarning(
      `vcc-dynamics-auth: ${count} stored grants need the key "${id}", which is not configured: add it to "keys"`,
      { code: 'VCC_DYNAMICS_AUTH_MISSING_KEY' },
    );
  }
}
