import { createHash, createHmac } from 'node:crypto';
import type { ChoiceCancellation, ChoiceRequest, LinkRequest } from '../../protocol.js';
import type { Caller } from '../caller.js';
import { toOrganization } from '../environment.js';
import { isBackendCode, LinkError, toLinkError } from '../errors.js';
import { deriveKeys, type Key } from '../keys.js';
import type { Dataverse } from '../microsoft/dataverse.js';
import type { Entra, Registration } from '../microsoft/entra.js';
import type { ToEnvironmentOrigin } from '../microsoft/environments.js';
import type { Link } from '../store/link-rows.js';
import type { LinkStore } from '../store/link-store.js';
import {
  type Answer,
  type NewPostRecord,
  type PostRecord,
  type PostRecords,
  postLeaseTime,
  replayWindow,
} from '../store/post-records.js';
import type { LimitCodes } from './code-limit.js';
import type { Choice, CompleteLink, Completion, Redeemed } from './complete-link.js';
import { requireSameLink } from './entity-tag.js';
import type { Nonces } from './nonces.js';

/** Seconds after which a request that met a running one should be repeated. */
const retryAfter = 2;

interface Parts {
  keys: readonly Key[];
  nonces: Nonces;
  postRecords: PostRecords;
  links: LinkStore;
  entra: Entra;
  dataverse: Pick<Dataverse, 'discoveryResource'>;
  toEnvironmentOrigin: ToEnvironmentOrigin;
  completeLink: CompleteLink;
  limitCodes: LimitCodes;
}

/**
 * The POSTs of the link resource. An authorization code that may have been used up is never sent to Entra again, and each
 * POST has one answer however often it is repeated: both follow from the post record, which is written before the code is
 * redeemed.
 */
