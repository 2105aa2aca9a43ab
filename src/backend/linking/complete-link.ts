import { randomUUID } from 'node:crypto';
import type { Organization } from '../../protocol.js';
import type { Caller } from '../caller.js';
import { isBackendCode, LinkError } from '../errors.js';
import type { Dynamics } from '../microsoft/dataverse.js';
import type { Entra, Grant, Identity } from '../microsoft/entra.js';
import type { Audit, AuditEvent } from '../store/audit.js';
import type { Link } from '../store/link-rows.js';
import type { LinkStore } from '../store/link-store.js';
import type { Attempt, AttemptStore } from '../store/post-records.js';

/** What Entra gave for the code. It waits in the attempt, encrypted, until it is a link or is given up. */
export interface Redeemed {
  identity: Identity;
  grant: Grant;
  /** The user's only environment, once discovery has said so. */
  organization?: Organization;
}

type AccessTokenFor = (resource: string) => Promise<string>;

export type Connect = (attempt: Attempt, caller: Caller, redeemed: Redeemed) => Promise<Link>;

/**
 * Makes a link of a redeemed grant: finds the environment, checks the user's privileges there, and stores.
 * Throws `organization-choice-required` after it has recorded the choice.
 */
export function createConnect(parts: {
  store: AttemptStore;
  links: LinkStore;
  entra: Entra;
  dynamics: Dynamics;
  audit: Audit;
}): Connect {
  const { store, links, entra, dynamics, audit } = parts;

  return async (attempt, caller, redeemed) => {
    let waiting = redeemed;
    const accessTokenFor: AccessTokenFor = async (resource) => {
      const { resource: current, expiresAt, refreshToken } = waiting.grant;
      if (current !== resource || expiresAt <= new Date()) {
        waiting = { ...waiting, grant: await entra.refresh(attempt.authority, refreshToken, resource) };
        await store.saveGrant(attempt.codeHash, JSON.stringify(waiting));
      }
      return waiting.grant.accessToken;
    };

    try {
      const organization = await findOrganization(attempt, waiting, accessTokenFor);
      waiting = { ...waiting, organization };
      const accessToken = await accessTokenFor(organization.url);
      const missingPrivileges = await dynamics.missingPrivileges(organization.url, accessToken);
      if (missingPrivileges.length > 0) {
        throw new LinkError('insufficient-privileges', 'the Dynamics user lacks privileges', { missingPrivileges });
      }
      return await save(attempt, caller, waiting, organization);
    } catch (error) {
      throw failureOfLinking(error);
    }
  };

  async function findOrganization(
    attempt: Attempt,
    waiting: Redeemed,
    accessTokenFor: AccessTokenFor,
  ): Promise<Organization> {
    if (attempt.organizationUrl !== undefined) {
      const url = attempt.organizationUrl;
      const offered = attempt.organizations?.find((organization) => organization.url === url);
      return offered ?? { name: await dynamics.nameOf(url, await accessTokenFor(url)), url };
    }
    if (waiting.organization) return waiting.organization;
    const organizations = await dynamics.discover(await accessTokenFor(dynamics.discoveryResource));
    const [only, ...others] = organizations;
    if (!only) throw new LinkError('no-organization', 'discovery found no environment');
    if (others.length === 0) return only;
    const choice = randomUUID();
    await store.abandon(attempt.vccAccountId, attempt.userId);
    await store.suspend(attempt.codeHash, { choice, organizations });
    throw new LinkError('organization-choice-required', 'several environments', { choice, organizations });
  }

  async function save(
    attempt: Attempt,
    caller: Caller,
    { identity: { account, objectId }, grant }: Redeemed,
    organization: Organization,
  ): Promise<Link> {
    const linkId = randomUUID();
    const linkedAt = new Date();
    const event = { at: linkedAt, userId: caller.userId, correlationId: caller.correlationId };
    let events: AuditEvent[] = [];
    const link = await links.save(
      {
        vccAccountId: attempt.vccAccountId,
        linkId,
        account,
        objectId,
        organization,
        authority: attempt.authority,
        linkedAt,
        ...(caller.userName !== undefined && { linkedBy: caller.userName }),
      },
      grant,
      attempt.replaces,
      async (transaction, takenOverFrom) => {
        if (!(await store.finish(attempt.codeHash, { linkId }, transaction))) {
          throw new LinkError('changed', 'the account was unlinked while this attempt ran');
        }
        await store.abandon(attempt.vccAccountId, attempt.userId, transaction);
        events = [{ ...event, type: 'linked', vccAccountId: attempt.vccAccountId }];
        if (takenOverFrom !== undefined) {
          const byVccAccountId = attempt.vccAccountId;
          events.push({ ...event, type: 'taken-over', vccAccountId: takenOverFrom, byVccAccountId });
        }
        for (const happened of events) await audit.store(happened, transaction);
      },
    );
    events.forEach(audit.tell);
    return link;
  }
}

/** What a failure of Entra or Dynamics means to somebody who is just linking. */
function failureOfLinking(error: unknown): unknown {
  if (!(error instanceof LinkError)) return error;
  const because = (code: LinkError['code']) => new LinkError(code, error.message, { ...error.details, cause: error });
  switch (error.code) {
    case 'expired':
      return because('sign-in-failed');
    case 'restricted':
    case 'missing-privilege':
      return because('wrong-account');
    case 'invalid-request':
      return because('dynamics-unavailable');
    default:
      return isBackendCode(error.code) ? error : because('dynamics-unavailable');
  }
}
