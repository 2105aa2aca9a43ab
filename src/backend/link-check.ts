import type { LinkHealth } from '../protocol.js';
import type { Dynamics } from './dynamics.js';
import { LinkError } from './errors.js';
import type { LinkStore } from './link-store.js';
import type { LinkTokens } from './link-tokens.js';

/** Asks whether a link still works, and keeps the answer as its health. */
export function createLinkCheck(parts: {
  links: LinkStore;
  tokens: LinkTokens;
  dynamics: Pick<Dynamics, 'missingPrivileges'>;
}): (vccAccountId: string) => Promise<LinkHealth> {
  const { links, tokens, dynamics } = parts;

  return async (vccAccountId) => {
    try {
      const { link, accessToken } = await tokens.current(vccAccountId);
      const missing = await missingPrivileges(link.organization.url, accessToken);
      const health: LinkHealth = missing === undefined || missing.length > 0 ? 'restricted' : 'active';
      await links.saveHealth(link, health, missing?.length ? missing : undefined);
      return health;
    } catch (error) {
      if (error instanceof LinkError && error.code === 'expired') return 'expired';
      throw error;
    }
  };

  /** Undefined when the environment does not let the user in at all. */
  async function missingPrivileges(environment: string, accessToken: string): Promise<string[] | undefined> {
    try {
      return await dynamics.missingPrivileges(environment, accessToken);
    } catch (error) {
      if (error instanceof LinkError && error.code === 'restricted') return undefined;
      throw error;
    }
  }
}
