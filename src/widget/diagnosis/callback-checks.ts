import type { CallbackFault } from '../errors.js';
import type { Settings } from '../settings.js';
import { type CallbackReading, readCallback } from './callback-reading.js';
import { handshake, mayBeFramed } from './handshake.js';
import { type Finding, isolates, openerPolicyOf, withoutQuery } from './probe.js';

/**
 * What is wrong with the page at the redirect URI, when it certainly is no callback page. One that can't be reached now may be
 * there when it is needed.
 */
export async function findCallbackFault({
  redirectUri,
}: Settings): Promise<{ reason: CallbackFault; path: string } | undefined> {
  const { fault } = await readCallback(redirectUri);
  return fault && { reason: fault, path: new URL(redirectUri).pathname };
}

export async function checkCallbackPage({ redirectUri }: Settings): Promise<Finding[]> {
  const reading = await readCallback(redirectUri);
  const { response, observation } = reading;
  const page: Finding =
    observation === undefined
      ? { check: 'callback-page', ok: true, detail: `${withoutQuery(redirectUri)} is there.` }
      : {
          check: 'callback-page',
          ok: false,
          detail: `${withoutQuery(redirectUri)} ${observation}.`,
          fix: `Serve popup-callback.html there: exclude the path ${new URL(redirectUri).pathname} from the portal’s fallback route and login.`,
        };
  if (!response?.ok) return [page];
  return [
    page,
    openerPolicy(openerPolicyOf(response)),
    securityHeaders(response),
    await callbackScript(redirectUri, reading),
  ];
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
async function callbackScript(
  redirectUri: string,
  { response, hasScript, version }: CallbackReading,
): Promise<Finding> {
  const answer =
    version === undefined && hasScript && response && mayBeFramed(response) ? await handshake(redirectUri) : 'blocked';
  const found = typeof answer === 'object' ? answer.version : version;
  if (found !== undefined) {
    return { check: 'callback-script', ok: true, detail: `The callback page answers, version ${found}.` };
  }
  return hasScript && answer === 'blocked'
    ? {
        check: 'callback-script',
        ok: true,
        detail: 'The callback page could not be framed to ask it, but runs popup-callback.js, and that is there.',
      }
    : {
        check: 'callback-script',
        ok: false,
        detail:
          'The page does not answer: it does not run popup-callback.js of this major version, or not first of all.',
        fix: 'Copy popup-callback.html and popup-callback.js of this major version side by side, where no fallback route answers in their place.',
      };
}
