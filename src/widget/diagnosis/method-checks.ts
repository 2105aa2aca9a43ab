import type { Settings } from '../settings.js';
import { type Finding, withoutQuery } from './probe.js';
import { fixFor } from './sender.js';
import { type AnswerWithoutSession, askWithoutSession } from './without-session.js';

/**
 * Checks whether POST and DELETE reach the backend. They are sent without a session, which must never go along: a backend with
 * a fault would act. That the backend refuses them proves that they have reached it.
 *
 * @param unasked the answer to GET without a session
 */
export async function checkMethods({ endpoint }: Settings, unasked: Promise<AnswerWithoutSession>): Promise<Finding[]> {
  const [get, post, del] = await Promise.all([
    unasked,
    askWithoutSession(endpoint, 'POST'),
    askWithoutSession(endpoint, 'DELETE'),
  ]);
  return [judge(endpoint, 'POST', post, get), judge(endpoint, 'DELETE', del, get)];
}

type Answer = NonNullable<AnswerWithoutSession>;

function judge(
  endpoint: string,
  method: 'POST' | 'DELETE',
  answer: AnswerWithoutSession,
  get: AnswerWithoutSession,
): Finding {
  const check = method === 'POST' ? 'post' : 'delete';
  const request = `${method} ${withoutQuery(new URL(endpoint, location.href).href)}`;
  const ok = (detail: string): Finding => ({ check, ok: true, detail });
  const failed = (detail: string, fix: string): Finding => ({ check, ok: false, detail, fix });

  if (!answer) {
    return get
      ? failed(`${request} gets no answer, although GET does.`, withoutAnswer(endpoint, method))
      : ok(`Whether ${method} reaches the backend can’t be told: without a session not even GET is answered.`);
  }
  const { status, from, code } = answer;
  if (from === 'problem') {
    if (status === 405)
      return failed(`The backend knows no ${method}.`, 'Pass GET, POST and DELETE on to the backend, unchanged.');
    // Without a session that may be for want of an antiforgery token, too.
    return code === 'invalid-request' && (status === 403 || status === 415)
      ? ok(
          `${method} reaches the backend, which refuses it before it looks for a session (${status}). Where linking is refused too (invalid-request): see that Origin, Sec-Fetch-Site and Content-Type arrive there as the browser sends them, and that the backend knows the origin ${location.origin}.`,
        )
      : ok(`${method} reaches the backend.`);
  }
  if (get && isLikeGet(answer, get)) {
    return ok(
      `Whether ${method} reaches the backend can’t be told: without a session GET does not either (${get.status || 'a login'}). A proxy that sends pages of its own in place of the backend’s errors looks the same (nginx: proxy_intercept_errors): it must not.`,
    );
  }
  if (isSuccess(status)) {
    return failed(
      `${request} is answered with ${status} although no session went along.`,
      'Where the backend answered: let it refuse requests without a session. Where something in front of it did: let the method through.',
    );
  }
  const outcome = status ? `answered with ${status}` : 'redirected';
  return failed(
    `${request} is ${outcome} by something between the page and the backend, GET is not.`,
    fixFor(status, method),
  );
}

function withoutAnswer(endpoint: string, method: 'POST' | 'DELETE'): string {
  return new URL(endpoint, location.href).origin === location.origin
    ? `Let ${method} through the firewall or proxy that breaks the connection.`
    : `Let ${method} through the firewall or proxy, and name it in Access-Control-Allow-Methods, with If-Match and Content-Type in Access-Control-Allow-Headers.`;
}

const isSuccess = (status: number) => status >= 200 && status < 300;

/** True where what answered took all methods for the same, as a portal's login does. */
function isLikeGet(answer: Answer, get: Answer): boolean {
  if (get.from === 'link' || get.from === 'problem') return false;
  if (get.status === answer.status || (get.from === 'login' && answer.from === 'login')) return true;
  // A page that is sent in place of everything: a web server refuses to send it for other methods.
  return get.from === 'other' && isSuccess(get.status) && !isSuccess(answer.status);
}
