import type { Authorize } from './backend/caller.js';
import { createDataConnectors, type DataConnector } from './backend/data-connector/data-connector.js';
import { createCredentialWatch } from './backend/grants/credential-watch.js';
import { createHealthChanges } from './backend/grants/health-changes.js';
import { createHousekeeping } from './backend/grants/housekeeping.js';
import { createKeepAlive, createKeepAliveSchedule, type KeepAliveOptions } from './backend/grants/keep-alive.js';
import { rotateKeys } from './backend/grants/key-rotation.js';
import { createLinkCheck } from './backend/grants/link-check.js';
import { createLinkTokens } from './backend/grants/link-tokens.js';
import { createFindMoved } from './backend/grants/moved-environment.js';
import { createTenantCheck } from './backend/grants/tenant-check.js';
import { createHandler } from './backend/http/handler.js';
import { createRateLimit, type RateLimitOptions } from './backend/http/rate-limit.js';
import type { Key } from './backend/keys.js';
import { Choices } from './backend/linking/choices.js';
import { createCodeLimit } from './backend/linking/code-limit.js';
import { createCompleteLink } from './backend/linking/complete-link.js';
import { IdempotentPosts } from './backend/linking/idempotent-posts.js';
import { createNonces } from './backend/linking/nonces.js';
import { PostHashes } from './backend/linking/post-hashes.js';
import { createUnlinking } from './backend/linking/unlinking.js';
import { WaitingGrants } from './backend/linking/waiting-grants.js';
import { createDataverse } from './backend/microsoft/dataverse.js';
import { createEntra, type EntraOptions } from './backend/microsoft/entra.js';
import { createEnvironmentCheck } from './backend/microsoft/environments.js';
import { openConnections } from './backend/microsoft/limited-fetch.js';
import { createRecords } from './backend/microsoft/records.js';
import { createFindTable } from './backend/microsoft/table-definitions.js';
import { createWebApi } from './backend/microsoft/web-api.js';
import { checkOptions } from './backend/options.js';
import { type AuditEvent, createAudit } from './backend/store/audit.js';
import { type Database, type DatabaseOptions, openDatabase } from './backend/store/database/database.js';
import { migrate } from './backend/store/database/schema.js';
import { createEventFeed, type EventFeedOptions, type EventPage } from './backend/store/event-feed.js';
import { createGrantStore } from './backend/store/grant-store.js';
import { checkKeys } from './backend/store/key-check.js';
import { createLinkList, type LinkListOptions, type LinkPage } from './backend/store/link-list.js';
import { createLinkStore } from './backend/store/link-store.js';
import { createNotices } from './backend/store/notices.js';
import { createPostRecords } from './backend/store/post-records.js';
import { createRateCounters } from './backend/store/rate-counters.js';
import { createTokenCipher, type TokenCipher } from './backend/store/token-cipher.js';
import type { LinkHealth } from './protocol.js';

export { accountTagOf } from './backend/account-tag.js';
export type { Authorize } from './backend/caller.js';
export { callerConditions } from './backend/data-connector/caller-number.js';
export type { ChangeOptions, DataConnector } from './backend/data-connector/data-connector.js';
export type { Condition, Query } from './backend/data-connector/query.js';
export { type DataConnectorErrorCode, LinkError, type RestrictionReason } from './backend/errors.js';
export type { KeepAliveOptions } from './backend/grants/keep-alive.js';
export type { RateLimitOptions } from './backend/http/rate-limit.js';
export type { Key } from './backend/keys.js';
export type { Credential } from './backend/microsoft/client-credentials.js';
export type { EntraOptions, Registration } from './backend/microsoft/entra.js';
export type { AuditEvent } from './backend/store/audit.js';
export type { DatabaseOptions } from './backend/store/database/database.js';
export type { EventFeedOptions, EventPage, StoredEvent } from './backend/store/event-feed.js';
export type { LinkListOptions, LinkPage, LinkSummary } from './backend/store/link-list.js';

