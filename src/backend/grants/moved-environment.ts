import { apiOf, type Environment } from '../environment.js';
import type { Dataverse } from '../microsoft/dataverse.js';
import type { Entra } from '../microsoft/entra.js';
import type { Audit } from '../store/audit.js';
import type { GrantStore, StoredGrant } from '../store/grant-store.js';
import type { Tokens } from '../store/link-rows.js';

/** Milliseconds that discovery may take: the link's lease has to last for two refreshes besides. */
const discoveryTimeLimit = 5_000;

/**
 * Asks discovery whether the link's environment has another address by now, and makes the link one for there.
 *
 * Resolves to false when it has not, or can't be asked; does not reject for what Microsoft answers.
 */
export type FindMoved = (vccAccountId: string) => Promise<boolean>;

/** An environment that was renamed, or moved to another region, keeps its organisation's ID (powerapps-docs, discovery-service). */
export function createFindMoved(parts: {
  grants: Pick<GrantStore, 'find' | 'lease' | 'endLease' | 'save'>;
  entra: Pick<Entra, 'refresh'>;
  dataverse: Pick<Dataverse, 'discover' | 'discoveryResource'>;
  audit: Audit;
}): FindMoved {
  const { grants, entra, dataverse, audit } = parts;

  return async (vccAccountId) => {
    const found = await grants.find(vccAccountId);
    const lease = found?.link.organization.id !== undefined && (await grants.lease(found.link));
    // Without a lease another process is refreshing the grant: the next check will look.
    if (!found || !lease) return false;
    const { link } = found;
    const moved = await look(found).catch(() => undefined);
    if (!moved) {
      await grants.endLease(link, lease);
      return false;
    }
    const { organization, grant } = moved;
    const [from, to] = [apiOf(link.organization), apiOf(organization)];
    const event = { type: 'moved', vccAccountId, at: new Date(), from, to } as const;
    const isSaved = await grants.save({ ...link, organization }, grant, (transaction) =>
      audit.store(event, transaction),
    );
    if (isSaved) audit.tell(event);
    return isSaved;
  };

  async function look({
    link,
    openRefreshToken,
  }: StoredGrant): Promise<{ organization: Environment; grant: Tokens } | undefined> {
    const { authority, organization: known } = link;
    // One refresh token serves discovery and every environment. Entra does not end the older one by a newer one.
    const { accessToken, refreshToken } = await entra.refresh(
      authority,
      await openRefreshToken(),
      dataverse.discoveryResource,
    );
    const signal = AbortSignal.timeout(discoveryTimeLimit);
    const organization = (await dataverse.discover({ accessToken, signal })).find(({ id }) => id === known.id);
    if (!organization || isSamePlace(organization, known)) return;
    return { organization, grant: await entra.refresh(authority, refreshToken, organization.url) };
  }
}

function isSamePlace(one: Environment, other: Environment): boolean {
  return one.url === other.url && apiOf(one) === apiOf(other);
}
