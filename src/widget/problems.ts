import { type BackendErrorCode, backendStatusByCode } from '../protocol.js';
import { isText, readObject, readPending, readTexts } from './answers.js';
import { LinkError } from './errors.js';
import type { Received } from './link-client.js';

/** Whatever was thrown, as a `LinkError`: anything else is a fault of ours. */
export function asLinkError(thrown: unknown, correlationId?: string): LinkError {
  // By its name: where the script's URL has a query, the chunks load the script once more, and have another class.
  return (thrown as LinkError | undefined)?.name === 'LinkError'
    ? (thrown as LinkError)
    : new LinkError('internal', 'Unexpected failure', { cause: thrown, correlationId });
}

/** A problem of the contract as it is; else the most that status and type tell. */
export function errorOf(received: Received, correlationId: string): LinkError {
  const { response, text } = received;
  const { status } = response;
  const retryAfter = secondsOf(response.headers.get('Retry-After'));
  const problem = isHtml(received) ? undefined : readProblem(text, correlationId, retryAfter);
  if (problem) return problem;
  const details = { correlationId, retryAfter };
  if (status === 401 || (isHtml(received) && (status < 300 || status === 403)))
    return new LinkError('not-signed-in', 'The endpoint answered with a login', details);
  if (status === 429) return new LinkError('too-many-requests', 'The endpoint answered 429', details);
  if (status >= 500) return new LinkError('backend-unreachable', `The endpoint answered ${status}`, details);
  return new LinkError('backend-invalid', `The answer (status ${status}) is not of the link contract`, details);
}

/**
 * fetch rejects alike for a refused redirect and for no network. A redirect means that the portal's login took the
 * request, and that wants another message: so look once more, without following.
 */
export async function errorWithoutAnswer(
  details: { cause: unknown; correlationId: string },
  look: () => Promise<Received>,
): Promise<LinkError> {
  // Not after the time limit.
  const type =
    details.cause instanceof TypeError &&
    (await look().then(
      ({ response }) => response.type,
      () => undefined,
    ));
  return type === 'opaqueredirect'
    ? new LinkError('not-signed-in', 'The endpoint redirects', details)
    : new LinkError('backend-unreachable', 'The endpoint did not answer', details);
}

export function isHtml({ response }: Received): boolean {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(response.headers.get('Content-Type') ?? '');
}

/**
 * The problem of the contract (RFC 9457).
 *
 * @param retryAfter seconds
 * @returns undefined when it is not of the contract
 */
function readProblem(text: string, correlationId: string, retryAfter: number | undefined): LinkError | undefined {
  const json = readObject(text);
  const { code } = json;
  if (!isBackendErrorCode(code)) return undefined;
  const pending = readPending(json);
  return new LinkError(code, `The backend answered ${code}`, {
    correlationId: isText(json['correlationId']) ? json['correlationId'] : correlationId,
    missingPrivileges: readTexts(json['missingPrivileges']),
    pending,
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
