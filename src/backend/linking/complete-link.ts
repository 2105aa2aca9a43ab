import { randomUUID } from 'node:crypto';
import type { TableAccess } from '../../protocol.js';
import type { Caller } from '../caller.js';
import { apiOf, type Environment } from '../environment.js';
import { isBackendCode, LinkError, type LinkErrorCode } from '../errors.js';
import type { Dataverse } from '../microsoft/dataverse.js';
import type { Entra, Grant, Identity } from '../microsoft/entra.js';
import { type Audit, type AuditEvent, auditedUser } from '../store/audit.js';
import type { Link } from '../store/link-rows.js';
import type { LinkStore } from '../store/link-store.js';
import type { PostRecord, PostRecords } from '../store/post-records.js';
import type { Question } from '../store/question.js';

/** The identity and grant for an authorization code, which wait in the post record, encrypted, until they are a link. */
export interface Redeemed {
  identity: Identity;
  grant: Grant;
  /** The user's only environment, once discovery has found it. */
  organization?: Environment;
}

export type CompleteLink = (record: PostRecord, caller: Caller, redeemed: Redeemed) => Promise<Completion>;

/** A link, or what has yet to be decided. */
export type Completion = { link: Link } | { question: Question };

/** Milliseconds for all requests to Dynamics 365: an administrator waits, not a caller on the phone. */
const dynamicsTimeLimit = 30_000;

type AccessTokenFor = (resource: string) => Promise<string>;

/**
 * Makes a link of a redeemed grant: finds the environment, checks the user's privileges there, and stores.
 *
 * @throws LinkError with the code that the POST is answered with
 */
