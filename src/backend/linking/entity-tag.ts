import { createHash } from 'node:crypto';
import { LinkError } from '../errors.js';

/** Stands for a VCC account and its link (RFC 9110, 8.8.3). Two parts, so that a changed account can be told apart. */
export function entityTag(vccAccountId: string, linkId: string | undefined): string {
  return `"${digest([vccAccountId])}.${digest([vccAccountId, linkId ?? null])}"`;
}

/** @throws LinkError `changed` when the page showed another account, or another link of it */
export function requireSameLink(ifMatch: string, vccAccountId: string, linkId: string | undefined): void {
  if (strong(ifMatch) !== entityTag(vccAccountId, linkId)) {
    throw new LinkError('changed', 'the page showed another link or account');
  }
}

/** @throws LinkError `changed` when the page showed another account */
export function requireSameAccount(ifMatch: string, vccAccountId: string): void {
  if (!strong(ifMatch).startsWith(`"${digest([vccAccountId])}.`)) {
    throw new LinkError('changed', 'the page showed another account');
  }
}

/** A compressing proxy makes an entity tag weak on its way out, although it stands for the same. */
function strong(tag: string): string {
  return tag.trim().replace(/^W\//, '');
}

function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
