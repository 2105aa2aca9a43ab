import { createPrivateKey } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Authorize } from './backend/caller.js';
import { createDataConnectors, type DataConnector } from './backend/data-connector/data-connector.js';
import { LinkError } from './backend/errors.js';
import { createKeepAlive, createKeepAliveSchedule, type KeepAliveOptions } from './backend/grants/keep-alive.js';
import { createLinkCheck } from './backend/grants/link-check.js';
import { createLinkTokens } from './backend/grants/link-tokens.js';
import { createHandler } from './backend/http/handler.js';
import type { RateLimitOptions } from './backend/http/rate-limit.js';
import type { Key } from './backend/keys.js';
import { createConnect } from './backend/linking/complete-link.js';
import { createAttempts } from './backend/linking/idempotent-posts.js';
import { createNonces } from './backend/linking/nonces.js';
import { createDynamics } from './backend/microsoft/dataverse.js';
import { createEntra, type EntraOptions } from './backend/microsoft/entra.js';
import { createEnvironmentCheck } from './backend/microsoft/environments.js';
import { isLoopbackHttp } from './backend/secure-url.js';
import { type AuditEvent, createAudit } from './backend/store/audit.js';
import { type DatabaseOptions, openDatabase } from './backend/store/database.js';
import { createGrantStore } from './backend/store/grant-store.js';
import { warnOfMissingKeys } from './backend/store/key-check.js';
import { createLinkStore } from './backend/store/link-store.js';
import { createAttemptStore } from './backend/store/post-records.js';
import { migrate } from './backend/store/schema.js';
import { createTokenCipher } from './backend/store/token-cipher.js';
import type { LinkHealth } from './protocol.js';

export type { Authorize } from './backend/caller.js';
export { callerConditions } from './backend/data-connector/caller-number.js';
export type { Condition, DataConnector, Query } from './backend/data-connector/data-connector.js';
export { type DataConnectorErrorCode, LinkError, type RestrictionReason } from './backend/errors.js';
export type { KeepAliveOptions } from './backend/grants/keep-alive.js';
export type { RateLimitOptions } from './backend/http/rate-limit.js';
export type { Key } from './backend/keys.js';
export type { EntraOptions, Registration } from './backend/microsoft/entra.js';
export type { AuditEvent } from './backend/store/audit.js';
export type { DatabaseOptions } from './backend/store/database.js';

export interface LinkBackendOptions {
  /** Says who a request comes from, by the portal's own session. */
  authorize: Authorize;
  entra: EntraOptions;
  dynamics?: {
    /** Tables that the linked user must be able to read, create and write; `contact` and `account` when left out. */
    tables?: string[];
    /** Hosts (with port, if any) that are Dynamics 365 environments; Microsoft's when left out. */
    hosts?: RegExp[];
    /** The cloud's global discovery service; the commercial cloud's when left out. */
    discoveryUrl?: string;
  };
  database: DatabaseOptions;
  /** Newest first. Older keys are needed until `rotateKeys` has run. */
  keys: Key[];
  /** False: this process leaves the keep-alive to others, or to calls of `keepAlive`. */
  keepAlive?: KeepAliveOptions | false;
  /** How many requests to the link resource are answered. */
  rateLimit?: RateLimitOptions;
  /** Is called synchronously and must not throw. */
  onAuditEvent?(event: AuditEvent): void;
}

export interface LinkBackend {
  /** The link resource of the contract: GET, POST and DELETE; and `…/openapi.json`, which describes it. */
  fetch(request: Request): Promise<Response>;
  dataConnector(vccAccountId: string): DataConnector;
  /**
   * Asks Entra and Dynamics 365 whether the link still works, and keeps the answer as its health.
   *
   * @throws LinkError `not-linked`, or when either could not be asked
   */
  checkLink(vccAccountId: string): Promise<LinkHealth>;
  /**
   * Encrypts everything that is stored again with the newest key, while links are used; others may do it too.
   *
   * @throws LinkError `internal` when something does not open; the message names the accounts, all else is done
   */
  rotateKeys(): Promise<void>;
  /** Refreshes the grants that calls left idle, which also happens by itself; resolves to how many. */
  keepAlive(): Promise<number>;
  /** Deletes the link of a Dynamics 365 user, so that another VCC account may have it. False when there was none. */
  release(tenantId: string, objectId: string): Promise<boolean>;
  close(): Promise<void>;
}

const httpsOrLoopback = z
  .url()
  .refine((url) => url.startsWith('https:') || isLoopbackHttp(new URL(url)), 'must be https');

const aFunction = z.custom((value) => typeof value === 'function', 'is not a function');

