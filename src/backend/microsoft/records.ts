import { z } from 'zod';
import { LinkError } from '../errors.js';
import { dynamicsUnavailable } from './dataverse-errors.js';
import { AnswerTooLong } from './limited-fetch.js';
import type { FindTable, TableRequest } from './table-definitions.js';
import { readJson, type WebApi, webApiOf } from './web-api.js';

export interface Filter {
  /** OData 4.0 expression. */
  filter: string;
  /** Values of the expression's aliases (`@v1`), with their names (powerapps-docs, query/overview: "Use parameter aliases"). */
  parameters?: readonly (readonly [alias: string, value: string])[];
  select?: readonly string[] | undefined;
  top: number;
}

/** Every method rejects with a `LinkError`. Values are passed on as they are, in both directions; those that are written come as JSON. */
export interface Records {
  find(target: TableRequest, filter: Filter): Promise<Record<string, unknown>[]>;
  /** Resolves to the new record's ID. */
  create(target: TableRequest, record: string, detectDuplicates: boolean): Promise<string>;
  /** Never creates: an ID that does not exist is `not-found`. */
  update(target: TableRequest, id: string, changes: string, detectDuplicates: boolean): Promise<void>;
}

/** Bytes that the records of one answer may have. */
const recordsLimit = 8 * 1024 * 1024;

/** Characters. Dataverse takes URLs of 32 KB (powerapps-docs, query-data-web-api: "URL length limits"). */
const longestUrl = 32_000;

const recordsAnswer = z.object({ value: z.array(z.record(z.string(), z.unknown())) });
const entityId = /\(([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)$/i;

export function createRecords(webApi: WebApi, findTable: FindTable): Records {
  return {
    async find(target, { filter, parameters = [], select, top }) {
      const options = [
        `$filter=${encodeURIComponent(filter)}`,
        ...parameters.map(([alias, value]) => `${alias}=${encodeURIComponent(value)}`),
        `$top=${top}`,
        select && `$select=${select.join(',')}`,
      ];
      const url = `${await urlOf(target)}?${options.filter(Boolean).join('&')}`;
      if (url.length > longestUrl) {
        throw new LinkError(
          'invalid-request',
          `the query is too long for Dynamics 365 (${url.length} of ${longestUrl} characters): ask with fewer conditions in "anyOf", or for fewer columns in "select"`,
        );
      }
      const { accessToken, signal } = target;
      const answer = await webApi({ url, accessToken, signal, limit: recordsLimit }).catch(explainLength);
      return (await readJson(answer, recordsAnswer)).value;
    },

    async create(target, record, detectDuplicates) {
      const { accessToken, signal } = target;
      const answer = await webApi({
        method: 'POST',
        url: await urlOf(target),
        accessToken,
        headers: duplicateDetection(detectDuplicates),
        body: record,
        signal,
      });
      const id = entityId.exec(answer.headers.get('OData-EntityId') ?? '')?.[1];
      if (!id) throw dynamicsUnavailable(new Error('the answer names no record'), { isChange: true });
      return id.toLowerCase();
    },

    async update(target, id, changes, detectDuplicates) {
      const { accessToken, signal } = target;
      await webApi({
        method: 'PATCH',
        url: `${await urlOf(target)}(${id})`,
        accessToken,
        // Without it a PATCH would create what is missing (powerapps-docs, perform-conditional-operations).
        headers: { 'If-Match': '*', ...duplicateDetection(detectDuplicates) },
        body: changes,
        signal,
      });
    },
  };

  async function urlOf(target: TableRequest): Promise<string> {
    return webApiOf(target.environment) + (await findTable(target)).entitySetName;
  }
}

/** Off where a request does not ask for it (powerapps-docs, manage-duplicate-detection-create-update). */
function duplicateDetection(isOn: boolean): Record<string, string> {
  return { 'MSCRM.SuppressDuplicateDetection': String(!isOn) };
}

function explainLength(error: unknown): never {
  if (!(error instanceof LinkError && error.cause instanceof AnswerTooLong)) throw error;
  throw new LinkError(
    'invalid-request',
    'the records that were found are larger than 8 MiB: ask for fewer columns with "select", or for fewer records with "top"',
  );
}
