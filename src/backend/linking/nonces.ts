import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { deriveKeys, type Key } from '../keys.js';

/** Two hours: the contract asks for at least one, and a sign-in that began late in it has to finish. */
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
  /** When the nonce expires, or undefined when it is not the owner's or has expired. */
  expiryOf(nonce: string, owner: Owner): Date | undefined;
}

/**
 * Nonces that say by themselves whose they are: expiry, randomness, and a MAC over both and the owner, which is not
 * readable from the nonce. That a nonce works only once is the attempt store's part: it keeps those that were used.
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
      // The second condition: base64url decoding is lenient, and two spellings of one nonce would be used twice.
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
