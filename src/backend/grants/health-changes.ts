import type { LinkHealth } from '../../protocol.js';
import { type Audit, type AuditEvent, recovered } from '../store/audit.js';
import type { Link } from '../store/link-rows.js';
import type { Finding, LinkStore } from '../store/link-store.js';

/** Stores the health that a check found, and what it changes as an event, in one transaction. */
export type ChangeHealth = (link: Link, health: Exclude<LinkHealth, 'expired'>, finding?: Finding) => Promise<void>;

export function createHealthChanges(parts: { links: Pick<LinkStore, 'saveHealth'>; audit: Audit }): ChangeHealth {
  const { links, audit } = parts;
  return async (link, health, finding = {}) => {
    let event: AuditEvent | undefined;
    await links.saveHealth(link, health, finding, async (transaction, before) => {
      event = eventOf(before, health, finding);
      if (event) await audit.store(event, transaction);
    });
    if (event) audit.tell(event);
  };
}

/** Returns undefined when nothing is new. */
function eventOf(before: Link, health: LinkHealth, finding: Finding): AuditEvent | undefined {
  const { vccAccountId } = before;
  const occasion = { vccAccountId, at: new Date() };
  if (health === 'active') return before.health === 'active' ? undefined : recovered(occasion, before);
  const { missingPrivileges = [], healthReason } = finding;
  const isKnown =
    before.health === health &&
    before.healthReason === healthReason &&
    String(before.missingPrivileges ?? []) === String(missingPrivileges);
  if (isKnown) return undefined;
  return { ...occasion, type: 'restricted', missingPrivileges, ...(healthReason && { reason: healthReason }) };
}
