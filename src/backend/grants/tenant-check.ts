import { LinkError } from '../errors.js';
import type { Entra } from '../microsoft/entra.js';
import type { Link } from '../store/link-rows.js';
import type { ChangeHealth } from './health-changes.js';

/**
 * Resolves when the link's tenant is one of those that are configured; the list may be shorter than when it was linked. Else
 * the link is stored as restricted, and works again once the tenant is back.
 *
 * @throws LinkError `restricted`, with the reason `tenant-refused`
 */
export type RequireTenant = (link: Link) => Promise<void>;

export function createTenantCheck(parts: { entra: Pick<Entra, 'allows'>; changeHealth: ChangeHealth }): RequireTenant {
  const { entra, changeHealth } = parts;
  return async (link) => {
    const { authority, account, healthReason } = link;
    if (entra.allows(authority, account.tenantId)) return;
    if (healthReason !== 'tenant-refused') {
      await changeHealth(link, 'restricted', { healthReason: 'tenant-refused' });
    }
    throw new LinkError('restricted', `the tenant ${account.tenantId} is not among those that are configured`, {
      reason: 'tenant-refused',
    });
  };
}
