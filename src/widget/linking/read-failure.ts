import { type BackendErrorCode, backendStatusByCode } from '../../protocol.js';
import { WidgetError } from '../errors.js';
import type { FailedCall, Received } from '../link/client.js';
import { isText, readObject, readPending, readTexts } from '../link/resource.js';

/** Returns any failure as a `WidgetError`; what was not foreseen is a fault of ours. */
export function asWidgetError(thrown: unknown, correlationId?: string): WidgetError {
  // Compared by name: where the script's URL has a query, the chunks load the script again, with a class of its own.
  return (thrown as WidgetError | undefined)?.name === 'WidgetError'
    ? (thrown as WidgetError)
    : new WidgetError('internal', 'Unexpected failure', { cause: thrown, correlationId });
}

/** Returns the error for a failed call: the contract's problem where there is one, else as much as status and type tell. */
export async function readFailure({ received, cause, correlationId, look }: FailedCall): Promise<WidgetError> {
  return received ? errorOf(received, correlationId) : errorWithoutAnswer({ cause, correlationId }, look);
}

function errorOf(received: Received, correlationId: string): WidgetError {
  const { response, text } = received;
  const { status } = response;
  const retryAfter = secondsOf(response.headers.get('Retry-After'));
  const problem = isHtml(response) ? undefined : readProblem(text, correlationId, retryAfter);
  if (problem) return problem;
  const details = { correlationId, retryAfter };
  if (status === 401 || (isHtml(response) && (status < 300 || status === 403)))
    return new WidgetError('not-signed-in', 'The endpoint answered with a login', details);
  if (status === 429) return new WidgetError('too-many-requests', 'The endpoint answered 429', details);
  if (status >= 500) return new WidgetError('backend-unreachable', `The endpoint answered ${status}`, details);
  return new WidgetError('backend-invalid', `The answer (status ${status}) is not of the link contract`, details);
}

/**
 * fetch rejects alike for a refused redirect and for no network. A redirect means that the portal's login took the
 * request, and that wants another message: so look once more, without following.
 */
async function errorWithoutAnswer(
  details: { cause: unknown; correlationId: string },
  look: () => Promise<Received>,
): Promise<WidgetError> {
  // After the time limit there is no second look.
  const type =
    details.cause instanceof TypeError &&
    (await look().then(
      ({ response }) => response.type,
      () => undefined,
    ));
  return type === 'opaqueredirect'
    ? new WidgetError('not-signed-in', 'The endpoint redirects', details)
    : new WidgetError('backend-unreachable', 'The endpoint did not answer', details);
}

function isHtml({ headers }: Response): boolean {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers.get('Content-Type') ?? '');
}

/**
 * The problem of the contract (RFC 9457).
 *
 * @param retryAfter seconds
 * @returns undefined when it is not of the contract
 */
function readProblem(text: string, correlationId: string, retryAfter: number | undefined): WidgetError | undefined {
  const json = readObject(text);
  const { code } = json;
  if (!isBackendErrorCode(code)) return undefined;
  return new WidgetError(code, `The backend answered ${code}`, {
    correlationId: isText(json['correlationId']) ? json['correlationId'] : correlationId,
    missingPrivileges: readTexts(json['missingPrivileges']),
    pending: readPending(json),
    retryAfter,
  });
}

function isBackendErrorCode(code: unknown): code is BackendErrorCode {
  return typeof code === 'string' && Object.hasOwn(backendStatusByCode, code);
}

/** `Retry-After` in seconds, from either of its forms (RFC 9110, 10.2.3). */
function secondsOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
