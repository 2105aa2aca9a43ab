import { randomUUID } from 'node:crypto';
import type { Database } from '../../../src/backend/store/database/database.js';
import { migrate } from '../../../src/backend/store/database/schema.js';
import { createLinkStore } from '../../../src/backend/store/link-store.js';
import { createTokenCipher } from '../../../src/backend/store/token-cipher.js';
import { madeUpToken } from './made-up-token.js';

/** Links that are complete and in use; the rest are copies of one under other names, as large as they. */
export const usableLinks = 1_000;

export const authorityOf = (microsoft: string) => `${microsoft}/organizations`;

export function metadataOf(microsoft: string): object {
  return {
    issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0',
    authorization_endpoint: `${microsoft}/authorize`,
    token_endpoint: `${microsoft}/token`,
    jwks_uri: `${microsoft}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

/** Names in their order as text. */
export const accountName = (index: number) => `account-${String(index).padStart(7, '0')}`;

/** Fills an empty database with so many links. Returns the accounts whose links can be used, evenly among the others. */
export async function fillWithLinks(
  database: Database,
  { count, microsoft, key }: { count: number; microsoft: string; key: Buffer },
): Promise<string[]> {
  await migrate(database);
  const inAWeek = new Date(Date.now() + 7 * 24 * 3600 * 1000);
  const cipher = createTokenCipher([{ id: 'bench', secret: key }]);
  const links = createLinkStore({ database, cipher, keepAliveAt: () => inAWeek });
  const every = Math.floor(count / usableLinks);
  const accounts = Array.from({ length: usableLinks }, (_, index) => accountName(index * every));
  for (const vccAccountId of accounts) {
    await links.save(
      {
        vccAccountId,
        linkId: randomUUID(),
        account: { username: 'sam@contoso.example', name: 'Sam Lee', tenantId: '7d2c1f3e-90c5-4c58-9b0e-0a4f5f6c1a00' },
        objectId: randomUUID(),
        organization: { id: randomUUID(), name: 'Contoso', url: microsoft, apiUrl: microsoft },
        authority: authorityOf(microsoft),
        linkedAt: new Date(),
        linkedBy: 'admin@portal.example',
        access: { tables: [{ table: 'contact', read: true, create: true, write: true }], checkedAt: new Date() },
      },
      { accessToken: madeUpToken(1800), refreshToken: madeUpToken(1300), expiresAt: inAWeek },
      undefined,
      async () => undefined,
    );
  }
  // Used within the hour, since that is written once an hour.
  await database.query('update link set last_used_at = now()');
  // Tokens can't be compressed, and to try it on copies takes longer than to store them.
  await setStorage('external');
  await copyLinks(database, count, every);
  await setStorage('extended');
  await database.query('analyze link');
  return accounts;

  async function setStorage(storage: 'external' | 'extended'): Promise<void> {
    for (const column of ['access_token', 'refresh_token']) {
      await database.query(`alter table link alter column ${column} set storage ${storage}`);
    }
  }
}

async function copyLinks(database: Database, count: number, every: number): Promise<void> {
  const columns = (
    await database.query<{ column_name: string }>(
      `select column_name from information_schema.columns where table_name = 'link' and table_schema = 'public'
       and column_name not in ('vcc_account_id', 'link_id', 'object_id') order by ordinal_position`,
    )
  ).map(({ column_name }) => column_name);
  const batch = 10_000;
  for (let from = 0; from < count; from += batch) {
    await database.query(
      `insert into link (vcc_account_id, link_id, object_id, ${columns.join(', ')})
       select 'account-' || lpad(number::text, 7, '0'), gen_random_uuid()::text, gen_random_uuid()::text,
         ${columns.map((column) => `one.${column}`).join(', ')}
       from generate_series($1::integer, $2::integer) as number, (select * from link limit 1) as one
       where number % $3 <> 0 or number >= $4`,
      [from, Math.min(from + batch, count) - 1, every, every * usableLinks],
    );
  }
}