export class IdempotentPosts {
  readonly #parts: Parts;
  /** Newest first. */
  readonly #hashKeys: readonly [Key, ...Key[]];
  /** The requests that this process is working on, by caller and request. */
  readonly #running = new Map<string, Promise<Link>>();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#hashKeys = deriveKeys(parts.keys, 'codes');
  }

  /** Redeems the authorization code and links; the identical request again gets the same answer. */
  link(caller: Caller, request: LinkRequest, ifMatch: string | undefined): Promise<Link> {
    return this.#share([caller, canonical(request)], () => this.#link(caller, request, ifMatch));
  }

  /** Continues with a grant that waits for an environment to be chosen. */
  choose(caller: Caller, request: ChoiceRequest, ifMatch: string | undefined): Promise<Link> {
    const { choice, organizationUrl } = request;
    return this.#share([caller, choice, organizationUrl], () => this.#choose(caller, request, ifMatch));
  }

  /** Deletes a grant that waits for an environment to be chosen. */
  async cancel(caller: Caller, { choice }: ChoiceCancellation): Promise<void> {
    const record = await this.#findChoice(caller, choice);
    if (record.answer && 'cancelled' in record.answer) return;
    if (!(await this.#parts.postRecords.finish(record.codeHash, { cancelled: true }))) throw choiceExpired();
  }

  /** Carries out the same request once when it comes several times at once. The key is hashed: it may hold a code. */
  #share([{ vccAccountId, userId }, ...request]: [Caller, ...string[]], work: () => Promise<Link>): Promise<Link> {
    const key = keyedHash(this.#hashKeys[0], JSON.stringify([vccAccountId, userId, ...request]));
    const running = this.#running.get(key);
    if (running) return running;
    const outcome = work().finally(() => this.#running.delete(key));
    this.#running.set(key, outcome);
    return outcome;
  }

  async #link(caller: Caller, request: LinkRequest, ifMatch: string | undefined): Promise<Link> {
    const known = await this.#findByCode(caller, request);
    if (known?.isReplay) return this.#replay(known.record, caller);
    const { record, registration } = await this.#check(caller, request, ifMatch);
    if (known) throw codePostedBefore();
    return this.#parts.limitCodes(caller, () => this.#linkOnce(caller, request, record, registration));
  }

  async #linkOnce(
    caller: Caller,
    request: LinkRequest,
    record: NewPostRecord,
    registration: Registration,
  ): Promise<Link> {
    if (await this.#parts.postRecords.add(record)) {
      return this.#leased(record, () => this.#redeem(record, caller, request, registration));
    }

    // Added meanwhile by another process: the same POST, or another one with the same code or nonce.
    const added = await this.#findByCode(caller, request);
    if (added?.isReplay) return this.#replay(added.record, caller);
    throw added ? codePostedBefore() : new LinkError('session-changed', 'the nonce was used before');
  }

  async #findByCode(
    caller: Caller,
    request: LinkRequest,
  ): Promise<{ record: PostRecord; isReplay: boolean } | undefined> {
    const hashes = (text: string) => this.#hashKeys.map((key) => keyedHash(key, text));
    const record = await this.#parts.postRecords.findByCode(hashes(request.code));
    if (!record) return;
    const isSameRequest = hashes(canonical(request)).includes(record.requestHash);
    return { record, isReplay: isOf(record, caller) && isFresh(record) && isSameRequest };
  }

  /** Checks a request that is no replay, and makes the record that is to be added before the code is redeemed. */
  async #check(
    caller: Caller,
    request: LinkRequest,
    ifMatch: string | undefined,
  ): Promise<{ record: NewPostRecord; registration: Registration }> {
    const nonceExpiresAt = this.#parts.nonces.expiryOf(request.nonce, caller);
    if (!nonceExpiresAt) throw new LinkError('session-changed', 'the nonce is not of this session or has expired');
    const replaces = await this.#requireCurrentLink(caller, ifMatch);
    const registration = this.#parts.entra.registrationOf(request);
    if (!registration) throw new LinkError('invalid-request', 'redirect URI and authority are not registered');
    const organizationUrl = request.organizationUrl && this.#environmentOrigin(request.organizationUrl);
    const record = {
      codeHash: keyedHash(this.#hashKeys[0], request.code),
      requestHash: keyedHash(this.#hashKeys[0], canonical(request)),
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
    return { record, registration };
  }

  /** Sends the code to Entra, and completes the link with what it gave. */
  async #redeem(
    record: NewPostRecord,
    caller: Caller,
    request: LinkRequest,
    registration: Registration,
  ): Promise<Link> {
    const { entra, dataverse, postRecords } = this.#parts;
    const redeemed = await entra
      .redeem(registration, request, record.organizationUrl ?? dataverse.discoveryResource)
      .catch(async (error: unknown) => {
        throw await this.#recordFailedRedemption(record, toLinkError(error));
      });
    await postRecords.saveGrant(record.codeHash, JSON.stringify(redeemed));
    return this.#complete({ ...record, hasGrant: true }, caller, redeemed);
  }

  async #recordFailedRedemption({ codeHash }: NewPostRecord, failure: LinkError): Promise<LinkError> {
    const { postRecords } = this.#parts;
    const { outcomeUnknown } = failure.details;
    if (failure.code === 'identity-provider-unavailable' && !outcomeUnknown) await postRecords.delete(codeHash);
    // The code may have been used up, and is never sent again to find out.
    else await postRecords.finish(codeHash, outcomeUnknown ? { code: 'code-rejected' } : toAnswer(failure));
    return failure;
  }

  async #complete(record: PostRecord, caller: Caller, redeemed: Redeemed): Promise<Link> {
    let completion: Completion;
    try {
      completion = await this.#parts.completeLink(record, caller, redeemed);
      if ('choose' in completion) await this.#offer(record, completion.choose);
    } catch (error) {
      throw await this.#recordFailure(record, toLinkError(error));
    }
    if ('link' in completion) return completion.link;
    throw choiceRequired(completion.choose);
  }

  /** Lets the grant wait for a choice, which takes the place of an earlier one of the same user. */
  async #offer(record: PostRecord, choose: Choice): Promise<void> {
    await this.#parts.postRecords.abandon(record.vccAccountId, record.userId);
    await this.#parts.postRecords.suspend(record.codeHash, choose);
  }

  /** Lets the grant wait for the same POST where repeating it may help, else makes the failure its answer. */
  async #recordFailure({ codeHash }: PostRecord, failure: LinkError): Promise<LinkError> {
    const { postRecords } = this.#parts;
    const mayPass = ['dynamics-unavailable', 'identity-provider-unavailable', 'internal'].includes(failure.code);
    if (mayPass) await postRecords.suspend(codeHash);
    else await postRecords.finish(codeHash, toAnswer(failure));
    return failure;
  }

  /** Answers a POST that was made before, or continues where it stopped. */
  async #replay(record: PostRecord, caller: Caller): Promise<Link> {
    const { postRecords } = this.#parts;
    const { codeHash, answer, choice, organizations } = record;
    if (answer) return this.#repeatAnswer(record, answer);
    if (isBusy(record)) throw inProgress();
    if (choice !== undefined && organizations) throw choiceRequired({ choice, organizations });
    if (!record.hasGrant) {
      // A crash interrupted the redemption.
      const interrupted: Answer = { code: 'code-rejected' };
      await postRecords.finish(codeHash, interrupted);
      return this.#repeatAnswer(record, interrupted);
    }
    if (!(await postRecords.resume(codeHash))) throw inProgress();
    return this.#leased(record, () => this.#resume(record, caller));
  }

  async #choose(caller: Caller, request: ChoiceRequest, ifMatch: string | undefined): Promise<Link> {
    const record = await this.#findChoice(caller, request.choice);
    const { codeHash, answer } = record;
    const organizationUrl = this.#environmentOrigin(request.organizationUrl);
    if (answer && record.organizationUrl === organizationUrl) return this.#repeatAnswer(record, answer);
    if (answer || !record.hasGrant) throw choiceExpired();
    if (!record.organizations?.some(({ url }) => url === organizationUrl)) {
      throw new LinkError('invalid-request', 'the environment was not offered');
    }
    const replaces = await this.#requireCurrentLink(caller, ifMatch);
    if (!(await this.#parts.postRecords.resume(codeHash, { organizationUrl, replaces }))) throw inProgress();
    const { replaces: _, ...rest } = record;
    const chosen = { ...rest, organizationUrl, ...(replaces !== undefined && { replaces }) };
    return this.#leased(record, () => this.#resume(chosen, caller));
  }

  async #findChoice(caller: Caller, choice: string): Promise<PostRecord> {
    const record = await this.#parts.postRecords.findByChoice(choice);
    if (!record || !isOf(record, caller) || !isFresh(record)) throw choiceExpired();
    return record;
  }

  /** Works on a record whose lease this process has just taken, and renews the lease until that is done. */
  async #leased<T>({ codeHash }: Pick<PostRecord, 'codeHash'>, work: () => Promise<T>): Promise<T> {
    // A renewal that fails is made up for by the next one, or the database is away and the work fails as well.
    const renewal = setInterval(() => {
      this.#parts.postRecords.renew(codeHash).catch(() => undefined);
    }, postLeaseTime / 3);
    try {
      return await work();
    } finally {
      clearInterval(renewal);
    }
  }

  /** Continues with the grant that waits. */
  async #resume(record: PostRecord, caller: Caller): Promise<Link> {
    const waiting = await this.#parts.postRecords.readGrant(record.codeHash);
    if (waiting === undefined) throw new LinkError('changed', 'the waiting grant was deleted meanwhile');
    const redeemed = JSON.parse(waiting) as Redeemed;
    const { grant } = redeemed;
    // JSON has no dates.
    const expiresAt = new Date(grant.expiresAt);
    return this.#complete(record, caller, { ...redeemed, grant: { ...grant, expiresAt } });
  }

  async #repeatAnswer(record: PostRecord, answer: Answer): Promise<Link> {
    if ('cancelled' in answer) throw choiceExpired();
    if ('code' in answer) {
      const { code, ...details } = answer;
      throw new LinkError(code, 'the same request was answered so before', details);
    }
    const current = await this.#parts.links.find(record.vccAccountId);
    if (current?.linkId === answer.linkId) return current;
    throw new LinkError('changed', 'the link that this request made is gone');
  }

  /** Returns the ID of the link to be replaced, if any, once it is certain that the page showed it. */
  async #requireCurrentLink(caller: Caller, ifMatch: string | undefined): Promise<string | undefined> {
    const current = await this.#parts.links.find(caller.vccAccountId);
    requireSameLink(ifMatch, caller.vccAccountId, current?.linkId);
    return current?.linkId;
  }

  #environmentOrigin(url: string): string {
    const origin = this.#parts.toEnvironmentOrigin(url);
    if (origin === undefined) throw new LinkError('invalid-request', 'not the URL of a Dynamics 365 environment');
    return origin;
  }
}

