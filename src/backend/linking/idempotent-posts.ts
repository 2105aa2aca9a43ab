import type { LinkRequest } from '../../protocol.js';
import type { Caller } from '../caller.js';
import { LinkError, toLinkError } from '../errors.js';
import type { Dataverse } from '../microsoft/dataverse.js';
import type { Entra, Registration } from '../microsoft/entra.js';
import type { ToEnvironmentOrigin } from '../microsoft/environments.js';
import type { Link } from '../store/link-rows.js';
import type { Answer, NewPostRecord, PostRecord, PostRecords } from '../store/post-records.js';
import type { LimitCodes } from './code-limit.js';
import type { Nonces } from './nonces.js';
import { canonical, nonceHash, type PostHashes } from './post-hashes.js';
import { belongsTo, inProgress, isBusy, toAnswer, type WaitingGrants } from './waiting-grants.js';

interface Parts {
  nonces: Nonces;
  postRecords: PostRecords;
  entra: Entra;
  dataverse: Pick<Dataverse, 'discoveryResource'>;
  toEnvironmentOrigin: ToEnvironmentOrigin;
  waitingGrants: WaitingGrants;
  hashes: PostHashes;
  limitCodes: LimitCodes;
}

/**
 * The POSTs of authorization codes. A code that may have been used up is never sent to Entra again, and each POST has one
 * answer however often it is repeated: both follow from the post record, which is written before the code is redeemed.
 */
export class IdempotentPosts {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Redeems the authorization code and links; the identical request again gets the same answer. */
  link(caller: Caller, request: LinkRequest, ifMatch: string | undefined): Promise<Link> {
    return this.#parts.waitingGrants.share([caller, canonical(request)], () => this.#link(caller, request, ifMatch));
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
      return this.#parts.waitingGrants.leased(record, () => this.#redeem(record, caller, request, registration));
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
    const { hashes, postRecords } = this.#parts;
    const record = await postRecords.findByCode(hashes.allOf(request.code));
    if (!record) return;
    const isSameRequest = hashes.allOf(canonical(request)).includes(record.requestHash);
    return { record, isReplay: belongsTo(record, caller) && isSameRequest };
  }

  /** Checks a request that is no replay, and makes the record that is to be added before the code is redeemed. */
  async #check(
    caller: Caller,
    request: LinkRequest,
    ifMatch: string | undefined,
  ): Promise<{ record: NewPostRecord; registration: Registration }> {
    const { hashes, waitingGrants } = this.#parts;
    const nonceExpiresAt = this.#parts.nonces.expiryOf(request.nonce, caller);
    if (!nonceExpiresAt) throw new LinkError('session-changed', 'the nonce is not of this session or has expired');
    const replaces = await waitingGrants.requireCurrentLink(caller, ifMatch);
    const registration = this.#parts.entra.registrationOf(request);
    if (!registration) throw new LinkError('invalid-request', 'redirect URI and authority are not registered');
    const organizationUrl = request.organizationUrl && this.#environmentOrigin(request.organizationUrl);
    const record = {
      codeHash: hashes.of(request.code),
      requestHash: hashes.of(canonical(request)),
      nonceHash: nonceHash(request.nonce),
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
    const { entra, dataverse, postRecords, waitingGrants } = this.#parts;
    const redeemed = await entra
      .redeem(registration, request, record.organizationUrl ?? dataverse.discoveryResource)
      .catch(async (error: unknown) => {
        throw await this.#recordFailedRedemption(record, toLinkError(error));
      });
    await postRecords.saveGrant(record.codeHash, JSON.stringify(redeemed));
    return waitingGrants.complete({ ...record, hasGrant: true, mayReplace: false }, caller, redeemed);
  }

  async #recordFailedRedemption({ codeHash }: NewPostRecord, failure: LinkError): Promise<LinkError> {
    const { postRecords } = this.#parts;
    const { outcomeUnknown } = failure.details;
    const isGone = failure.code === 'identity-provider-unavailable' && !outcomeUnknown;
    // The code may have been used up, and is never sent again to find out.
    const answer: Answer = outcomeUnknown ? { code: 'code-rejected' } : toAnswer(failure);
    const isRecorded = await (isGone ? postRecords.forget(codeHash) : postRecords.finish(codeHash, answer));
    return isRecorded ? failure : new LinkError('changed', 'the link was deleted meanwhile', { cause: failure });
  }

  /** Answers a POST that was made before, or continues where it stopped. */
  async #replay(record: PostRecord, caller: Caller): Promise<Link> {
    const { postRecords, waitingGrants } = this.#parts;
    const wasInterrupted = !record.answer && !record.question && !record.hasGrant;
    if (!wasInterrupted) return waitingGrants.repeat(record, caller);
    if (isBusy(record)) throw inProgress();
    // By a crash, while the code was redeemed.
    const interrupted: Answer = { code: 'code-rejected' };
    await postRecords.finish(record.codeHash, interrupted);
    return waitingGrants.repeatAnswer(record, interrupted);
  }

  #environmentOrigin(url: string): string {
    const origin = this.#parts.toEnvironmentOrigin(url);
    if (origin === undefined) throw new LinkError('invalid-request', 'not the URL of a Dynamics 365 environment');
    return origin;
  }
}

function codePostedBefore(): LinkError {
  return new LinkError('code-rejected', 'the code was posted before, by another request');
}
