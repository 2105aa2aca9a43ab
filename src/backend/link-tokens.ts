import type { Audit } from './audit.js';
import type { Entra } from './entra.js';
import { LinkError } from './errors.js';
import type { Link, LinkStore, Tokens } from './link-store.js';

/** Milliseconds before its end when an access token counts as used up. */
const margin = 2 * 60 * 1000;

export interface LinkTokens {
  /**
   * The account's link with an access token for its environment, refreshed when due.
   *
   * @param refused an access token that Dynamics 365 has just refused
   * @throws LinkError `not-linked`, `expired`, `identity-provider-unavailable`, `configuration`
   */
  current(vccAccountId: string, refused?: string): Promise<{ link: Link; accessToken: string }>;
}

/** Access tokens for stored links. One refresh at a time per link in this process, compare-and-swap between processes. */
export function createLinkTokens(parts: { links: LinkStore; entra: Entra; audit: Audit }): LinkTokens {
  const { links, entra, audit } = parts;
  const refreshing = new Map<string, Promise<void>>();

  return { current };

  async function current(vccAccountId: string, refused?: string): Promise<{ link: Link; accessToken: string }> {
    const found = await links.findWithTokens(vccAccountId);
    if (!found) throw new LinkError('not-linked', 'the VCC account is not linked');
    const { link, tokens } = found;
    if (link.health === 'expired') throw new LinkError('expired', 'Entra no longer accepts the grant: link again');
    const isDue = tokens.accessToken === refused || tokens.expiresAt.getTime() - margin < Date.now();
    if (!isDue) return { link, accessToken: tokens.accessToken };

    const refresh =
      refreshing.get(link.linkId) ?? refreshOnce(link, tokens).finally(() => refreshing.delete(link.linkId));
    refreshing.set(link.linkId, refresh);
    await refresh;
    return current(vccAccountId);
  }

  /** Whoever loses a compare-and-swap here has nothing to do: the row holds what another process got. */
  async function refreshOnce(link: Link, tokens: Tokens): Promise<void> {
    const event = { vccAccountId: link.vccAccountId, at: new Date() };
    try {
      const grant = await entra.refresh(link.authority, tokens.refreshToken, link.organization.url);
      if (await links.saveTokens(link, grant)) audit({ ...event, type: 'refreshed' });
    } catch (error) {
      const isExpired = error instanceof LinkError && error.code === 'expired';
      if (!isExpired) throw error;
      if (await links.saveHealth(link, 'expired')) audit({ ...event, type: 'expired' });
    }
  }
}
