import { createDecipheriv, createHmac } from 'node:crypto';
import { decodeProtectedHeader, FlattenedEncrypt } from 'jose';
import { z } from 'zod';
import { LinkError } from '../errors.js';
import { deriveKeys, type Key } from '../keys.js';

const flattenedJwe = z.object({ protected: z.string(), iv: z.string(), ciphertext: z.string(), tag: z.string() });

const jweHeader = z.object({
  alg: z.literal('dir'),
  enc: z.literal('A256GCM'),
  kid: z.string(),
  kc: z.string().optional(),
});

/** The position of a ciphertext in the database: table, identity and version of the row, column. */
export type Place = readonly [table: string, ...row: string[]];

export interface TokenCipher {
  /** ID of the key that seals. */
  newestKey: string;
  /** IDs of the keys that only open. */
  olderKeys: readonly string[];
  /** Tells the newest key from another one of the same id. */
  newestCommitment: string;
  seal(plaintext: string, place: Place): Promise<string>;
  /** Returns whether a key is configured, and not another one of the same id where its commitment is known. */
  hasKey(id: string, commitment: string | null): boolean;
  /** The same for the key of a sealed text. */
  hasKeyOf(sealed: string): boolean;
  /** @throws LinkError `restricted` when its key is not configured, `internal` when the text was altered or belongs to another place */
  open(sealed: string, place: Place): Promise<string>;
}

/**
 * Seals tokens for the database: JWE (RFC 7516) with AES-256-GCM, the place as additional authenticated data.
 * The place is not stored with the ciphertext, so a ciphertext that was copied to another row or column, or put back from
 * an earlier version of the row, does not open. The header also commits to the key, since AES-GCM does not: one ciphertext can be
 * made to open under two keys (RFC 9771, 4.3.3).
 */
export function createTokenCipher(keys: readonly Key[]): TokenCipher {
  const tokenKeys = deriveKeys(keys, 'tokens');
  const [newest, ...older] = tokenKeys;
  const ids = new Set(tokenKeys.map(({ id }) => id));
  const commitments = new Set(tokenKeys.map(commitmentTo));

  return {
    newestKey: newest.id,
    olderKeys: older.map(({ id }) => id),
    newestCommitment: commitmentTo(newest),

    async seal(plaintext, place) {
      const { aad: _, ...sealed } = await new FlattenedEncrypt(new TextEncoder().encode(plaintext))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: newest.id, kc: commitmentTo(newest) })
        .setAdditionalAuthenticatedData(encodePlace(place))
        .encrypt(newest.secret);
      return JSON.stringify(sealed);
    },

    // Any of the configured keys: a process of version 0.1 seals with another one and leaves the commitment.
    hasKey: (id, commitment) => ids.has(id) && (commitment === null || commitments.has(commitment)),

    hasKeyOf(sealed) {
      try {
        const { kid, kc } = decodeProtectedHeader(JSON.parse(sealed)) as { kid?: unknown; kc?: unknown };
        keyOf(kid, kc);
        return true;
      } catch (error) {
        // What is no ciphertext at all is told when it is opened.
        return !(error instanceof LinkError);
      }
    },

    async open(sealed, place) {
      try {
        const jwe = flattenedJwe.parse(JSON.parse(sealed));
        const { kid, kc } = jweHeader.parse(JSON.parse(decode(jwe.protected).toString()));
        // Not WebCrypto, which hands each of these few bytes to another thread (RFC 7516, section 5.2; RFC 7518, 5.3).
        const decipher = createDecipheriv('aes-256-gcm', keyOf(kid, kc), decode(jwe.iv), { authTagLength: 16 });
        decipher.setAAD(Buffer.from(`${jwe.protected}.${Buffer.from(encodePlace(place)).toString('base64url')}`));
        decipher.setAuthTag(decode(jwe.tag));
        return Buffer.concat([decipher.update(decode(jwe.ciphertext)), decipher.final()]).toString();
      } catch (error) {
        if (error instanceof LinkError) throw error;
        throw new LinkError('internal', 'a stored token does not open: it was altered or moved', { cause: error });
      }
    },
  };

  function keyOf(id: unknown, commitment: unknown): Uint8Array {
    const key = tokenKeys.find((candidate) => candidate.id === id);
    if (!key) throw keyMissing(`the key "${id}" of a stored token is not configured`);
    // What was sealed before there were commitments has none, until it is refreshed or the keys are rotated.
    if (commitment !== undefined && commitment !== commitmentTo(key)) {
      throw keyMissing(`a stored token was sealed with another key of the id "${key.id}"`);
    }
    return key.secret;
  }
}

function decode(base64url: string): Buffer {
  return Buffer.from(base64url, 'base64url');
}

/** The operator's to heal: with the key the link works again. */
function keyMissing(message: string): LinkError {
  return new LinkError('restricted', message, { reason: 'key-missing' });
}

/** Tells two keys apart, and nothing of them. */
function commitmentTo({ secret }: Key): string {
  return createHmac('sha256', secret).update('commitment').digest('base64url');
}

function encodePlace(place: Place): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(place));
}
