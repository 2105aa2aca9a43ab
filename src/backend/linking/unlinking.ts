import type { Caller } from '../caller.js';
import { type Audit, type AuditEvent, auditedUser } from '../store/audit.js';
import type { LinkStore } from '../store/link-store.js';
import type { PostRecords } from '../store/post-records.js';
import { requireSameAccount, requireSameLink } from './entity-tag.js';

export interface Unlinking {
  /**
   * Deletes the account's link, its tokens, and the grants that wait. Succeeds when nothing is linked: this may be the
   * repetition of a DELETE whose answer was lost.
   *
   * @throws LinkError `invalid-request`, or `changed` when the page showed another link or account
   */
  unlink(caller: Caller, ifMatch: string | undefined): Promise<void>;
  /** Deletes the link of a Dynamics 365 user, whichever account has it. Returns false when there was none. */
  release(tenantId: string, objectId: string): Promise<boolean>;
}

export function createUnlinking(parts: { links: LinkStore; postRecords: PostRecords; audit: Audit }): Unlinking {
  const { links, postRecords, audit } = parts;

  return {
    async unlink({ vccAccountId, userId, correlationId }, ifMatch) {
      const link = await links.find(vccAccountId);
      if (link) requireSameLink(ifMatch, vccAccountId, link.linkId);
      else requireSameAccount(ifMatch, vccAccountId);

      const event = { type: 'unlinked', vccAccountId, userId, correlationId, at: new Date() } as const;
      const unlinked = link && { ...event, ...auditedUser(link) };
      await links.delete(vccAccountId, link?.linkId, async (transaction) => {
        await postRecords.abandon(vccAccountId, undefined, transaction);
        if (unlinked) await audit.store(unlinked, transaction);
      });
      if (unlinked) audit.tell(unlinked);
    },

    async release(tenantId, objectId) {
      let unlinked: AuditEvent | undefined;
      await links.deleteByUser(tenantId.toLowerCase(), objectId.toLowerCase(), async (transaction, link) => {
        unlinked = { type: 'unlinked', vccAccountId: link.vccAccountId, at: new Date(), ...auditedUser(link) };
        await audit.store(unlinked, transaction);
      });
      if (unlinked) audit.tell(unlinked);
      return unlinked !== undefined;
    },
  };
}
