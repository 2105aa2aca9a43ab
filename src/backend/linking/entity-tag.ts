import { createHash } from 'node:crypto';
import { LinkError } from '../errors.js';

/** Returns the entity tag of a VCC account and its link (RFC 9110, 8.8.3): two parts, to tell which of them has changed. */
export function entityTag(vccAccountId: string, linkId: string | undefined): string {
  return `"${digest([vccAccountId])}.${digest([vccAccountId, linkId ?? null])}"`;
}

/**
 * Checks the `If-Match` of a change against the link that is stored now.
 *
 * @throws LinkError `changed` when the page showed another account, or another link of it
 */
export function requireSameLink(ifMatch: string, vccAccountId: string, linkId: string | undefined): void {
  if (strong(ifMatch) !== entityTag(vccAccountId, linkId)) {
    throw new LinkError('changed', 'the page showed another link or account');
  }
}

/**
 * Checks the account of an `If-Match`, whatever its link.
 *
 * @throws LinkError `changed` when the page showed another account
 */
export function requireSameAccount(ifMatch: string, vccAccountId: string): void {
  if (!strong(ifMatch).startsWith(`"${digest([vccAccountId])}.`)) {
    throw new LinkError('changed', 'the page showed another account');
  }
}

/** Removes the `W/` that compressing proxies add. */
function strong(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}

function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
