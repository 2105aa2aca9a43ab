import { unlessAborted } from '../../abort.js';
import { requestOf } from '../link/client.js';
import { readObject } from '../link/resource.js';
import type { Settings } from '../settings.js';
import { type Finding, timeLimit, withoutQuery } from './probe.js';
import { fixFor, isPage, problemOf } from './sender.js';
import type { AnswerWithoutSession } from './without-session.js';

/** Milliseconds between this clock and the server's before it is worth telling. */
const tolerance = 5 * 60_000;

/** @param unasked the answer to GET without a session */
export async function checkBackend(
  { endpoint, fetch }: Settings,
  unasked: Promise<AnswerWithoutSession>,
): Promise<Finding[]> {
  // A redirect that is not followed is an answer too.
  const ask = async () => {
    const response = await fetch(endpoint, { ...requestOf(crypto.randomUUID()), redirect: 'manual' });
    return { response, text: await response.text() };
  };
  const limit = AbortSignal.timeout(timeLimit);
  const received = await unlessAborted(ask(), limit).catch(() => undefined);
  if (!received) return [limit.aborted ? tooSlow(endpoint) : unreachable(endpoint)];
  const { response, text } = received;
  const contract = checkContract(response, text);
  const isPublic = contract.ok && (await unasked)?.from === 'link';
  const date = Date.parse(response.headers.get('Date') ?? '');
  const finding = isPublic ? answersAnybody : contract;
  return Number.isNaN(date) ? [finding] : [finding, clock(Date.now() - date)];
}

const failed = (detail: string, fix: string): Finding => ({ check: 'backend', ok: false, detail, fix });

const unreachable = (endpoint: string) =>
  failed(
    `${withoutQuery(endpoint)} can’t be reached.`,
    'Check the address, connect-src of the content security policy, and that no firewall or proxy breaks the connection.',
  );

const tooSlow = (endpoint: string) =>
  failed(
    `${withoutQuery(endpoint)} gives no answer within ${timeLimit / 1000} seconds.`,
    'See in the logs of the proxy and the backend what takes so long.',
  );

const answersAnybody = failed(
  'GET is answered with the link although no session went along.',
  'Take this path out of every cache between page and backend (nginx: proxy_cache), and let the backend refuse requests without a session.',
);

function checkContract(response: Response, text: string): Finding {
  if (response.type === 'opaqueredirect') return failed('GET is redirected.', fixFor(0, 'GET'));
  if (response.status !== 200) return otherStatus(response, text);
  if (isPage(response)) {
    return failed(
      'The answer to GET is a web page with status 200.',
      'Sign in to the portal. If you are, take this path out of its login and of its fallback route, and pass it on to the backend.',
    );
  }
  const { status, nonce, accountTag } = readObject(text);
  const headers = [
    ...(response.headers.has('ETag') ? [] : ['an ETag header']),
    ...(response.headers.get('Cache-Control')?.includes('no-store') ? [] : ['Cache-Control: no-store']),
  ];
  const members = [
    ...(status === 'linked' || status === 'unlinked' ? [] : ['status linked or unlinked in the body']),
    ...(typeof nonce === 'string' ? [] : ['a nonce']),
    ...(typeof accountTag === 'string'
      ? []
      : ['an accountTag: a page can’t tell when the session is switched to another account']),
  ];
  if (members.length + headers.length === 0)
    return { check: 'backend', ok: true, detail: 'The backend answers as the contract says.' };
  return failed(
    `The answer to GET lacks ${[...members, ...headers].join(', ')}.`,
    members.length === 0
      ? 'Send it with every answer, and see that the proxy passes it on unchanged (nginx: proxy_hide_header, expires).'
      : 'Compare the endpoint with the backend contract in the README.',
  );
}

function otherStatus({ status }: Response, text: string): Finding {
  const code = problemOf(text);
  const detail = `The answer to GET lacks status 200 (it answered ${code ? `${status}, ${code}` : status}).`;
  if (status === 401) {
    return failed(
      detail,
      'Sign in to the portal. If you are, see that the session reaches the endpoint: by cookie, or by a fetch of your own.',
    );
  }
  if (code === 'not-entitled')
    return failed(
      detail,
      'The backend lets neither this account nor this user use the integration: ask who may decide.',
    );
  return code
    ? failed(detail, 'See in the backend’s log why.')
    : failed(`${detail} Something between the page and the backend answered in its place.`, fixFor(status, 'GET'));
}

function clock(difference: number): Finding {
  const minutes = Math.round(difference / 60_000);
  return Math.abs(difference) <= tolerance
    ? { check: 'clock', ok: true, detail: 'This computer’s clock agrees with the server’s.' }
    : {
        check: 'clock',
        ok: false,
        detail: `This computer’s clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} the server’s.`,
        fix: 'Set the clock: sign-ins and nonces expire by it.',
      };
}
