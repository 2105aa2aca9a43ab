import { createHash, createHmac } from 'node:crypto';
import type { ChoiceCancellation, ChoiceRequest, LinkRequest, PendingChoice } from '../../protocol.js';
import type { Caller } from '../caller.js';
import { isBackendCode, LinkError, toLinkError } from '../errors.js';
import { deriveKeys, type Key } from '../keys.js';
import type { Dynamics } from '../microsoft/dataverse.js';
import type { Entra, Registration } from '../microsoft/entra.js';
import type { ToEnvironmentOrigin } from '../microsoft/environments.js';
import type { Link } from '../store/link-rows.js';
import type { LinkStore } from '../store/link-store.js';
import { type Answer, type Attempt, type AttemptStore, type NewAttempt, replayWindow } from '../store/post-records.js';
import type { Connect, Redeemed } from './complete-link.js';
import { requireSameLink } from './entity-tag.js';
import type { Nonces } from './nonces.js';

/** Seconds after which somebody who met a running attempt should ask again. */
const retryAfter = 2;

export interface Attempts {
  /** Redeems the code and links; the identical request again gets the same answer. */
  link(caller: Caller, request: LinkRequest, ifMatch: string | undefined): Promise<Link>;
  /** Goes on with a grant that waits for an environment to be chosen. */
  choose(caller: Caller, request: ChoiceRequest, ifMatch: string | undefined): Promise<Link>;
  /** Gives up a grant that waits for an environment to be chosen. */
  cancel(caller: Caller, request: ChoiceCancellation): Promise<void>;
  pending(caller: Caller): Promise<PendingChoice | undefined>;
}