export interface LinkBackendOptions {
  /** Returns the VCC account and user of a request, by the portal's own session. */
  authorize: Authorize;
  entra: EntraOptions;
  dynamics?: {
    /** Logical names of tables that the linked user must be able to read, create and write; `contact` and `account` by default. */
    tables?: string[];
    /** Hosts (with port, if any) that are Dynamics 365 environments; Microsoft's by default. */
    hosts?: RegExp[];
    /** URL of the cloud's global discovery service; the commercial cloud's by default. */
    discoveryUrl?: string;
  };
  database: DatabaseOptions;
  /** Newest first. Older keys are needed until `rotateKeys` has run. */
  keys: Key[];
  /** False: this process leaves the keep-alive to others, or to calls of `keepAlive`. */
  keepAlive?: KeepAliveOptions | false;
  /** Limits of requests to the link resource. */
  rateLimit?: RateLimitOptions;
  /** Is called synchronously and must not throw. */
  onAuditEvent?(event: AuditEvent): void;
}

export interface LinkBackend {
  /** Serves the link resource of the contract: GET, POST and DELETE; and `…/openapi.json`, which describes it. */
  fetch(request: Request): Promise<Response>;
  dataConnector(vccAccountId: string): DataConnector;
  /**
   * Asks Entra and Dynamics 365 whether the link still works, and stores the answer as its health.
   *
   * @throws LinkError `not-linked`, or a code that says why one of them could not be asked
   */
  checkLink(vccAccountId: string): Promise<LinkHealth>;
  /**
   * Reads a page of all links, for the operator's own console: whose they are, their health, when they were used last, and
   * what went wrong last. One statement, whose cost does not grow with the number of links.
   *
   * @throws LinkError `invalid-request` for options that are none
   */
  links(options?: LinkListOptions): Promise<LinkPage>;
  /** Counts the links by health. */
  linkCounts(): Promise<Record<LinkHealth, number>>;
  /**
   * Reads the audit events after a place, in order: those of one account as they happened, and none that appears later has a
   * place before one that was read. What `onAuditEvent` missed, since the process was killed or did not run, is here.
   *
   * @throws LinkError `invalid-request` for options that are none
   */
  events(options?: EventFeedOptions): Promise<EventPage>;
  /**
   * Encrypts everything that is stored again with the newest key, while links are used; others may do it too.
   *
   * @throws LinkError `internal` when something does not open; the message names the accounts, all else is done
   */
  rotateKeys(): Promise<void>;
  /**
   * Refreshes the grants that calls left idle, and deletes what is no longer needed; both also happen by timers.
   * Resolves to the number of grants that were refreshed.
   */
  keepAlive(): Promise<number>;
  /**
   * Deletes the link of a Dynamics 365 user, so that another VCC account may have it. Resolves to false when there was
   * none.
   *
   * @param tenantId the user's tenant (directory) ID in Entra
   * @param objectId the user's object ID in Entra
   */
  release(tenantId: string, objectId: string): Promise<boolean>;
  /** Ends the timers, waits for what they are doing, and closes the database. */
  close(): Promise<void>;
}

/**
 * Creates the reference backend of `<vcc-dynamics-auth>`: the link resource, the stored grants, and calls to
 * Dynamics 365 with them.
 *
 * @throws LinkError `configuration` when an option is wrong or another process has the database folder
 */
