import { type BackendErrorCode, backendStatusByCode } from '../../protocol.js';
import { WidgetError } from '../errors.js';
import { type FailedCall, knownFrom, type Received } from '../link/client.js';
import { isText, readObject, readPending, readTexts } from '../link/resource.js';

/** Returns any failure as a `WidgetError`; what was not foreseen is a fault of ours. */
export function asWidgetError(thrown: unknown, correlationId?: string): WidgetError {
  // Compared by name: where the script's URL has a query, the chunks load the script again, with a class of its own.
  return (thrown as WidgetError | undefined)?.name === 'WidgetError'
    ? (thrown as WidgetError)
    : new WidgetError('internal', 'Unexpected failure', { cause: thrown, correlationId });
}

/** Returns the error for a failed call: the contract's problem where there is one, else as much as status and type tell. */
export async function readFailure(failed: FailedCall): Promise<WidgetError> {
  const { received, method } = failed;
  if (!received) return errorWithoutAnswer(failed);
  const error = errorOf(received, failed);
  // A login takes every method: where GET still gets through, the session has not ended.
  const isInDoubt = error.details.answered || (error.code === 'not-signed-in' && !readProblem(received, failed));
  return isInDoubt && method !== 'GET' ? errorBesideGet(error, failed) : error;
}

function errorOf(received: Received, failed: FailedCall): WidgetError {
  const { response } = received;
  const { status } = response;
  const problem = readProblem(received, failed);
  if (problem) return problem;
  const { correlationId } = failed;
  const details = { correlationId, retryAfter: secondsOf(response.headers.get('Retry-After')) };
  if (response.type === 'opaqueredirect') return redirected(details);
  if (status === 401 || (isHtml(response) && status < 300))
    return new WidgetError('not-signed-in', 'The endpoint answered with a login', details);
  if (status === 429) return new WidgetError('too-many-requests', 'The endpoint answered 429', details);
  if (status >= 300 && !isOfLaterVersion(received)) return stopped(failed, 'in-between', received);
  return new WidgetError('backend-invalid', `The answer (status ${status}) is not of the link contract`, details);
}

/** Tells a method that is not let through from a session that has ended and from a backend that is not there. */
async function errorBesideGet(error: WidgetError, failed: FailedCall): Promise<WidgetError> {
  const seen = await lookOnce(failed);
  if (!seen) return error;
  if (isFromBackend(seen, failed)) return stopped(failed, reasonBesideGet(failed), failed.received, true);
  const ofGet = errorOf(seen, failed);
  return ofGet.code === 'not-signed-in' ? ofGet : error;
}

/**
 * fetch rejects alike for a refused redirect and for no network. A redirect means that the portal's login took the
 * request, and that wants another message: so look once more, without following.
 */
async function errorWithoutAnswer(failed: FailedCall): Promise<WidgetError> {
  const { cause, correlationId, method } = failed;
  const details = { cause, correlationId };
  // After the time limit there is no second look.
  const seen = cause instanceof TypeError ? await lookOnce(failed) : undefined;
  if (seen?.response.type === 'opaqueredirect') return redirected(details);
  // A redirect is no answer at all, nor is a firewall's page to a page of another origin: it has no CORS headers.
  if (seen && method !== 'GET' && isFromBackend(seen, failed)) return stopped(failed, 'refused', undefined, true);
  return new WidgetError('backend-unreachable', 'The endpoint did not answer', details);
}

/** A gateway's 5xx may pass, and says nothing of a rule: only who looks after the gateway can tell. */
function reasonBesideGet({ received }: FailedCall): 'refused' | 'in-between' {
  return [500, 502, 503, 504].includes(received?.response.status ?? 0) ? 'in-between' : 'refused';
}

const lookOnce = ({ look }: FailedCall) => look().catch(() => undefined);

/** True for the link, and for a problem of the contract unless it says that the session has ended. */
function isFromBackend(received: Received, failed: FailedCall): boolean {
  const problem = readProblem(received, failed);
  return problem ? problem.code !== 'not-signed-in' : received.response.ok && knownFrom(received) !== undefined;
}

const redirected = (details: WidgetError['details']) =>
  new WidgetError('not-signed-in', 'The endpoint redirects', details);

/** Something between page and backend has answered in its place. */
function stopped(
  { method, endpoint, correlationId, cause }: FailedCall,
  reason: 'refused' | 'in-between',
  received?: Received,
  besideGet = false,
): WidgetError {
  const { status, headers } = received?.response ?? {};
  const { origin, pathname } = new URL(endpoint, location.href);
  const outcome = status === undefined ? 'did not get through' : `was answered with ${status} in the backend's place`;
  const detail = `${method} ${origin}${pathname} ${outcome}${besideGet ? '; GET is answered' : ''}`;
  return new WidgetError('backend-invalid', detail, {
    cause,
    correlationId,
    reason,
    answered: { method, status, besideGet },
    retryAfter: secondsOf(headers?.get('Retry-After') ?? null),
  });
}

function isHtml({ headers }: Response): boolean {
  return /^\s*(text\/html|application\/xhtml\+xml)\b/i.test(headers.get('Content-Type') ?? '');
}

/** True for a problem whose code this version does not know. */
function isOfLaterVersion({ response, text }: Received): boolean {
  const { code } = readObject(text);
  return !isHtml(response) && isText(code) && /^[a-z]+(-[a-z]+)*$/.test(code);
}

/**
 * The problem of the contract (RFC 9457).
 *
 * @returns undefined when it is not of the contract
 */
function readProblem({ response, text }: Received, failed: FailedCall): WidgetError | undefined {
  if (isHtml(response)) return undefined;
  const json = readObject(text);
  const { code } = json;
  if (!isBackendErrorCode(code)) return undefined;
  const pending = readPending(json);
  // A question that says nothing of what is to be chosen.
  if (!pending && (code === 'organization-choice-required' || code === 'user-differs')) return undefined;
  return new WidgetError(code, `The backend answered ${code}`, {
    correlationId: isText(json['correlationId']) ? json['correlationId'] : failed.correlationId,
    missingPrivileges: readTexts(json['missingPrivileges']),
    pending,
    retryAfter: secondsOf(response.headers.get('Retry-After')),
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
