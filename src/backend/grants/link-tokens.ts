import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../../abort.js';
import { LinkError } from '../errors.js';
import type { Entra } from '../microsoft/entra.js';
import type { Audit } from '../store/audit.js';
import { type GrantStore, type Lease, refreshLeaseTime } from '../store/grant-store.js';
import type { Link, Tokens } from '../store/link-rows.js';
import type { RequireTenant } from './tenant-check.js';

/** Milliseconds before its end when an access token counts as used up. */
const margin = 2 * 60 * 1000;

/** Milliseconds until the first look at what another process is refreshing; the pauses double up to `longestPause`. */
const firstPause = 50;
const longestPause = 800;

export interface LinkTokens {
  /**
   * Returns the account's link with an access token for its environment, which is refreshed when due.
   *
   * @param options.unwanted version of a grant to be replaced: Dynamics 365 refused its token, or it was idle for too long
   * @param options.signal ends the waiting, not a refresh that has begun: its result is kept
   * @throws LinkError `not-linked`, `expired`, `restricted`, `identity-provider-unavailable`, `configuration`, `internal`
   */
  current(vccAccountId: string, options?: { unwanted?: number; signal?: AbortSignal }): Promise<CurrentLink>;
  /**
   * Calls Dynamics 365 with it, and once more with a fresh token when the first is refused: it may end before its time.
   *
   * @throws LinkError as `current` and `call` do, but never `token-refused`: `dynamics-unavailable` when a fresh token is
   *   refused too
   */
  use<T>(vccAccountId: string, call: (current: CurrentLink) => Promise<T>, signal?: AbortSignal): Promise<T>;
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

  return {
    current,

    async use(vccAccountId, call, signal) {
      const first = await current(vccAccountId, { signal });
      try {
        return await call(first);
      } catch (error) {
        if (!isTokenRefused(error)) throw error;
      }
      const fresh = await current(vccAccountId, { unwanted: first.link.version, signal });
      try {
        return await call(fresh);
      } catch (cause) {
        if (!isTokenRefused(cause)) throw cause;
        // Not `expired`: only Entra ends a grant.
        throw new LinkError('dynamics-unavailable', 'Dynamics 365 refuses a fresh token', { cause });
      }
    },
  };

  async function current(
    vccAccountId: string,
    {
      unwanted,
      signal = AbortSignal.timeout(2 * refreshLeaseTime),
    }: { unwanted?: number; signal?: AbortSignal | undefined } = {},
  ): Promise<CurrentLink> {
    try {
      return await unlessAborted(findOrRefresh(vccAccountId, unwanted, signal), signal);
    } catch (error) {
      if (error !== signal.reason) throw error;
      throw new LinkError('identity-provider-unavailable', 'the refresh of the grant takes too long');
    }
  }

  async function findOrRefresh(
    vccAccountId: string,
    unwanted: number | undefined,
    signal: AbortSignal,
  ): Promise<CurrentLink> {
    for (;;) {
      const found = await grants.find(vccAccountId);
      if (!found) throw new LinkError('not-linked', 'the VCC account is not linked');
      const { link, tokens } = found;
      if (link.health === 'expired') throw new LinkError('expired', 'Entra no longer accepts the grant: link again');
      await requireTenant(link);
      const isDue = link.version === unwanted || tokens.expiresAt.getTime() - margin < Date.now();
      if (!isDue) return { link, accessToken: tokens.accessToken };
      signal.throwIfAborted();
      await refreshOnce(link, tokens);
    }
  }

  function refreshOnce(link: Link, tokens: Tokens): Promise<void> {
    const key = `${link.linkId} ${link.version}`;
    const refresh = refreshing.get(key) ?? refreshOrWait(link, tokens).finally(() => refreshing.delete(key));
    refreshing.set(key, refresh);
    return refresh;
  }

  /** Resolves when the link is worth reading again: refreshed, expired, or no longer leased by another process. */
  async function refreshOrWait(link: Link, tokens: Tokens): Promise<void> {
    const lease = await grants.lease(link);
    if (!lease) return waitForOther(link);
    const event = { vccAccountId: link.vccAccountId, at: new Date() };
    try {
      const grant = await entra.refresh(link.authority, tokens.refreshToken, link.organization.url);
      if (await insist(lease, () => grants.save(link, grant))) await audit.record({ ...event, type: 'refreshed' });
    } catch (error) {
      if (!(error instanceof LinkError) || error.code !== 'expired') {
        await insist(lease, () => grants.endLease(link, lease));
        throw failureOfRefresh(error);
      }
      const expired = { ...event, type: 'expired' } as const;
      if (await grants.expire(link, (transaction) => audit.store(expired, transaction))) audit.tell(expired);
    }
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

function isTokenRefused(error: unknown): boolean {
  return error instanceof LinkError && error.code === 'token-refused';
}

/** Makes `configuration` of a refusal that is not about the grant: the operator must heal a secret, a policy, an assignment. */
function failureOfRefresh(error: unknown): unknown {
  if (!(error instanceof LinkError) || ['identity-provider-unavailable', 'internal'].includes(error.code)) return error;
  return new LinkError('configuration', error.message, { ...error.details, cause: error });
}
