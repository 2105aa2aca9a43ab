import { backendStatusByCode } from '../../protocol.js';
import { requestOf } from '../link/client.js';
import { readObject } from '../link/resource.js';
import type { Settings } from '../settings.js';
import { type Finding, timeLimit, withoutQuery } from './probe.js';

type Method = 'GET' | 'POST' | 'DELETE';

/** The answer to a request without a session; undefined when there was none. */
type Answer = { status: number; from: 'backend' | 'login' | 'other' } | undefined;

/** Matches no link, so that a backend that acts without a session finds nothing to change either. */
const ifMatch = '"diagnosis.none"';

/**
 * Checks whether POST and DELETE reach the backend. They are sent without a session, which must never go along: a backend with
 * a fault would act. That the backend refuses them proves that they have reached it.
 */
export async function checkMethods({ endpoint }: Settings): Promise<Finding[]> {
  const [get, post, del] = await Promise.all([ask(endpoint, 'GET'), ask(endpoint, 'POST'), ask(endpoint, 'DELETE')]);
  return [judge(endpoint, 'POST', post, get), judge(endpoint, 'DELETE', del, get)];
}

/** Sends it by the browser's own fetch: the host's may add a session. */
async function ask(endpoint: string, method: Method): Promise<Answer> {
  const headers = { ...(method !== 'GET' && { 'If-Match': ifMatch }) };
  const content =
    method === 'POST'
      ? { method, headers: { ...headers, 'Content-Type': 'application/json' }, body: '{}' }
      : { method, headers };
  try {
    const response = await fetch(endpoint, {
      ...requestOf(crypto.randomUUID(), content),
      credentials: 'omit',
      // A login that redirects is an answer too.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeLimit),
    });
    return { status: response.status, from: senderOf(response, await response.text()) };
  } catch {
    return undefined;
  }
}

function senderOf(response: Response, text: string): NonNullable<Answer>['from'] {
  if (response.type === 'opaqueredirect') return 'login';
  const { code } = readObject(text);
  const isHtml = /html/i.test(response.headers.get('Content-Type') ?? '');
  if (!isHtml && typeof code === 'string' && Object.hasOwn(backendStatusByCode, code)) return 'backend';
  return response.status === 401 ? 'login' : 'other';
}

function judge(endpoint: string, method: 'POST' | 'DELETE', answer: Answer, get: Answer): Finding {
  const check = method === 'POST' ? 'post' : 'delete';
  const request = `${method} ${withoutQuery(new URL(endpoint, location.href).href)}`;
  const ok = (detail: string): Finding => ({ check, ok: true, detail });
  const failed = (detail: string, fix: string): Finding => ({ check, ok: false, detail, fix });

  if (!answer) {
    return get
      ? failed(`${request} gets no answer, although GET does.`, withoutAnswer(endpoint, method))
      : ok(`Whether ${method} reaches the backend can’t be told: without a session not even GET is answered.`);
  }
  const { status, from } = answer;
  if (from === 'backend') {
    return status === 405
      ? failed(`The backend knows no ${method}.`, 'Pass GET, POST and DELETE on to the backend, unchanged.')
      : ok(`${method} reaches the backend.`);
  }
  if (status >= 200 && status < 300) {
    return failed(
      `${request} is answered with ${status} although no session went along.`,
      'Where the backend answered: let it refuse requests without a session. Where something in front of it did: let the method through.',
    );
  }
  const isSameForAll =
    get && get.from !== 'backend' && (get.status === status || (get.from === 'login' && from === 'login'));
  if (isSameForAll) {
    return ok(
      `Whether ${method} reaches the backend can’t be told: without a session GET does not either (${status || 'a login'}).`,
    );
  }
  const outcome = status ? `answered with ${status}` : 'redirected';
  return failed(
    `${request} is ${outcome} by something between the page and the backend, GET is not.`,
    fixFor(status, method),
  );
}

function withoutAnswer(endpoint: string, method: Method): string {
  return new URL(endpoint, location.href).origin === location.origin
    ? `Let ${method} through the firewall or proxy that breaks the connection.`
    : `Let ${method} through the firewall or proxy, and name it in Access-Control-Allow-Methods, with If-Match and Content-Type in Access-Control-Allow-Headers.`;
}

/** What the portal's operator has to change. */
function fixFor(status: number, method: Method): string {
  switch (status) {
    case 400:
    case 403:
    case 419:
      return `Allow ${method} on this path in the firewall or proxy (nginx: limit_except). If it asks for an antiforgery token, see that the element’s fetch sends it.`;
    case 405:
    case 501:
      return `Allow ${method} on this path in the firewall or web server (IIS: remove the WebDAV module).`;
    case 413:
      return 'Allow bodies of 16 kB on this path (nginx: client_max_body_size).';
    case 511:
      return 'Sign in to the network that this computer is in.';
    default:
      return status >= 500
        ? `See in the log of the proxy why it can’t pass ${method} on to the backend.`
        : `Pass ${method} on to the backend on this path, without a redirect or a page of its own.`;
  }
}
