import { base64url, decodeProtectedHeader, FlattenedEncrypt, type FlattenedJWE, flattenedDecrypt } from 'jose';
import { deriveKeys, type Key } from './keys.js';

/** The table, the row's identity and the column that a ciphertext belongs to. */
export type Place = readonly [table: string, ...row: string[]];

export interface TokenCipher {
  seal(plaintext: string, place: Place): Promise<string>;
  /** Rejects when the text was altered, belongs to another place, or its key is not configured. */
  open(sealed: string, place: Place): Promise<string>;
  /** True when an older key than the newest sealed the text. */
  isOutdated(sealed: string): boolean;
}

/**
 * Seals tokens for the database: JWE (RFC 7516) with AES-256-GCM, the place as additional authenticated data.
 * The place is not stored with the ciphertext, so one that was copied to another row or column does not open.
 */
export function createTokenCipher(keys: readonly Key[]): TokenCipher {
  const tokenKeys = deriveKeys(keys, 'tokens');
  const newest = tokenKeys[0];

  return {
    async seal(plaintext, place) {
      const { aad: _, ...sealed } = await new FlattenedEncrypt(new TextEncoder().encode(plaintext))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: newest.id })
        .setAdditionalAuthenticatedData(encodePlace(place))
        .encrypt(newest.secret);
      return JSON.stringify(sealed);
    },

    async open(sealed, place) {
      const jwe: FlattenedJWE = { ...JSON.parse(sealed), aad: base64url.encode(encodePlace(place)) };
      const { plaintext } = await flattenedDecrypt(jwe, (header) => keyOf(header?.kid), {
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      return new TextDecoder().decode(plaintext);
    },

    isOutdated: (sealed) => decodeProtectedHeader(JSON.parse(sealed)).kid !== newest.id,
  };

  function keyOf(id: unknown): Uint8Array {
    const key = tokenKeys.find((candidate) => candidate.id === id);
    if (!key) throw new Error(`the key "${id}" of a stored token is not configured`);
    return key.secret;
  }
}

function encodePlace(place: Place): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(place));
}
