import { LinkError } from '../errors.js';
import type { Entra } from '../microsoft/entra.js';
import type { Audit } from '../store/audit.js';
import type { Link } from '../store/link-rows.js';
import type { LinkStore } from '../store/link-store.js';

/**
 * Resolves when the link's tenant is one of those that are configured; the list may be shorter than when it was linked. Else
 * the link is stored as restricted, and works again once the tenant is back.
 *
 * @throws LinkError `restricted`, with the reason `tenant-refused`
 */
export type RequireTenant = (link: Link) => Promise<void>;

export function createTenantCheck(parts: {
  links: Pick<LinkStore, 'saveHealth'>;
  entra: Pick<Entra, 'allows'>;
  audit: Audit;
}): RequireTenant {
  const { links, entra, audit } = parts;
  return async (link) => {
    const { authority, account, vccAccountId, healthReason } = link;
    if (entra.allows(authority, account.tenantId)) return;
    if (healthReason !== 'tenant-refused') {
      await links.saveHealth(link, 'restricted', { healthReason: 'tenant-refused' });
      await audit.record({
        type: 'restricted',
        vccAccountId,
        at: new Date(),
        missingPrivileges: [],
        reason: 'tenant-refused',
      });
    }
    throw new LinkError('restricted', `the tenant ${account.tenantId} is not among those that are configured`, {
      reason: 'tenant-refused',
    });
  };
}