/** Strict: a name that is mistyped would leave its limit out. */
const optionsSchema = z.strictObject({
  authorize: aFunction,
  onAuditEvent: aFunction.optional(),
  entra: z
    .strictObject({
      clientId: z.string().min(1),
      clientSecret: z.string().min(1).optional(),
      certificate: z
        .strictObject({
          privateKey: z.string().refine(isPrivateKey, 'is not a private key in PEM'),
          thumbprint: z.string().min(1),
        })
        .optional(),
      registrations: z
        .array(
          z.strictObject({
            // Without query and fragment, and spelled as URL parsers do: it goes to Entra exactly as it is here.
            redirectUri: httpsOrLoopback.refine((url) => {
              const { href, origin, pathname } = new URL(url);
              return url === href && href === origin + pathname;
            }, 'must be a plain absolute URL'),
            authority: httpsOrLoopback,
            tenants: z.array(z.guid()).optional(),
            metadata: z.looseObject({}).optional(),
          }),
        )
        .min(1),
    })
    .refine((entra) => (entra.clientSecret === undefined) !== (entra.certificate === undefined), {
      error: 'needs either clientSecret or certificate',
    }),
  dynamics: z
    .strictObject({
      tables: z
        .array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/))
        .min(1)
        .optional(),
      hosts: z.array(z.instanceof(RegExp)).min(1).optional(),
      discoveryUrl: httpsOrLoopback.optional(),
    })
    .optional(),
  database: z.union([z.strictObject({ directory: z.string().min(1) }), z.strictObject({ url: z.string().min(1) })]),
  keys: z
    .array(
      z.strictObject({ id: z.string().min(1), secret: z.instanceof(Uint8Array).refine((bytes) => bytes.length >= 32) }),
    )
    .min(1)
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'every key needs its own id'),
  rateLimit: z
    .strictObject({ perUser: z.int().positive().optional(), perAccount: z.int().positive().optional() })
    .optional(),
  keepAlive: z
    .union([
      z.literal(false),
      z.strictObject({
        idleDays: z.number().positive().max(60).optional(),
        everyMinutes: z.number().positive().max(1440).optional(),
      }),
    ])
    .optional(),
});

/** Milliseconds until a rotation looks again at a grant that was being refreshed. */
const rotationPause = 1000;

/**
 * The reference backend of `<vcc-dynamics-auth>`: the link endpoint, the stored grants, and calls to Dynamics 365 with
 * them.
 *
 * @throws LinkError `configuration` when an option is wrong or another process has the database folder
 */
export async function createLinkBackend(options: LinkBackendOptions): Promise<LinkBackend> {
  const { error } = optionsSchema.safeParse(options);
  if (error) throw new LinkError('configuration', `createLinkBackend: ${z.prettifyError(error)}`);
  const { authorize, keys, entra: entraOptions, dynamics: dynamicsOptions = {} } = options;

  const database = await openDatabase(options.database);
  const cipher = createTokenCipher(keys);
  try {
    await migrate(database);
    await warnOfMissingKeys(database, cipher);
  } catch (reason) {
    await database.close();
    throw reason;
  }
  const audit = createAudit(database, options.onAuditEvent);
  const keepAliveOptions = options.keepAlive || {};
  const keepAliveAt = createKeepAliveSchedule(keepAliveOptions);
  const links = createLinkStore({ database, cipher, keepAliveAt });
  const grants = createGrantStore({ database, cipher, keepAliveAt });
  const store = createAttemptStore(database, cipher);
  const toEnvironmentOrigin = createEnvironmentCheck(dynamicsOptions.hosts);
  const entra = createEntra(entraOptions);
  const dynamics = createDynamics({
    tables: dynamicsOptions.tables ?? ['contact', 'account'],
    discoveryUrl: dynamicsOptions.discoveryUrl ?? 'https://globaldisco.crm.dynamics.com/api/discovery/v2.0/Instances',
    toEnvironmentOrigin,
  });
  const tokens = createLinkTokens({ grants, entra, audit });
  const linkCheck = createLinkCheck({ links, tokens, dynamics, audit });
  const keepAlive = createKeepAlive({ grants, tokens, audit, sweep: store.sweep }, keepAliveOptions);
  const nonces = createNonces(keys);
  const connect = createConnect({ store, links, entra, dynamics, audit });
  const attempts = createAttempts({ keys, nonces, store, links, entra, dynamics, toEnvironmentOrigin, connect });
  const allowedOrigins = new Set(entraOptions.registrations.map(({ redirectUri }) => new URL(redirectUri).origin));
  if (options.keepAlive !== false) keepAlive.start();

  return {
    fetch: createHandler({
      authorize,
      allowedOrigins,
      nonces,
      attempts,
      store,
      links,
      audit,
      rateLimit: options.rateLimit ?? {},
    }),
    dataConnector: createDataConnectors({ tokens, linkCheck }),
    checkLink: linkCheck.check,
    async rotateKeys() {
      const unreadable = await store.reseal();
      let grantsLeft = await grants.reseal();
      while (grantsLeft.isBeingRefreshed) {
        await sleep(rotationPause);
        grantsLeft = await grants.reseal();
      }
      unreadable.push(...grantsLeft.unreadable);
      if (unreadable.length > 0) {
        const accounts = [...new Set(unreadable)].join(', ');
        throw new LinkError('internal', `what is stored does not open for ${accounts}; all else has the newest key`);
      }
    },
    keepAlive: keepAlive.run,
    async release(tenantId, objectId) {
      let unlinked: AuditEvent | undefined;
      await links.deleteByUser(tenantId.toLowerCase(), objectId.toLowerCase(), async (transaction, vccAccountId) => {
        unlinked = { type: 'unlinked', vccAccountId, at: new Date() };
        await audit.store(unlinked, transaction);
      });
      if (unlinked) audit.tell(unlinked);
      return unlinked !== undefined;
    },
    async close() {
      await keepAlive.stop();
      await database.close();
    },
  };
}

/** Told at start, not as an outage when the first code is there. */
function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).type === 'private';
  } catch {
    return false;
  }
}
