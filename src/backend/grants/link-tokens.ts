import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../abort.js';
import { LinkError } from '../errors.js';
import type { Entra } from '../microsoft/entra.js';
import type { Audit } from '../store/audit.js';
import { type GrantStore, type Lease, leaseTime } from '../store/grant-store.js';
import type { Link, Tokens } from '../store/link-rows.js';

/** Milliseconds before its end when an access token counts as used up. */
const margin = 2 * 60 * 1000;

/** Milliseconds until the first and between later looks at what another process is refreshing; they grow in between. */
const firstPoll = 50;
const lastPoll = 800;

export interface LinkTokens {
  /**
   * The account's link with an access token for its environment, refreshed when due.
   *
   * @param unwanted the version of a grant that won't do: Dynamics 365 refused its token, or it was idle for too long
   * @param signal ends the waiting, not a refresh that has begun: its result is kept
   * @throws LinkError `not-linked`, `expired`, `identity-provider-unavailable`, `configuration`, `internal`
   */
  current(vccAccountId: string, options?: { unwanted?: number; signal?: AbortSignal }): Promise<CurrentLink>;
  /**
   * Calls Dynamics 365 with it; once more with a fresh token where the first is refused, which may end before its time.
   *
   * @throws what `current` and `call` throw; `dynamics-unavailable` where a fresh token is refused too
   */
  use<T>(vccAccountId: string, call: (current: CurrentLink) => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export interface CurrentLink {
  link: Link;
  accessToken: string;
}

/**
 * Access tokens for stored links. One refresh at a time per link: in this process by a shared promise, between
 * processes by a lease in the row, which is held while Entra is asked, as a lock must not be.
 */
export function createLinkTokens(parts: {
  grants: GrantStore;
  entra: Pick<Entra, 'refresh'>;
  audit: Audit;
}): LinkTokens {
  const { grants, entra, audit } = parts;
  /** By link and version. */
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
        // Not `expired`, which is for Entra to say.
        throw new LinkError('dynamics-unavailable', 'Dynamics 365 refuses a fresh token', { cause });
      }
    },
  };

  async function current(
    vccAccountId: string,
    {
      unwanted,
      signal = AbortSignal.timeout(2 * leaseTime),
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

  /** Resolves when there is something new to be read, or to be tried. */
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

  /** Writes in spite of a database that is away for a moment: what Entra gave must not be lost, and others wait for it. */
  async function insist<T>(lease: Lease, write: () => Promise<T>): Promise<T> {
    for (let pause = firstPoll; ; pause = Math.min(2 * pause, lastPoll)) {
      try {
        return await write();
      } catch (error) {
        if (Date.now() + pause > lease.getTime()) throw error;
        await sleep(pause, undefined, { ref: false });
      }
    }
  }

  async function waitForOther(link: Link): Promise<void> {
    for (let pause = firstPoll; await grants.isLeased(link); pause = Math.min(2 * pause, lastPoll)) await sleep(pause);
  }
}

/** What `dynamicsError` calls a 401. */
function isTokenRefused(error: unknown): boolean {
  return error instanceof LinkError && error.code === 'expired';
}

/** Nobody is signing in, so that what Entra refuses beyond the grant itself is for the operator: a secret, a policy, an assignment. */
function failureOfRefresh(error: unknown): unknown {
  if (!(error instanceof LinkError) || ['identity-provider-unavailable', 'internal'].includes(error.code)) return error;
  return new LinkError('configuration', error.message, { ...error.details, cause: error });
}
