import type { ChoiceCancellation, ChoiceRequest, ReplacementRequest } from '../../protocol.js';
import type { Caller } from '../caller.js';
import { LinkError } from '../errors.js';
import type { ToEnvironmentOrigin } from '../microsoft/environments.js';
import type { Link } from '../store/link-rows.js';
import type { PostRecord, PostRecords } from '../store/post-records.js';
import { belongsTo, choiceExpired, type WaitingGrants } from './waiting-grants.js';

/** The POSTs that decide about a grant that waits. Each has one answer, however often it is repeated. */
export class Choices {
  readonly #parts: { postRecords: PostRecords; waitingGrants: WaitingGrants; toEnvironmentOrigin: ToEnvironmentOrigin };

  constructor(parts: {
    postRecords: PostRecords;
    waitingGrants: WaitingGrants;
    toEnvironmentOrigin: ToEnvironmentOrigin;
  }) {
    this.#parts = parts;
  }

  /** Links with one of the environments that were offered. */
  choose(caller: Caller, request: ChoiceRequest, ifMatch: string | undefined): Promise<Link> {
    const { choice, organizationUrl } = request;
    const { waitingGrants } = this.#parts;
    return waitingGrants.share([caller, choice, organizationUrl], async () => {
      const record = await this.#find(caller, choice);
      const { answer, organizations } = record;
      const chosen = this.#parts.toEnvironmentOrigin(organizationUrl);
      if (chosen === undefined) throw new LinkError('invalid-request', 'not the URL of a Dynamics 365 environment');
      if (answer && record.organizationUrl === chosen) return waitingGrants.repeatAnswer(record, answer);
      if (answer || !record.hasGrant) throw choiceExpired();
      if (record.question?.users?.from || !organizations?.some(({ url }) => url === chosen))
        throw new LinkError('invalid-request', 'the environment was not offered');
      const replaces = await waitingGrants.requireCurrentLink(caller, ifMatch);
      return waitingGrants.resume(record, caller, {
        organizationUrl: chosen,
        ...(replaces !== undefined && { replaces }),
      });
    });
  }

  /** Links whoever has signed in, in place of the linked user. */
  replace(caller: Caller, { choice }: ReplacementRequest, ifMatch: string | undefined): Promise<Link> {
    const { waitingGrants } = this.#parts;
    return waitingGrants.share([caller, choice, 'replace'], async () => {
      const record = await this.#find(caller, choice);
      if (record.mayReplace) return waitingGrants.repeat(record, caller);
      if (record.answer || !record.hasGrant) throw choiceExpired();
      if (!record.question?.users?.from) throw new LinkError('invalid-request', 'the question was another one');
      const replaces = await waitingGrants.requireCurrentLink(caller, ifMatch);
      return waitingGrants.resume(record, caller, { mayReplace: true, ...(replaces !== undefined && { replaces }) });
    });
  }

  /** Deletes a grant that waits for a decision. */
  async cancel(caller: Caller, { choice }: ChoiceCancellation): Promise<void> {
    const record = await this.#find(caller, choice);
    if (record.answer && 'cancelled' in record.answer) return;
    if (!(await this.#parts.postRecords.finish(record.codeHash, { cancelled: true }))) throw choiceExpired();
  }

  async #find(caller: Caller, choice: string): Promise<PostRecord> {
    const record = await this.#parts.postRecords.findByChoice(choice);
    if (!record || !belongsTo(record, caller)) throw choiceExpired();
    return record;
  }
}
