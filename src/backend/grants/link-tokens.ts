import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../../abort.js';
import { LinkError, toLinkError } from '../errors.js';
import type { Entra } from '../microsoft/entra.js';
import { type Audit, type AuditEvent, recovered } from '../store/audit.js';
import { type GrantStore, type Lease, refreshLeaseTime, type StoredGrant } from '../store/grant-store.js';
import type { Link, Tokens } from '../store/link-rows.js';
import { Pauses } from './pauses.js';
import type { RequireTenant } from './tenant-check.js';

/** Milliseconds before its end when an access token counts as used up. */
const margin = 2 * 60 * 1000;

/** Milliseconds until the first look at what another process is refreshing; the pauses double up to `longestPause`. */
const firstPause = 50;
const longestPause = 800;

/** Milliseconds after a refresh that failed: doubling, per link. */
const pauseAfterFailure = 5_000;
const longestPauseAfterFailure = 10 * 60 * 1000;

/** Milliseconds in which Dynamics 365's refusal of a fresh token leads to no other refresh. */
const pauseAfterRefusal = 5 * 60 * 1000;

/** Milliseconds in which refusals by several tenants count as one event. */
const severalWithin = 10 * 60 * 1000;

export interface LinkTokens {
  /**
   * Returns the account's link with an access token for its environment, which is refreshed when due.
   *
   * @param options.unwanted version of a grant to be replaced: Dynamics 365 refused its token, or it was idle for too long
   * @param options.signal ends the waiting, not a refresh that has begun: its result is kept
   * @param options.atOnce asks Entra although a refresh has failed just now, or its token was refused
   * @throws LinkError `not-linked`, `expired`, `restricted`, `identity-provider-unavailable`, `configuration`, `internal`
   */
  current(
    vccAccountId: string,
    options?: { unwanted?: number; signal?: AbortSignal; atOnce?: boolean },
  ): Promise<CurrentLink>;
  /**
   * Calls Dynamics 365 with it, and once more with a fresh token when the first is refused: it may end before its time.
   *
   * @throws LinkError as `current` and `call` do, but never `token-refused`: `dynamics-unavailable` when a fresh token is
   *   refused too
   */
  use<T>(
    vccAccountId: string,
    call: (current: CurrentLink) => Promise<T>,
    options?: { signal?: AbortSignal; atOnce?: boolean },
  ): Promise<T>;
}

export interface CurrentLink {
  link: Link;
  accessToken: string;
}

/**
 * Access tokens for stored links. A link is refreshed once at a time: in this process by a shared promise, between
 * processes by a lease in the row, since no lock of the database may be held while Entra is asked.
 */
