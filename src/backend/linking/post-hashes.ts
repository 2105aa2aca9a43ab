import { createHash, createHmac } from 'node:crypto';
import type { LinkRequest } from '../../protocol.js';
import { deriveKeys, type Key } from '../keys.js';

/** What the database has of codes and requests: hashes with a key, since some requests hold little that can't be guessed. */
export class PostHashes {
  /** Newest first. */
  readonly #keys: readonly [Key, ...Key[]];

  constructor(keys: readonly Key[]) {
    this.#keys = deriveKeys(keys, 'codes');
  }

  /** With the newest key. */
  of(text: string): string {
    return keyedHash(this.#keys[0], text);
  }

  /** With each key: the hash of what was recorded before a rotation is one of them. */
  allOf(text: string): string[] {
    return this.#keys.map((key) => keyedHash(key, text));
  }
}

/** Returns the same text for requests that ask the same, whatever the order of their members. */
export function canonical(request: LinkRequest): string {
  const { code, codeVerifier, nonce, redirectUri, authority, organizationUrl } = request;
  return JSON.stringify([code, codeVerifier, nonce, redirectUri, authority, organizationUrl ?? null]);
}

/** A nonce is random: its hash needs no key. */
export function nonceHash(nonce: string): string {
  return createHash('sha256').update(nonce).digest('base64url');
}

function keyedHash(key: Key, text: string): string {
  return createHmac('sha256', key.secret).update(text).digest('base64url');
}
