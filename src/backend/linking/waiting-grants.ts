import type { Caller } from '../caller.js';
import { isBackendCode, LinkError, toLinkError } from '../errors.js';
import type { Link } from '../store/link-rows.js';
import type { LinkStore } from '../store/link-store.js';
import {
  type Answer,
  type Chosen,
  type PostRecord,
  type PostRecords,
  postLeaseTime,
  replayWindow,
} from '../store/post-records.js';
import { type Question, toPendingChoice } from '../store/question.js';
import type { CompleteLink, Completion, Redeemed } from './complete-link.js';
import { requireSameLink } from './entity-tag.js';
import type { PostHashes } from './post-hashes.js';

/** Seconds after which a request that met a running one should be repeated. */
const retryAfter = 2;

/**
 * Makes links of redeemed grants, once for each request, and records what came of it: the answer, or that the grant waits for
 * the same request or for a decision.
 */
export class WaitingGrants {
  readonly #parts: { postRecords: PostRecords; links: LinkStore; completeLink: CompleteLink; hashes: PostHashes };
  /** The requests that this process is working on, by caller and request. */
  readonly #running = new Map<string, Promise<Link>>();

  constructor(parts: { postRecords: PostRecords; links: LinkStore; completeLink: CompleteLink; hashes: PostHashes }) {
    this.#parts = parts;
  }

  /** Carries out the same request once when it comes several times at once. The key is hashed: it may hold a code. */
  share([{ vccAccountId, userId }, ...request]: [Caller, ...string[]], work: () => Promise<Link>): Promise<Link> {
    const key = this.#parts.hashes.of(JSON.stringify([vccAccountId, userId, ...request]));
    const running = this.#running.get(key);
    if (running) return running;
    const outcome = work().finally(() => this.#running.delete(key));
    this.#running.set(key, outcome);
    return outcome;
  }

  /** Returns the ID of the link to be replaced, if any, once it is certain that the page showed it. */
  async requireCurrentLink(caller: Caller, ifMatch: string | undefined): Promise<string | undefined> {
    const current = await this.#parts.links.find(caller.vccAccountId);
    requireSameLink(ifMatch, caller.vccAccountId, current?.linkId);
    return current?.linkId;
  }

  /** Works on a record whose lease this process has just taken, and renews the lease until that is done. */
  async leased<T>({ codeHash }: Pick<PostRecord, 'codeHash'>, work: () => Promise<T>): Promise<T> {
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

  /** Links with what Entra gave for the code. The record is leased. */
  async complete(record: PostRecord, caller: Caller, redeemed: Redeemed): Promise<Link> {
    let completion: Completion;
    try {
      completion = await this.#parts.completeLink(record, caller, redeemed);
      if ('question' in completion) await this.#parts.postRecords.ask(record, completion.question);
    } catch (error) {
      throw await this.#recordFailure(record, toLinkError(error));
    }
    if ('link' in completion) return completion.link;
    throw undecided(completion.question);
  }

  /** Repeats the answer of a record, or goes on with its grant where that waits for the same request. */
  async repeat(record: PostRecord, caller: Caller): Promise<Link> {
    if (record.answer) return this.repeatAnswer(record, record.answer);
    if (isBusy(record)) throw inProgress();
    if (record.question) throw undecided(record.question);
    return this.resume(record, caller);
  }

  /** Goes on with the grant that waits, after what was chosen. */
  async resume(record: PostRecord, caller: Caller, chosen?: Chosen): Promise<Link> {
    const { postRecords } = this.#parts;
    if (!(await postRecords.resume(record.codeHash, chosen))) throw inProgress();
    const { replaces: _, question: __, ...rest } = record;
    const current = chosen ? { ...rest, ...chosen } : record;
    return this.leased(record, async () => {
      const waiting = await postRecords.readGrant(record.codeHash);
      if (waiting === undefined) throw new LinkError('changed', 'the waiting grant was deleted meanwhile');
      const redeemed = JSON.parse(waiting) as Redeemed;
      const { grant } = redeemed;
      // JSON has no dates.
      const expiresAt = new Date(grant.expiresAt);
      return this.complete(current, caller, { ...redeemed, grant: { ...grant, expiresAt } });
    });
  }

  async repeatAnswer(record: PostRecord, answer: Answer): Promise<Link> {
    if ('cancelled' in answer) throw choiceExpired();
    if ('code' in answer) {
      const { code, ...details } = answer;
      throw new LinkError(code, 'the same request was answered so before', details);
    }
    const current = await this.#parts.links.find(record.vccAccountId);
    if (current?.linkId === answer.linkId) return current;
    throw new LinkError('changed', 'the link that this request made is gone');
  }

  /** Lets the grant wait for the same request where repeating it may help, else makes the failure its answer. */
  async #recordFailure({ codeHash }: PostRecord, failure: LinkError): Promise<LinkError> {
    const { postRecords } = this.#parts;
    const mayPass = ['dynamics-unavailable', 'identity-provider-unavailable', 'internal'].includes(failure.code);
    if (mayPass) await postRecords.suspend(codeHash);
    else await postRecords.finish(codeHash, toAnswer(failure));
    return failure;
  }
}

/** True for the record of this caller, while its answer may be repeated. */
export function belongsTo(record: PostRecord, caller: Caller): boolean {
  const { vccAccountId, userId, startedAt } = record;
  const isFresh = startedAt.getTime() + replayWindow > Date.now();
  return isFresh && vccAccountId === caller.vccAccountId && userId === caller.userId;
}

export function isBusy({ busyUntil }: PostRecord): boolean {
  return busyUntil !== undefined && busyUntil > new Date();
}

export function toAnswer(failure: LinkError): Answer {
  const { missingPrivileges, upstreamCorrelationId } = failure.details;
  return {
    code: isBackendCode(failure.code) ? failure.code : 'internal',
    ...(missingPrivileges && { missingPrivileges }),
    ...(upstreamCorrelationId !== undefined && { upstreamCorrelationId }),
  };
}

function undecided(question: Question): LinkError {
  const pending = toPendingChoice(question);
  return question.users?.from
    ? new LinkError('user-differs', 'another user than the linked one has signed in', { pending })
    : new LinkError('organization-choice-required', 'several environments', { pending });
}

export function inProgress(): LinkError {
  return new LinkError('in-progress', 'the same request is running', { retryAfter });
}

export function choiceExpired(): LinkError {
  return new LinkError('choice-expired', 'there is no such choice any more');
}