/** Sees to it that a code is sent to Entra once and that every POST has one answer, however often it is repeated. */
export function createAttempts(parts: {
  keys: readonly Key[];
  nonces: Nonces;
  store: AttemptStore;
  links: LinkStore;
  entra: Entra;
  dynamics: Pick<Dynamics, 'discoveryResource'>;
  toEnvironmentOrigin: ToEnvironmentOrigin;
  connect: Connect;
}): Attempts {
  const { nonces, store, links, entra, dynamics, toEnvironmentOrigin, connect } = parts;
  const hashKeys = deriveKeys(parts.keys, 'codes');
  /** What this process is working on, by who asks for what. */
  const running = new Map<string, Promise<Link>>();

  return {
    link: (caller, request, ifMatch) =>
      share([caller, identityOfRequest(request)], () => link(caller, request, ifMatch)),
    choose: (caller, request, ifMatch) =>
      share([caller, request.choice, request.organizationUrl], () => choose(caller, request, ifMatch)),
    cancel,
    pending,
  };

  /** The same request at the same time is carried out once. The key is hashed: it may hold a code. */
  function share(
    [{ vccAccountId, userId }, ...request]: [Caller, ...string[]],
    work: () => Promise<Link>,
  ): Promise<Link> {
    const key = keyedHash(hashKeys[0], JSON.stringify([vccAccountId, userId, ...request]));
    const twin = running.get(key);
    if (twin) return twin;
    const outcome = work().finally(() => running.delete(key));
    running.set(key, outcome);
    return outcome;
  }

  async function link(caller: Caller, request: LinkRequest, ifMatch: string | undefined): Promise<Link> {
    await store.sweep();
    const codeHashes = hashKeys.map((key) => keyedHash(key, request.code));
    const requestHashes = hashKeys.map((key) => keyedHash(key, identityOfRequest(request)));
    const findReplay = async () => {
      const known = await store.findByCode(codeHashes);
      const isReplay = known && isOf(known, caller) && isFresh(known) && requestHashes.includes(known.requestHash);
      return { known, replay: isReplay ? known : undefined };
    };

    const { known, replay } = await findReplay();
    if (replay) return answerAgain(replay, caller);

    const nonceExpiresAt = nonces.expiryOf(request.nonce, caller);
    if (!nonceExpiresAt) throw new LinkError('session-changed', 'the nonce is not of this session or has expired');
    const replaces = await currentLinkId(caller, ifMatch);
    const registration = entra.registrationOf(request);
    if (!registration) throw new LinkError('invalid-request', 'redirect URI and authority are not registered');
    const organizationUrl = request.organizationUrl && environmentOrigin(request.organizationUrl);
    if (known) throw new LinkError('code-rejected', 'the code was posted before, by another request');

    const attempt: NewAttempt = {
      codeHash: keyedHash(hashKeys[0], request.code),
      requestHash: keyedHash(hashKeys[0], identityOfRequest(request)),
      nonceHash: createHash('sha256').update(request.nonce).digest('base64url'),
      nonceExpiresAt,
      vccAccountId: caller.vccAccountId,
      userId: caller.userId,
      redirectUri: registration.redirectUri,
      authority: registration.authority,
      ...(organizationUrl !== undefined && { organizationUrl }),
      ...(replaces !== undefined && { replaces }),
      startedAt: new Date(),
    };
    if (await store.record(attempt)) return redeem(attempt, caller, request, registration);

    // Somebody was faster: the same POST in another process, or another one with the same code or nonce.
    const { known: other, replay: twin } = await findReplay();
    if (twin) return answerAgain(twin, caller);
    throw other
      ? new LinkError('code-rejected', 'the code was posted before, by another request')
      : new LinkError('session-changed', 'the nonce was used before');
  }

  async function redeem(
    attempt: NewAttempt,
    caller: Caller,
    request: LinkRequest,
    registration: Registration,
  ): Promise<Link> {
    const redeemed = await entra
      .redeem(registration, request, attempt.organizationUrl ?? dynamics.discoveryResource)
      .catch(async (error: unknown) => {
        const failure = toLinkError(error);
        const { outcomeUnknown } = failure.details;
        if (failure.code === 'identity-provider-unavailable' && !outcomeUnknown) await store.forget(attempt.codeHash);
        // The code may have been used up, and is never sent again to find out.
        else await store.finish(attempt.codeHash, outcomeUnknown ? { code: 'code-rejected' } : answerOf(failure));
        throw failure;
      });
    await store.saveGrant(attempt.codeHash, JSON.stringify(redeemed));
    return connectOrWait({ ...attempt, hasGrant: true }, caller, redeemed);
  }

  async function connectOrWait(attempt: Attempt, caller: Caller, redeemed: Redeemed): Promise<Link> {
    try {
      return await connect(attempt, caller, redeemed);
    } catch (error) {
      const failure = toLinkError(error);
      switch (failure.code) {
        case 'organization-choice-required':
          break;
        case 'dynamics-unavailable':
        case 'identity-provider-unavailable':
        case 'internal':
          await store.suspend(attempt.codeHash);
          break;
        default:
          await store.finish(attempt.codeHash, answerOf(failure));
      }
      throw failure;
    }
  }

  async function answerAgain(attempt: Attempt, caller: Caller): Promise<Link> {
    if (attempt.answer) return replayAnswer(attempt, attempt.answer);
    if (isBusy(attempt)) throw inProgress();
    if (attempt.choice !== undefined && attempt.organizations) {
      const { choice, organizations } = attempt;
      throw new LinkError('organization-choice-required', 'several environments', { choice, organizations });
    }
    if (!attempt.hasGrant) {
      const interrupted: Answer = { code: 'code-rejected' };
      await store.finish(attempt.codeHash, interrupted);
      return replayAnswer(attempt, interrupted);
    }
    if (!(await store.resume(attempt.codeHash))) throw inProgress();
    return resume(attempt, caller);
  }

  async function choose(caller: Caller, request: ChoiceRequest, ifMatch: string | undefined): Promise<Link> {
    await store.sweep();
    const attempt = await findChoice(caller, request.choice);
    const organizationUrl = environmentOrigin(request.organizationUrl);
    const isSame = attempt.organizationUrl === organizationUrl;
    if (attempt.answer && isSame) return replayAnswer(attempt, attempt.answer);
    if (attempt.answer || !attempt.hasGrant) throw choiceExpired();
    if (!attempt.organizations?.some(({ url }) => url === organizationUrl)) {
      throw new LinkError('invalid-request', 'the environment was not offered');
    }
    const replaces = await currentLinkId(caller, ifMatch);
    if (!(await store.resume(attempt.codeHash, { organizationUrl, replaces }))) throw inProgress();
    const { replaces: _, ...rest } = attempt;
    const chosen: Attempt = { ...rest, organizationUrl, ...(replaces !== undefined && { replaces }) };
    return resume(chosen, caller);
  }

  async function cancel(caller: Caller, { choice }: ChoiceCancellation): Promise<void> {
    const attempt = await findChoice(caller, choice);
    if (attempt.answer && 'cancelled' in attempt.answer) return;
    if (!(await store.finish(attempt.codeHash, { cancelled: true }))) throw choiceExpired();
  }

  async function pending(caller: Caller): Promise<PendingChoice | undefined> {
    await store.sweep();
    const attempt = await store.findPending(caller.vccAccountId, caller.userId);
    if (attempt?.choice === undefined || !attempt.organizations) return;
    return { choice: attempt.choice, organizations: attempt.organizations };
  }

  async function findChoice(caller: Caller, choice: string): Promise<Attempt> {
    const attempt = await store.findByChoice(choice);
    if (!attempt || !isOf(attempt, caller) || !isFresh(attempt)) throw choiceExpired();
    return attempt;
  }

  async function resume(attempt: Attempt, caller: Caller): Promise<Link> {
    const waiting = await store.grant(attempt.codeHash);
    if (waiting === undefined) throw new LinkError('changed', 'the waiting grant was deleted meanwhile');
    const redeemed = JSON.parse(waiting) as Redeemed;
    const { grant } = redeemed;
    // JSON has no dates.
    return connectOrWait(attempt, caller, { ...redeemed, grant: { ...grant, expiresAt: new Date(grant.expiresAt) } });
  }

  async function replayAnswer(attempt: Attempt, answer: Answer): Promise<Link> {
    if ('cancelled' in answer) throw choiceExpired();
    if ('code' in answer) {
      const { code, ...details } = answer;
      throw new LinkError(code, 'the same request was answered so before', details);
    }
    const current = await links.find(attempt.vccAccountId);
    if (current?.linkId === answer.linkId) return current;
    throw new LinkError('changed', 'the link that this request made is gone');
  }

  /** The link to be replaced, if any, once it is certain that the page showed it. */
  async function currentLinkId(caller: Caller, ifMatch: string | undefined): Promise<string | undefined> {
    if (ifMatch === undefined) throw new LinkError('invalid-request', 'If-Match is missing');
    const current = await links.find(caller.vccAccountId);
    requireSameLink(ifMatch, caller.vccAccountId, current?.linkId);
    return current?.linkId;
  }

  function environmentOrigin(url: string): string {
    const origin = toEnvironmentOrigin(url);
    if (origin === undefined) throw new LinkError('invalid-request', 'not the URL of a Dynamics 365 environment');
    return origin;
  }
}