export async function createLinkBackend(options: LinkBackendOptions): Promise<LinkBackend> {
  checkOptions(options);
  const { keys, dynamics = {}, keepAlive: keepAliveOptions } = options;

  const cipher = createTokenCipher(keys);
  const database = await openPreparedDatabase(options.database, cipher);
  const audit = createAudit(database, options.onAuditEvent);
  const keepAliveAt = createKeepAliveSchedule(keepAliveOptions || {});
  const links = createLinkStore({ database, cipher, keepAliveAt });
  const grants = createGrantStore({ database, cipher, keepAliveAt });
  const list = createLinkList(database);
  const postRecords = createPostRecords(database, cipher);
  const rateCounters = createRateCounters(database);

  const microsoft = openConnections();
  const notices = createNotices(database);
  const credentialWatch = createCredentialWatch({ entra: options.entra, notices, audit });
  const entra = createEntra(options.entra, microsoft.fetch, credentialWatch.refused);
  const toEnvironmentOrigin = createEnvironmentCheck(dynamics.hosts);
  const { discoveryUrl = 'https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances' } = dynamics;
  const mayGetTokens = (origin: string) =>
    toEnvironmentOrigin(origin) !== undefined || origin === new URL(discoveryUrl).origin;
  const webApi = createWebApi(microsoft.fetch, mayGetTokens);
  const findTable = createFindTable(webApi);
  const dataverse = createDataverse({
    webApi,
    findTable,
    tables: dynamics.tables ?? ['contact', 'account'],
    discoveryUrl,
    toEnvironmentOrigin,
  });

  const changeHealth = createHealthChanges({ links, audit });
  const requireTenant = createTenantCheck({ entra, changeHealth });
  const tokens = createLinkTokens({ grants, entra, audit, requireTenant });
  const findMoved = createFindMoved({ grants, entra, dataverse, audit });
  const linkCheck = createLinkCheck({ links, tokens, dataverse, findMoved, changeHealth });
  const housekeeping = createHousekeeping({ postRecords, audit, rateCounters, notices });
  const keepAlive = createKeepAlive({ grants, tokens, audit, sweep: housekeeping.sweep }, keepAliveOptions || {});

  const nonces = createNonces(keys);
  const completeLink = createCompleteLink({ postRecords, links, entra, dataverse, audit });
  const hashes = new PostHashes(keys);
  const waitingGrants = new WaitingGrants({ postRecords, links, completeLink, hashes });
  const posts = new IdempotentPosts({
    nonces,
    postRecords,
    entra,
    dataverse,
    toEnvironmentOrigin,
    waitingGrants,
    hashes,
    limitCodes: createCodeLimit(rateCounters),
  });
  const choices = new Choices({ postRecords, waitingGrants, toEnvironmentOrigin });
  const unlinking = createUnlinking({ links, postRecords, audit });
  const fetch = createHandler({
    authorize: options.authorize,
    allowedOrigins: new Set(options.entra.registrations.map(({ redirectUri }) => new URL(redirectUri).origin)),
    limitRate: createRateLimit(rateCounters, options.rateLimit ?? {}),
    posts,
    choices,
    unlinking,
    nonces,
    links,
    linkCheck,
    audit,
  });

  await credentialWatch.checkDates();
  credentialWatch.start();
  housekeeping.start();
  if (keepAliveOptions !== false) keepAlive.start();

  return {
    fetch,
    dataConnector: createDataConnectors({ tokens, links, linkCheck, records: createRecords(webApi, findTable) }),
    checkLink: linkCheck.check,
    links: list.page,
    linkCounts: list.count,
    events: createEventFeed(database),
    rotateKeys: () => rotateKeys(grants, postRecords),
    keepAlive: keepAlive.run,
    release: unlinking.release,
    async close() {
      await Promise.all([credentialWatch.stop(), housekeeping.stop(), keepAlive.stop()]);
      await audit.recordLeftOut();
      microsoft.close();
      await database.close();
    },
  };
}

/** Opens the database, with its tables in the newest version. */
async function openPreparedDatabase(options: DatabaseOptions, cipher: TokenCipher): Promise<Database> {
  const database = await openDatabase(options);
  try {
    await migrate(database);
    await checkKeys(database, cipher);
    return database;
  } catch (reason) {
    await database.close();
    throw reason;
  }
}
