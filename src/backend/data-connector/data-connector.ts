import { setTimeout as sleep } from 'node:timers/promises';
import { unlessAborted } from '../../abort.js';
import { apiOf } from '../environment.js';
import { LinkError, toLinkError } from '../errors.js';
import type { LinkCheck } from '../grants/link-check.js';
import type { CurrentLink, LinkTokens } from '../grants/link-tokens.js';
import type { Records } from '../microsoft/records.js';
import type { TableRequest } from '../microsoft/table-definitions.js';
import type { LinkStore } from '../store/link-store.js';
import { parseId, parseQuery, parseRecord, parseTable, type Query } from './query.js';

/**
 * Finds, creates and updates records as the Dynamics 365 user that a VCC account is linked to. `table` is a logical
 * name, such as `contact`. No call takes longer than ten seconds in all. When Dynamics 365 throttles a call, it is repeated
 * after the pause that was asked for, if there is time; a change that may have been made is not repeated, and
 * `details.outcomeUnknown` is true.
 *
 * Every method rejects with a `LinkError`: `not-linked`, `expired`, `restricted` (`details.reason`), `missing-privilege`,
 * `environment-blocked`, `not-found`,
 * `duplicate`, `changed`, `throttled` (with `details.retryAfter`), `invalid-request`, `dynamics-unavailable`,
 * `identity-provider-unavailable`, `configuration` or `internal`.
 */
export interface DataConnector {
  /** A query without conditions finds nothing, and asks nobody. */
  find(table: string, query: Query): Promise<Record<string, unknown>[]>;
  /** Resolves to the new record's ID. */
  create(table: string, record: Record<string, unknown>, options?: ChangeOptions): Promise<string>;
  /** Never creates: an ID that does not exist is `not-found`. */
  update(table: string, id: string, changes: Record<string, unknown>, options?: ChangeOptions): Promise<void>;
}

export interface ChangeOptions {
  /** False: make the record although a duplicate detection rule of the environment finds another like it. True by default. */
  detectDuplicates?: boolean;
}

/** Milliseconds for all requests of one call of a method: VCC allows an external service this long during a phone call. */
const budget = 10_000;

/** Milliseconds of the budget that must be left for a request after a wait. */
const reserve = 1_000;

/** Refusals that say nothing of the link. */
const callersOwn: ReadonlySet<string> = new Set([
  'invalid-request',
  'not-found',
  'duplicate',
  'changed',
  'throttled',
  'token-refused',
]);

/** One method's requests, for the link's environment. */
type Send<Answer> = (target: TableRequest) => Promise<Answer>;

export function createDataConnectors(parts: {
  tokens: LinkTokens;
  links: Pick<LinkStore, 'recordUse' | 'recordError'>;
  linkCheck: Pick<LinkCheck, 'checkAfterCall'>;
  records: Records;
}): (vccAccountId: string) => DataConnector {
  const { tokens, links, linkCheck, records } = parts;

  return (vccAccountId) => ({
    async find(table, query) {
      const filter = parseQuery(query);
      parseTable(table);
      if (!filter) return [];
      return call(vccAccountId, table, (target) => records.find(target, filter));
    },

    async create(table, record, { detectDuplicates = true } = {}) {
      const data = parseRecord(record);
      return call(vccAccountId, table, (target) => records.create(target, data, detectDuplicates));
    },

    async update(table, id, changes, { detectDuplicates = true } = {}) {
      const key = parseId(id);
      const data = parseRecord(changes);
      return call(vccAccountId, table, (target) => records.update(target, key, data, detectDuplicates));
    },
  });

  async function call<Answer>(vccAccountId: string, tableName: string, send: Send<Answer>): Promise<Answer> {
    const table = parseTable(tableName);
    const signal = AbortSignal.timeout(budget);
    const deadline = performance.now() + budget;
    for (;;) {
      try {
        // After a refused token or throttling nothing was done, so even a create may be sent again.
        return await tokens.use(vccAccountId, (current) => sendAndCheck(current, table, send, signal), { signal });
      } catch (thrown) {
        const error = toLinkError(thrown);
        if (error.code !== 'throttled') throw error;
        await waitAsTold(error, deadline - performance.now());
      }
    }
  }

  /** Checks the link after a refusal, and after a success while it is `restricted`, so that the panel shows its health. */
  async function sendAndCheck<Answer>(
    current: CurrentLink,
    table: string,
    send: Send<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    const check = () => unlessAborted(linkCheck.checkAfterCall(current), signal);
    try {
      const answer = await sendAs(current, table, send, signal);
      // The call succeeded, also when this fails.
      await links.recordUse(current.link).catch(() => undefined);
      if (current.link.health === 'restricted') await check().catch(() => undefined);
      return answer;
    } catch (thrown) {
      const error = toLinkError(thrown);
      if (!callersOwn.has(error.code)) await links.recordError(current.link, error).catch(() => undefined);
      const concernsLink = ['restricted', 'missing-privilege', 'environment-blocked'].includes(error.code);
      // An environment that is not there may have moved.
      if (!concernsLink && !error.details.isUnreachable) throw error;
      await check().catch((failure) => {
        const cause = new AggregateError([error, failure], 'the call was refused, and the link could not be checked');
        throw new LinkError(error.code, error.message, { ...error.details, cause });
      });
      throw error;
    }
  }

  function sendAs<Answer>(
    { link, accessToken }: CurrentLink,
    table: string,
    send: Send<Answer>,
    signal: AbortSignal,
  ): Promise<Answer> {
    return send({ environment: apiOf(link.organization), accessToken, table, signal });
  }
}

/** @throws the error itself when Dynamics 365 did not say how long to wait, or longer than there is time */
async function waitAsTold(error: LinkError, timeLeft: number): Promise<void> {
  const wait = (error.details.retryAfter ?? Number.POSITIVE_INFINITY) * 1000;
  if (wait > timeLeft - reserve) throw error;
  await sleep(wait);
}