export function createLinkTokens(parts: {
  grants: GrantStore;
  entra: Pick<Entra, 'refresh'>;
  audit: Audit;
  requireTenant: RequireTenant;
}): LinkTokens {
  const { grants, entra, audit, requireTenant } = parts;
  /** The refreshes of this process, by link and version. */
  const refreshing = new Map<string, Promise<void>>();
  const failures = new Pauses(pauseAfterFailure, longestPauseAfterFailure);
  const refusals = new Pauses(pauseAfterRefusal, pauseAfterRefusal);
  /** When the application was refused last, by tenant. */
  const appRefusedAt = new Map<string, number>();

  return {
    current,

    async use(vccAccountId, call, options) {
      const first = await current(vccAccountId, options);
      const { linkId, version } = first.link;
      try {
        return await call(first);
      } catch (error) {
        if (!isTokenRefused(error)) throw error;
        const known = options?.atOnce ? undefined : refusals.lastError(linkId);
        if (known !== undefined) throw known;
      }
      const fresh = await current(vccAccountId, { ...options, unwanted: version });
      try {
        const result = await call(fresh);
        refusals.succeeded(linkId);
        return result;
      } catch (cause) {
        if (!isTokenRefused(cause)) throw cause;
        // Not `expired`: only Entra ends a grant.
        const refused = new LinkError('dynamics-unavailable', 'Dynamics 365 refuses a fresh token', { cause });
        refusals.failed(linkId, refused);
        throw refused;
      }
    },
  };

  async function current(
    vccAccountId: string,
    {
      unwanted,
      signal = AbortSignal.timeout(2 * refreshLeaseTime),
      atOnce = false,
    }: { unwanted?: number; signal?: AbortSignal | undefined; atOnce?: boolean } = {},
  ): Promise<CurrentLink> {
    try {
      return await unlessAborted(findOrRefresh(vccAccountId, unwanted, signal, atOnce), signal);
    } catch (error) {
      if (error !== signal.reason) throw error;
      throw new LinkError('identity-provider-unavailable', 'the refresh of the grant takes too long');
    }
  }

  async function findOrRefresh(
    vccAccountId: string,
    unwanted: number | undefined,
    signal: AbortSignal,
    atOnce: boolean,
  ): Promise<CurrentLink> {
    let refreshed: number | undefined;
    for (;;) {
      const found = await grants.find(vccAccountId);
      if (!found) throw new LinkError('not-linked', 'the VCC account is not linked');
      const { link, accessToken, expiresAt } = found;
      const wasTried = refreshed !== undefined;
      if (link.health === 'expired' && (wasTried || !mayTryAgain(link, atOnce))) {
        const { healthReason = 'revoked' } = link;
        throw new LinkError('expired', `Entra does not accept the grant (${healthReason}): link again`, {
          healthReason,
        });
      }
      await requireTenant(link);
      const usable = { link, accessToken };
      const timeLeft = expiresAt.getTime() - Date.now();
      // What was just renewed is used, however short it lives: to renew it again would go on without end.
      const isRenewed = refreshed !== undefined && link.version > refreshed;
      const isExpired = link.health === 'expired';
      if (link.version !== unwanted && !isExpired && (timeLeft > margin || isRenewed)) return usable;
      signal.throwIfAborted();
      refreshed = link.version;
      try {
        const known = atOnce ? undefined : failures.lastError(link.linkId);
        if (known !== undefined) throw known;
        await refreshOnce(found);
      } catch (error) {
        if (link.version === unwanted || timeLeft <= 0 || atOnce) throw error;
        return usable;
      }
    }
  }

  function refreshOnce(stored: StoredGrant): Promise<void> {
    const key = `${stored.link.linkId} ${stored.link.version}`;
    const refresh = refreshing.get(key) ?? refreshOrWait(stored).finally(() => refreshing.delete(key));
    refreshing.set(key, refresh);
    return refresh;
  }

  /** Resolves when the link is worth reading again: refreshed, expired, or no longer leased by another process. */
  async function refreshOrWait({ link, openRefreshToken }: StoredGrant): Promise<void> {
    const lease = await grants.lease(link);
    if (!lease) return waitForOther(link);
    const event = { vccAccountId: link.vccAccountId, at: new Date() };
    try {
      const grant = await entra.refresh(link.authority, await openRefreshToken(), link.organization.url);
      failures.succeeded(link.linkId);
      await insist(lease, () => saveRefreshed(link, grant));
    } catch (error) {
      if (!(error instanceof LinkError) || error.code !== 'expired') {
        const failure = failureOfRefresh(error);
        await insist(lease, () => grants.endLease(link, lease, toLinkError(failure)));
        failures.failed(link.linkId, failure, error instanceof LinkError ? error.details.retryAfter : undefined);
        throw failure;
      }
      const reason = error.details.healthReason ?? 'revoked';
      if (reason === 'app-removed' && concernsSeveralTenants(link)) {
        const failure = new LinkError('configuration', error.message, { ...error.details, cause: error });
        await insist(lease, () => grants.endLease(link, lease, failure));
        failures.failed(link.linkId, failure);
        throw failure;
      }
      const expired = { ...event, type: 'expired', reason } as const;
      const isNews = link.health !== 'expired' || link.healthReason !== reason;
      const wasStored = await grants.expire(link, { reason, nextTry: nextTry(link), error }, async (transaction) => {
        if (isNews) await audit.store(expired, transaction);
      });
      if (wasStored && isNews) audit.tell(expired);
    }
  }

  async function saveRefreshed(link: Link, grant: Tokens): Promise<void> {
    const { vccAccountId, health, healthReason } = link;
    const occasion = { vccAccountId, at: new Date() };
    const events: AuditEvent[] = [{ ...occasion, type: 'refreshed' }];
    if (health === 'expired') events.push(recovered(occasion, { health, healthReason }));
    const isSaved = await grants.save(link, grant, async (transaction) => {
      for (const event of events) await audit.store(event, transaction);
    });
    if (isSaved) events.forEach(audit.tell);
  }

  /** An application that several tenants refuse at once was not removed by each of them: its registration is wrong. */
  function concernsSeveralTenants({ account: { tenantId } }: Link): boolean {
    const now = Date.now();
    appRefusedAt.set(tenantId, now);
    for (const [tenant, at] of appRefusedAt) if (at < now - severalWithin) appRefusedAt.delete(tenant);
    return appRefusedAt.size > 1;
  }

  /** Repeats a write while the lease lasts: Entra's answer must not be lost to a short outage of the database. */
  async function insist<T>(lease: Lease, write: () => Promise<T>): Promise<T> {
    for (let pause = firstPause; ; pause = Math.min(2 * pause, longestPause)) {
      try {
        return await write();
      } catch (error) {
        if (Date.now() + pause > lease.getTime()) throw error;
        await sleep(pause, undefined, { ref: false });
      }
    }
  }

  async function waitForOther(link: Link): Promise<void> {
    for (let pause = firstPause; await grants.isLeased(link); pause = Math.min(2 * pause, longestPause))
      await sleep(pause);
  }
}

/** Milliseconds until a grant that was refused, but may be accepted again, is tried: doubling, up to a day. */
const firstRetry = 5 * 60 * 1000;
const longestRetry = 24 * 60 * 60 * 1000;

function nextTry({ retry }: Link): Date {
  return new Date(Date.now() + Math.min(longestRetry, firstRetry * 2 ** (retry?.failures ?? 0)));
}

/** A policy that is lifted, or an application that is allowed again, heals the link by itself; only `revoked` ends a grant. */
function mayTryAgain({ healthReason = 'revoked', retry }: Link, atOnce: boolean): boolean {
  return healthReason !== 'revoked' && (atOnce || !retry || retry.at <= new Date());
}

function isTokenRefused(error: unknown): boolean {
  return error instanceof LinkError && error.code === 'token-refused';
}

/** Makes `configuration` of a refusal that is not about the grant: the operator must heal a secret, a policy, an assignment. */
function failureOfRefresh(error: unknown): unknown {
  if (!(error instanceof LinkError) || ['identity-provider-unavailable', 'internal'].includes(error.code)) return error;
  return new LinkError('configuration', error.message, { ...error.details, cause: error });
}
