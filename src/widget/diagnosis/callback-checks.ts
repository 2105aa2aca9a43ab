import { isAttemptMessage, openAttemptChannel } from '../callback/channel.js';
import type { Settings } from '../settings.js';
import { type Finding, isolates, openerPolicyOf, probe, timeLimit, withoutQuery } from './probe.js';

/** Milliseconds that the callback page has for its answer once it is loaded. */
const patience = 2_000;

/**
 * True when the redirect URI is answered, but certainly not with a callback page. Any page with a script may be one, and
 * one that can't be reached now may be there when it is needed.
 */
export async function isCallbackBroken({ redirectUri }: Settings): Promise<boolean> {
  const response = await probe(redirectUri, 'GET');
  return response !== undefined && (faultOf(response) !== undefined || !/<script/i.test(await response.text()));
}

export async function checkCallbackPage({ redirectUri }: Settings): Promise<Finding[]> {
  const response = await probe(redirectUri, 'GET');
  if (!response) return [noCallbackPage(redirectUri, 'can’t be reached')];
  const fault = faultOf(response);
  if (fault !== undefined) return [noCallbackPage(redirectUri, fault)];
  return [
    { check: 'callback-page', ok: true, detail: `${withoutQuery(redirectUri)} is there.` },
    openerPolicy(openerPolicyOf(response)),
    securityHeaders(response),
    await callbackScript(redirectUri, await response.text().catch(() => '')),
  ];
}

function noCallbackPage(redirectUri: string, fault: string): Finding {
  return {
    check: 'callback-page',
    ok: false,
    detail: `${withoutQuery(redirectUri)} ${fault}.`,
    fix: 'Serve popup-callback.html there, without a login or a fallback route in front of it.',
  };
}

function faultOf(response: Response): string | undefined {
  if (response.redirected) return 'redirects';
  if (!response.ok) return `answers ${response.status}`;
  return /html/.test(response.headers.get('Content-Type') ?? '') ? undefined : 'is not HTML';
}

function openerPolicy(policy: string): Finding {
  return isolates(policy)
    ? {
        check: 'callback-coop',
        ok: false,
        detail: `The callback page sends Cross-Origin-Opener-Policy: ${policy}.`,
        fix: 'Send no such header on the callback page.',
      }
    : { check: 'callback-coop', ok: true, detail: `Cross-Origin-Opener-Policy: ${policy}.` };
}

/** The page has an authorization code in its address for a moment, so nobody else's script may run there. */
function securityHeaders({ headers }: Response): Finding {
  const policy = headers.get('Content-Security-Policy') ?? '';
  const lacking = [
    ...(/(default|script)-src/.test(policy) ? [] : ['Content-Security-Policy with script-src']),
    ...(/frame-ancestors/.test(policy) || headers.has('X-Frame-Options') ? [] : ['frame-ancestors in it']),
    ...(headers.get('X-Content-Type-Options') === 'nosniff' ? [] : ['X-Content-Type-Options: nosniff']),
    ...(headers.get('Referrer-Policy') ? [] : ['Referrer-Policy: no-referrer']),
  ];
  return lacking.length === 0
    ? { check: 'callback-headers', ok: true, detail: 'The callback page has its security headers.' }
    : {
        check: 'callback-headers',
        ok: false,
        detail: `The callback page lacks ${lacking.join(', ')}.`,
        fix: 'Send the headers in the README, section “The callback page”.',
      };
}

/** Asks the page itself; where a policy keeps it out of a frame, its text says at least which script it runs. */
async function callbackScript(redirectUri: string, page: string): Promise<Finding> {
  const answered = await handshake(redirectUri);
  if (answered !== undefined) {
    return { check: 'callback-script', ok: true, detail: `The callback page answers, version ${answered}.` };
  }
  const source = /<script[^>]+src="([^"]*popup-callback[^"]*)"/.exec(page)?.[1];
  const script = source === undefined ? undefined : await probe(new URL(source, redirectUri).href, 'HEAD');
  return script?.ok
    ? {
        check: 'callback-script',
        ok: true,
        detail: 'The callback page could not be framed to ask it, but names popup-callback.js, and that is there.',
      }
    : {
        check: 'callback-script',
        ok: false,
        detail: 'The callback page does not answer: it does not run popup-callback.js of this major version.',
        fix: 'Copy popup-callback.html and popup-callback.js of this major version side by side.',
      };
}

/** Resolves to the callback page's version, or to undefined when it does not answer. */
function handshake(redirectUri: string): Promise<string | undefined> {
  const id = crypto.randomUUID();
  const channel = openAttemptChannel(id);
  const frame = document.createElement('iframe');
  frame.hidden = true;
  frame.src = `${redirectUri}#vcc-dynamics-check=${id}`;
  return new Promise<string | undefined>((resolve) => {
    let timer = setTimeout(resolve, timeLimit);
    frame.onload = () => {
      clearTimeout(timer);
      timer = setTimeout(resolve, patience);
    };
    channel.onmessage = ({ data }) => {
      if (!isAttemptMessage(data, 'here')) return;
      clearTimeout(timer);
      resolve(data.version ?? 'unknown');
    };
    document.body.append(frame);
  }).finally(() => {
    channel.close();
    frame.remove();
  });
}