function keyedHash(key: Key, text: string): string {
  return createHmac('sha256', key.secret).update(text).digest('base64url');
}

/** Returns the same text for requests that ask the same, whatever the order of their members. */
function canonical(request: LinkRequest): string {
  const { code, codeVerifier, nonce, redirectUri, authority, organizationUrl } = request;
  return JSON.stringify([code, codeVerifier, nonce, redirectUri, authority, organizationUrl ?? null]);
}

function isOf(record: PostRecord, caller: Caller): boolean {
  return record.vccAccountId === caller.vccAccountId && record.userId === caller.userId;
}

function isFresh(record: PostRecord): boolean {
  return record.startedAt.getTime() + replayWindow > Date.now();
}

function isBusy(record: PostRecord): boolean {
  return record.busyUntil !== undefined && record.busyUntil > new Date();
}

function toAnswer(failure: LinkError): Answer {
  const { missingPrivileges, upstreamCorrelationId } = failure.details;
  return {
    code: isBackendCode(failure.code) ? failure.code : 'internal',
    ...(missingPrivileges && { missingPrivileges }),
    ...(upstreamCorrelationId !== undefined && { upstreamCorrelationId }),
  };
}

function codePostedBefore(): LinkError {
  return new LinkError('code-rejected', 'the code was posted before, by another request');
}

function choiceRequired({ choice, organizations }: Choice): LinkError {
  const offered = organizations.map(toOrganization);
  return new LinkError('organization-choice-required', 'several environments', { choice, organizations: offered });
}

function inProgress(): LinkError {
  return new LinkError('in-progress', 'the same request is running', { retryAfter });
}

function choiceExpired(): LinkError {
  return new LinkError('choice-expired', 'there is no such choice any more');
}
