import { hkdfSync } from 'node:crypto';

/** A secret of the backend. */
export interface Key {
  /** Stored with every ciphertext, so that older ones can be read after a rotation. */
  id: string;
  /** At least 32 random bytes. */
  secret: Uint8Array;
}

export type KeyPurpose = 'tokens' | 'nonces' | 'codes';

/** Derives a key of 32 bytes for one purpose from each configured key, newest first (HKDF, RFC 5869). */
export function deriveKeys(keys: readonly Key[], purpose: KeyPurpose): readonly [Key, ...Key[]] {
  const [newest, ...older] = keys.map(({ id, secret }) => ({
    id,
    secret: new Uint8Array(hkdfSync('sha256', secret, '', `vcc-dynamics-auth ${purpose}`, 32)),
  }));
  if (!newest) throw new RangeError('at least one key is needed');
  return [newest, ...older];
}
