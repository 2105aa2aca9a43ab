import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import type { Adapter, AdapterPayload } from 'oidc-provider';

/** Storage of the Entra stand-in: its signing key, and the provider's records by model. */
export interface EntraStore {
  signingKey: JWK;
  adapter(model: string): Adapter;
  /** Revokes the user's refresh tokens, as *revoke all sessions* does in Entra. */
  revokeGrantsOf(accountId: string): void;
}

type Records = Record<string, AdapterPayload>;

/** Models that are written to the file, so that a link survives a restart of the demo. The rest lives for minutes. */
const durableModels = ['Grant', 'RefreshToken'];

/**
 * Opens the store, and creates its signing key the first time.
 *
 * @param file for the key and the grants; without it they are gone when the process ends. Tokens are written as hashes
 *   only.
 */
export async function openStore(file?: string): Promise<EntraStore> {
  const saved: { signingKey: JWK; models: Record<string, Records> } =
    file && existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : { signingKey: await createSigningKey(), models: {} };

  const save = () => {
    if (!file) return;
    writeFileSync(`${file}.new`, JSON.stringify(saved), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  save();

  return {
    signingKey: saved.signingKey,
    adapter: (model) => {
      if (!durableModels.includes(model)) return createAdapter(model, {}, () => undefined);
      saved.models[model] ??= {};
      return createAdapter(model, saved.models[model], save);
    },
    revokeGrantsOf: (accountId) => {
      const grants = saved.models['Grant'] ?? {};
      for (const [key, grant] of Object.entries(grants)) {
        if (grant.accountId === accountId) delete grants[key];
      }
      save();
    },
  };
}

function createAdapter(model: string, records: Records, save: () => void): Adapter {
  return {
    upsert: async (id, { jti, ...payload }) => {
      records[hash(id)] = payload;
      save();
    },
    find: async (id) => {
      const payload = records[hash(id)];
      return payload && { ...payload, jti: id };
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    destroy: async (id) => {
      delete records[hash(id)];
      save();
    },
    consume: async (id) => {
      const record = records[hash(id)];
      // Entra issues a new refresh token at each use, and the old one stays valid.
      if (record && model !== 'RefreshToken') record.consumed = Math.floor(Date.now() / 1000);
    },
    // A code is refused the second time. Unlike RFC 6749 section 4.1.2 proposes, Entra does not revoke its tokens then.
    revokeByGrantId: async () => undefined,
  };
}

async function createSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid: randomUUID(), use: 'sig', alg: 'RS256' };
}

/** Hashes the id of a record, which is the token itself. */
function hash(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}
