import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveKeys, type Key } from '../keys.js';

/** Milliseconds: two hours. The contract requires one, and a sign-in that begins near its end must finish. */
const lifetime = 2 * 60 * 60 * 1000;

const expiryBytes = 6;
const randomBytesCount = 16;
const macBytes = 32;

interface Owner {
  vccAccountId: string;
  userId: string;
}

export interface Nonces {
  issue(owner: Owner): string;
  /** Returns the nonce's expiry, or undefined when it is not this owner's or has expired. */
  expiryOf(nonce: string, owner: Owner): Date | undefined;
}

/**
 * Nonces that need no storage: expiry, randomness, and a MAC over both and the owner, who cannot be read from the nonce.
 * The post records, which hold the used ones, make them single use.
 */
export function createNonces(keys: readonly Key[]): Nonces {
  const nonceKeys = deriveKeys(keys, 'nonces');

  return {
    issue(owner) {
      const expiry = Buffer.alloc(expiryBytes);
      expiry.writeUIntBE(Date.now() + lifetime, 0, expiryBytes);
      const unsigned = Buffer.concat([expiry, randomBytes(randomBytesCount)]);
      return Buffer.concat([unsigned, sign(unsigned, owner, nonceKeys[0])]).toString('base64url');
    },

    expiryOf(nonce, owner) {
      const bytes = Buffer.from(nonce, 'base64url');
      // Decoding base64url is lenient: without the second condition a nonce could be used again in another spelling.
      if (bytes.length !== expiryBytes + randomBytesCount + macBytes || bytes.toString('base64url') !== nonce) return;
      const unsigned = bytes.subarray(0, -macBytes);
      const mac = bytes.subarray(-macBytes);
      if (!nonceKeys.some((key) => timingSafeEqual(mac, sign(unsigned, owner, key)))) return;
      const expiry = new Date(unsigned.readUIntBE(0, expiryBytes));
      return expiry > new Date() ? expiry : undefined;
    },
  };
}

function sign(unsigned: Uint8Array, { vccAccountId, userId }: Owner, key: Key): Buffer {
  return createHmac('sha256', key.secret)
    .update(unsigned)
    .update(JSON.stringify([vccAccountId, userId]))
    .digest();
}
