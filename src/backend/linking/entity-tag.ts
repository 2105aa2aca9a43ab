import { accountTagOf } from '../account-tag.js';
import { LinkError } from '../errors.js';

/** Returns the entity tag of a VCC account and its link (RFC 9110, 8.8.3): two parts, to tell which of them has changed. */
export function entityTag(vccAccountId: string, linkId: string | undefined): string {
  return `"${accountTagOf(vccAccountId)}.${linkPart(linkId)}"`;
}

/**
 * Checks the `If-Match` of a change against the link that is stored now.
 *
 * @throws LinkError `invalid-request` when it is missing or no entity tag of this backend; `changed` when the page showed
 *   another account, or another link of it
 */
export function requireSameLink(ifMatch: string | undefined, vccAccountId: string, linkId: string | undefined): void {
  const shown = requireSameAccount(ifMatch, vccAccountId);
  if (shown.link !== linkPart(linkId)) throw new LinkError('changed', 'the page showed another link');
}

/**
 * Checks the account of an `If-Match`, whatever its link.
 *
 * @throws LinkError `invalid-request` when it is missing or no entity tag of this backend; `changed` when the page showed
 *   another account
 */
export function requireSameAccount(ifMatch: string | undefined, vccAccountId: string): { link: string } {
  if (ifMatch === undefined) throw new LinkError('invalid-request', 'If-Match is missing');
  // Compressing proxies weaken the tag and add -gzip, --gzip, ;br and the like, within the quotes or behind them.
  const bare = ifMatch.trim().replace(/^W\//, '').replaceAll('"', '');
  const [, account, link] = /^(\w+)\.(\w+)(?:[-;][^,]*)?$/.exec(bare) ?? [];
  if (account === undefined || link === undefined) {
    throw new LinkError('invalid-request', 'If-Match is not one entity tag of this resource');
  }
  if (account !== accountTagOf(vccAccountId)) throw new LinkError('changed', 'the page showed another account');
  return { link };
}

function linkPart(linkId: string | undefined): string {
  return linkId?.replaceAll('-', '') ?? 'none';
}
