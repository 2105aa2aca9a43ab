import type { Database } from './database.js';
import type { TokenCipher } from './token-cipher.js';

/**
 * Warns the operator at start when something that is stored needs a key that is not configured, or another one of the same id. The
 * links of that key are `restricted` (`key-missing`) until it is, and all others work, so the backend starts.
 */
export async function warnOfMissingKeys(database: Database, cipher: TokenCipher): Promise<void> {
  const stored = await database.query<{ key_id: string; count: number; sample: string }>(
    `select key_id, count(*)::integer as count, max(text) as sample from
       (select key_id, refresh_token as text from link
        union all select key_id, waiting_grant from attempt where waiting_grant is not null) sealed
     group by key_id`,
  );
  const configured = [cipher.newestKey, ...cipher.olderKeys];
  for (const { key_id: id, count, sample } of stored) {
    const isKnown = configured.includes(id);
    if (isKnown && cipher.hasKeyOf(sample)) continue;
    const what = isKnown
      ? `another key of the id "${id}" than the configured one`
      : `the key "${id}", which is not configured`;
    process.emitWarning(`vcc-dynamics-auth: ${count} stored grants need ${what}: put it in "keys"`, {
      code: 'VCC_DYNAMICS_AUTH_MISSING_KEY',
    });
  }
}