function keyedHash(key: Key, text: string): string {
  return createHmac('sha256', key.secret).update(text).digest('base64url');
}

/** Equal for requests that ask the same, whatever the order of their members. */
function identityOfRequest(request: LinkRequest): string {
  const { code, codeVerifier, nonce, redirectUri, authority, organizationUrl } = request;
  return JSON.stringify([code, codeVerifier, nonce, redirectUri, authority, organizationUrl ?? null]);
}

function isOf(attempt: Attempt, caller: Caller): boolean {
  return attempt.vccAccountId === caller.vccAccountId && attempt.userId === caller.userId;
}

function isFresh(attempt: Attempt): boolean {
  return attempt.startedAt.getTime() + replayWindow > Date.now();
}

function isBusy(attempt: Attempt): boolean {
  return attempt.busyUntil !== undefined && attempt.busyUntil > new Date();
}

function answerOf(failure: LinkError): Answer {
  const { missingPrivileges, upstreamCorrelationId } = failure.details;
  return {
    code: isBackendCode(failure.code) ? failure.code : 'internal',
    ...(missingPrivileges && { missingPrivileges }),
    ...(upstreamCorrelationId !== undefined && { upstreamCorrelationId }),
  };
}

function inProgress(): LinkError {
  return new LinkError('in-progress', 'the same request is running', { retryAfter });
}

function choiceExpired(): LinkError {
  return new LinkError('choice-expired', 'there is no such choice any more');
}
