import type { LinkHealth } from '../../protocol.js';
import { apiOf } from '../environment.js';
import { LinkError } from '../errors.js';
import type { Dataverse } from '../microsoft/dataverse.js';
import type { Finding, LinkStore } from '../store/link-store.js';
import type { ChangeHealth } from './health-changes.js';
import type { CurrentLink, LinkTokens } from './link-tokens.js';
import type { FindMoved } from './moved-environment.js';

/** Milliseconds in which calls lead to at most one check of a link, which takes several requests. */
const checkInterval = 5 * 60 * 1000;

/** Milliseconds in which administrators lead to at most one. */
const pageInterval = 60 * 1000;

/** Milliseconds for the requests of a check to Dynamics 365. */
const timeLimit = 30_000;

export interface LinkCheck {
  /**
   * Asks Entra and Dynamics 365 whether the link still works, and stores the answer as its health.
   *
   * @throws LinkError `not-linked`, or a code that says why one of them could not be asked
   */
  check(vccAccountId: string): Promise<LinkHealth>;
  /**
   * Checks the link for an administrator, at most once a minute: in between, what was found last is as good.
   *
   * @throws LinkError with a code of the link endpoint that says why it could not be asked
   */
  checkForPage(vccAccountId: string): Promise<void>;
  /** Checks the link after a call whose outcome does not fit the stored health, at most every five minutes. */
  checkAfterCall(current: CurrentLink): Promise<void>;
}

export function createLinkCheck(parts: {
  links: LinkStore;
  tokens: LinkTokens;
  dataverse: Pick<Dataverse, 'examine' | 'whoAmI'>;
  findMoved: FindMoved;
  changeHealth: ChangeHealth;
}): LinkCheck {
  const { links, tokens, dataverse, findMoved, changeHealth } = parts;

  return {
    check,

    async checkForPage(vccAccountId) {
      const link = await links.find(vccAccountId);
      const since = new Date(Date.now() - pageInterval);
      // Without a key nothing can be asked.
      if (!link || link.healthReason === 'key-missing' || !(await links.claimCheck(link, since))) return;
      await check(vccAccountId).catch((error) => {
        if (error instanceof LinkError && error.code === 'not-linked') return;
        throw error;
      });
    },

    async checkAfterCall(current) {
      if (await links.claimCheck(current.link, new Date(Date.now() - checkInterval))) await examine(current);
    },
  };

  async function check(vccAccountId: string): Promise<LinkHealth> {
    const ask = () => tokens.use(vccAccountId, examine, { atOnce: true });
    try {
      return await ask().catch(async (error) => {
        if (isResourceUnknown(error) && (await findMoved(vccAccountId))) return ask();
        throw error;
      });
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      // Stored already, when it was found that Entra need not be asked.
      if (error.code === 'expired' || error.code === 'restricted') return error.code;
      throw error;
    }
  }

  async function examine(current: CurrentLink): Promise<LinkHealth> {
    const { link } = current;
    const finding: Finding = await look(current)
      .catch(async (error) => {
        if (!mayHaveMoved(error) || !(await findMoved(link.vccAccountId))) throw error;
        return look(await tokens.current(link.vccAccountId));
      })
      .catch((error) => reasonOf(error, current));
    const health = finding.missingPrivileges?.length === 0 ? 'active' : 'restricted';
    await changeHealth(link, health, finding);
    return health;
  }

  async function look({ link, accessToken }: CurrentLink): Promise<Finding> {
    const { organization } = link;
    const { missingPrivileges, tables, organizationId } = await dataverse.examine(requestOf({ link, accessToken }));
    if (organizationId !== undefined && organization.id === undefined) {
      await links.saveOrganizationId(link, organizationId);
    } else if (organizationId !== undefined && organizationId !== organization.id) {
      throw new LinkError('restricted', 'another organisation has the address of the environment by now');
    }
    return { missingPrivileges, tables };
  }

  /** Returns why the environment does not let the user in at all. @throws the error itself when it says something else */
  async function reasonOf(error: unknown, current: CurrentLink): Promise<Finding> {
    if (!(error instanceof LinkError)) throw error;
    const { reason } = error.details;
    if (error.code === 'restricted') return reason ? { healthReason: reason } : {};
    if (error.code !== 'environment-blocked') throw error;
    // A refusal without a number may be a proxy's, for one path. What counts is whether the user gets in.
    const isOut = await dataverse.whoAmI(requestOf(current)).then(
      () => false,
      (again: unknown) => again instanceof LinkError && again.code === 'environment-blocked',
    );
    if (!isOut) throw error;
    return { healthReason: 'environment-blocked' };
  }
}

function requestOf({ link, accessToken }: CurrentLink) {
  return { environment: apiOf(link.organization), accessToken, signal: AbortSignal.timeout(timeLimit) };
}

/** Returns true for a refusal that an address which nobody has, or somebody else, may lead to. */
function mayHaveMoved(error: unknown): boolean {
  if (!(error instanceof LinkError)) return false;
  const { code, details } = error;
  if (code === 'restricted') return details.reason === undefined || details.reason === 'not-a-member';
  return ['dynamics-unavailable', 'environment-blocked', 'not-found'].includes(code);
}

/** Returns true when Entra knows no resource at the environment's address. */
function isResourceUnknown(error: unknown): boolean {
  return error instanceof LinkError && error.cause instanceof LinkError && error.cause.code === 'no-organization';
}