export function createCompleteLink(parts: {
  postRecords: PostRecords;
  links: LinkStore;
  entra: Entra;
  dataverse: Dataverse;
  audit: Audit;
}): CompleteLink {
  const { postRecords, links, entra, dataverse, audit } = parts;

  return async (record, caller, redeemed) => {
    try {
      return await complete(record, caller, redeemed);
    } catch (error) {
      throw failureOfLinking(error);
    }
  };

  async function complete(record: PostRecord, caller: Caller, redeemed: Redeemed): Promise<Completion> {
    let current = redeemed;
    const accessTokenFor: AccessTokenFor = async (resource) => {
      const { resource: currentResource, expiresAt, refreshToken } = current.grant;
      if (currentResource !== resource || expiresAt <= new Date()) {
        current = {
          ...current,
          grant: await entra.refresh(record.authority, refreshToken, resource, 'new refresh token'),
        };
        await postRecords.saveGrant(record.codeHash, JSON.stringify(current));
      }
      return current.grant.accessToken;
    };

    const linked = await findAnotherUser(record, redeemed.identity);
    // A question after another one keeps its ID: the answer to the first may be repeated.
    const choice = record.choice ?? randomUUID();
    if (linked) return { question: { choice, users: { from: linked, to: redeemed.identity.account } } };

    const signal = AbortSignal.timeout(dynamicsTimeLimit);
    const organizations = await findOrganizations(record, current, accessTokenFor, signal);
    const [organization, ...others] = organizations;
    if (!organization) throw new LinkError('no-organization', 'discovery found no environment');
    if (others.length > 0) return { question: { choice, organizations, users: { to: redeemed.identity.account } } };

    current = { ...current, organization };
    const request = { environment: apiOf(organization), accessToken: await accessTokenFor(organization.url), signal };
    const { missingPrivileges, tables, organizationId } = await dataverse.examine(request);
    if (missingPrivileges.length > 0) {
      throw new LinkError('insufficient-privileges', 'the Dynamics user lacks privileges', { missingPrivileges });
    }
    const id = organization.id ?? organizationId;
    const environment = { ...organization, ...(id !== undefined && { id }) };
    return { link: await save(record, caller, current, environment, tables) };
  }

  /** Returns the linked user when it is not the one who has signed in, and nobody has said yet that this is meant. */
  async function findAnotherUser(record: PostRecord, { account, objectId }: Identity) {
    if (record.replaces === undefined || record.mayReplace) return undefined;
    const current = await links.find(record.vccAccountId);
    // Another link by now: storing this one is refused.
    if (current?.linkId !== record.replaces) return undefined;
    const isSame = current.account.tenantId === account.tenantId && current.objectId === objectId;
    return isSame ? undefined : current.account;
  }

  /** Returns the environment that was asked for or chosen, else all that the user has. */
  async function findOrganizations(
    record: PostRecord,
    redeemed: Redeemed,
    accessTokenFor: AccessTokenFor,
    signal: AbortSignal,
  ): Promise<Environment[]> {
    const { organizationUrl: url } = record;
    if (url !== undefined) {
      const offered = record.organizations?.find((organization) => organization.url === url);
      if (offered) return [offered];
      const request = { environment: url, accessToken: await accessTokenFor(url), signal };
      return [{ name: await dataverse.nameOf(request), url }];
    }
    if (redeemed.organization) return [redeemed.organization];
    return dataverse.discover({ accessToken: await accessTokenFor(dataverse.discoveryResource), signal });
  }

  /** Stores the link, the answer of the POST and the audit events in one transaction. */
  async function save(
    record: PostRecord,
    caller: Caller,
    { identity: { account, objectId }, grant }: Redeemed,
    organization: Environment,
    tables: TableAccess[],
  ): Promise<Link> {
    const { codeHash, vccAccountId, userId, authority } = record;
    const linkId = randomUUID();
    const linkedAt = new Date();
    const linkedBy = caller.userName !== undefined && { linkedBy: caller.userName };
    let events: AuditEvent[] = [];
    const link = await links.save(
      {
        vccAccountId,
        linkId,
        account,
        objectId,
        organization,
        authority,
        linkedAt,
        ...linkedBy,
        access: { tables, checkedAt: linkedAt },
      },
      grant,
      record.replaces,
      async (transaction, deleted) => {
        if (!(await postRecords.finish(codeHash, { linkId }, transaction))) {
          throw new LinkError('changed', 'the account was unlinked while this POST was running');
        }
        await postRecords.abandon(vccAccountId, userId, transaction);
        const made = { vccAccountId, account, objectId, organization };
        events = linkedEvents(made, deleted, {
          userId: caller.userId,
          correlationId: caller.correlationId,
          at: linkedAt,
        });
        for (const event of events) await audit.store(event, transaction);
      },
    );
    events.forEach(audit.tell);
    return link;
  }
}

type Audited = Pick<Link, 'vccAccountId' | 'account' | 'objectId' | 'organization'>;

function linkedEvents(
  made: Audited,
  { replaced, takenOver }: { replaced?: Audited; takenOver?: Audited },
  occasion: { userId: string; correlationId: string; at: Date },
): AuditEvent[] {
  const { vccAccountId } = made;
  const events: AuditEvent[] = [{ ...occasion, type: 'linked', vccAccountId, ...auditedUser(made) }];
  if (replaced) events.unshift({ ...occasion, type: 'replaced', vccAccountId, ...auditedUser(replaced) });
  if (takenOver) {
    const { vccAccountId: from } = takenOver;
    events.push({ ...occasion, type: 'taken-over', vccAccountId: from, byVccAccountId: vccAccountId });
  }
  return events;
}

/** Translates a failure of Entra or Dynamics 365 for an administrator who is linking. */
function failureOfLinking(error: unknown): unknown {
  if (!(error instanceof LinkError)) return error;
  const as = (code: LinkErrorCode) => new LinkError(code, error.message, { ...error.details, cause: error });
  switch (error.code) {
    case 'expired':
    case 'token-refused':
      return as('sign-in-failed');
    case 'restricted':
    case 'missing-privilege':
      return as('wrong-account');
    case 'invalid-request':
      return as('dynamics-unavailable');
    default:
      return isBackendCode(error.code) ? error : as('dynamics-unavailable');
  }
}
