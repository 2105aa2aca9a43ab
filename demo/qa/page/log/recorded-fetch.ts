import type { Log } from './log.js';
import type { Redactor } from './redactor.js';

const loggedHeaders = ['X-Correlation-Id', 'If-Match', 'ETag', 'Retry-After', 'Content-Type'];

/** Creates the panel's fetch. It logs requests and answers, redacted, and makes links appear older where that is set. */
export function createRecordedFetch(log: Log, redactor: Redactor, ageInDays: () => number): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const begun = performance.now();
    const what = `${request.method} ${new URL(request.url).pathname}`;
    log.add('request', what, {
      ...headersOf(request.headers),
      ...(typeof init?.body === 'string' && { body: redactor.redact('request', parse(init.body)) }),
    });
    const since = () => `in ${Math.round(performance.now() - begun)} ms`;
    try {
      const response = await aged(await fetch(input, init), ageInDays());
      void logAnswer(response.clone());
      return response;
    } catch (error) {
      const name = error instanceof Error ? error.name : 'failure';
      log.add('request', `${what}: ${name === 'AbortError' ? 'given up' : 'no answer'} ${since()}`, {});
      throw error;
    }

    async function logAnswer(answer: Response): Promise<void> {
      const text = await answer.text().catch(() => '(cut off)');
      log.add('request', `${what}: ${answer.status} ${since()}`, {
        ...headersOf(answer.headers),
        ...(text && { body: redactor.redact('answer', parse(text)) }),
      });
    }
  };
}

function headersOf(headers: Headers): Record<string, string> {
  const values = loggedHeaders.map((name) => [name, headers.get(name)] as const);
  return Object.fromEntries(values.filter((header): header is [string, string] => header[1] !== null));
}

/** Parses JSON. Of other content, such as HTML or half an answer, which may hold secrets, only the length is logged. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return `(${text.length} characters that are no JSON)`;
  }
}

/** Returns the answer with an earlier date of the link: the backend itself accepts no date. */
async function aged(response: Response, days: number): Promise<Response> {
  if (days === 0 || !response.headers.get('Content-Type')?.includes('application/json')) return response;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => undefined);
  if (typeof body !== 'object' || body === null || !('linkedAt' in body)) return response;
  const linkedAt = new Date(Date.parse(String(body.linkedAt)) - days * 24 * 60 * 60_000).toISOString();
  const { status, headers } = response;
  return new Response(JSON.stringify({ ...body, linkedAt }), { status, headers });
}
