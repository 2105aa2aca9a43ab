import { version } from '../version.js';
import { isAttemptMessage, openAttemptChannel } from './attempt-channel.js';
import type { LinkError } from './errors.js';
import { isInAnotherSite } from './framing.js';
import type { Settings } from './settings.js';
import { untilAborted } from './until-aborted.js';

/** One thing that linking depends on. */
export interface Finding {
  check:
    | 'settings'
    | 'secure-context'
    | 'framing'
    | 'host-coop'
    | 'sign-in-code'
    | 'callback-page'
    | 'callback-coop'
    | 'callback-script'
    | 'content-security-policy'
    | 'backend'
    | 'clock';
  ok: boolean;
  /** What was found. */
  detail: string;
  /** What to do, where something is to be done. */
  fix?: string;
}

/** Milliseconds that the callback page has for its answer once it is loaded. */
const patience = 2_000;

/** Milliseconds that one request may take. */
const timeLimit = 10_000;

/** Milliseconds between this clock and the server's before it is worth telling. */
const tolerance = 5 * 60_000;

/** Checks what linking depends on, from inside the page. Signs nobody in, changes nothing and never rejects. */
export async function diagnose(settings: Settings | LinkError): Promise<Finding[]> {
  // Nothing else can be found out there: browsers give such a page no crypto and no locks.
  if (!isSecureContext) return [secureContext()];
  if (!('endpoint' in settings))
    return [{ check: 'settings', ok: false, detail: settings.message, fix: 'Set the attribute as the README says.' }];
  const violations: string[] = [];
  const onViolation = ({ violatedDirective, blockedURI }: SecurityPolicyViolationEvent) => {
    // The hidden frame is for this check alone: linking does not need frames.
    if (violatedDirective !== 'frame-src') violations.push(`${violatedDirective} blocks ${withoutQuery(blockedURI)}`);
  };
  document.addEventListener('securitypolicyviolation', onViolation);
  try {
    const asked = await Promise.all([hostCoop(), signInCode(), callbackPage(settings), backend(settings)]);
    return [secureContext(), framing(), ...asked.flat(), contentSecurityPolicy(violations)];
  } finally {
    document.removeEventListener('securitypolicyviolation', onViolation);
  }
}

function secureContext(): Finding {
  return isSecureContext
    ? { check: 'secure-context', ok: true, detail: 'The page is a secure context.' }
    : {
        check: 'secure-context',
        ok: false,
        detail: 'The page is served over plain http.',
        fix: 'Serve it over https (http works on localhost only).',
      };
}

function framing(): Finding {
  if (self === top) return { check: 'framing', ok: true, detail: 'The page is not framed.' };
  return !isInAnotherSite()
    ? { check: 'framing', ok: true, detail: 'The page is framed by its own site.' }
    : {
        check: 'framing',
        ok: false,
        detail: 'The page is framed by another site, where the answer of the sign-in window can’t arrive.',
        fix: 'Open the page in a tab of its own.',
      };
}

/** Under COOP `same-origin` the page loses its hold of the window, though not its answer. */
async function hostCoop(): Promise<Finding> {
  const response = await ask(location.href, 'HEAD');
  const policy = response?.headers.get('Cross-Origin-Opener-Policy') ?? 'unsafe-none';
  return isolates(policy)
    ? {
        check: 'host-coop',
        ok: false,
        detail: `The page sends Cross-Origin-Opener-Policy: ${policy}. Linking works, but the sign-in window can’t be brought to the front or closed.`,
        fix: 'Send no such header on this page, or same-origin-allow-popups.',
      }
    : { check: 'host-coop', ok: true, detail: `Cross-Origin-Opener-Policy: ${policy}.` };
}

async function signInCode(): Promise<Finding> {
  try {
    await import('./sign-in.js');
    return { check: 'sign-in-code', ok: true, detail: `The sign-in code of version ${version} was loaded.` };
  } catch {
    return {
      check: 'sign-in-code',
      ok: false,
      detail: 'The sign-in code could not be loaded.',
      fix: 'Publish all files of the version’s folder, and allow its origin in script-src.',
    };
  }
}

/**
 * True when the redirect URI is answered, but certainly not with a callback page. Any page with a script may be one, and
 * one that can't be reached now may be there when it is needed.
 */
export async function isCallbackBroken({ redirectUri }: Settings): Promise<boolean> {
  const response = await ask(redirectUri, 'GET');
  return response !== undefined && (whatIsWrong(response) !== undefined || !/<script/i.test(await response.text()));
}

async function callbackPage({ redirectUri }: Settings): Promise<Finding[]> {
  const response = await ask(redirectUri, 'GET');
  return response ? examine(redirectUri, response) : [noCallbackPage(redirectUri, 'can’t be reached')];
}

function noCallbackPage(redirectUri: string, what: string): Finding {
  return {
    check: 'callback-page',
    ok: false,
    detail: `${withoutQuery(redirectUri)} ${what}.`,
    fix: 'Serve popup-callback.html there, without a login or a fallback route in front of it.',
  };
}

function whatIsWrong(response: Response): string | undefined {
  if (response.redirected) return 'redirects';
  if (!response.ok) return `answers ${response.status}`;
  return /html/.test(response.headers.get('Content-Type') ?? '') ? undefined : 'is not HTML';
}

async function examine(redirectUri: string, response: Response): Promise<Finding[]> {
  const wrong = whatIsWrong(response);
  if (wrong !== undefined) return [noCallbackPage(redirectUri, wrong)];
  const policy = response.headers.get('Cross-Origin-Opener-Policy') ?? 'unsafe-none';
  return [
    { check: 'callback-page', ok: true, detail: `${withoutQuery(redirectUri)} is there.` },
    isolates(policy)
      ? {
          check: 'callback-coop',
          ok: false,
          detail: `The callback page sends Cross-Origin-Opener-Policy: ${policy}.`,
          fix: 'Send no such header on the callback page.',
        }
      : { check: 'callback-coop', ok: true, detail: `Cross-Origin-Opener-Policy: ${policy}.` },
    await callbackScript(redirectUri, await response.text().catch(() => '')),
  ];
}

/** Asks the page itself; where a policy keeps it out of a frame, its text says at least which script it runs. */
async function callbackScript(redirectUri: string, page: string): Promise<Finding> {
  const answered = await handshake(redirectUri);
  if (answered !== undefined) {
    return { check: 'callback-script', ok: true, detail: `The callback page answers, version ${answered}.` };
  }
  const source = /<script[^>]+src="([^"]*popup-callback[^"]*)"/.exec(page)?.[1];
  const script = source === undefined ? undefined : await ask(new URL(source, redirectUri).href, 'HEAD');
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

async function backend({ endpoint, fetch }: Settings): Promise<Finding[]> {
  const question = async () =>
    fetch(endpoint, {
      headers: { Accept: 'application/json, application/problem+json', 'X-Requested-With': 'XMLHttpRequest' },
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
    });
  const response = await untilAborted(question(), AbortSignal.timeout(timeLimit)).catch(() => undefined);
  if (!response) {
    return [
      {
        check: 'backend',
        ok: false,
        detail: `${withoutQuery(endpoint)} can’t be reached, or redirects.`,
        fix: 'Check the address, connect-src of the content security policy, and that the portal session has not ended.',
      },
    ];
  }
  const body: unknown = await response.json().catch(() => undefined);
  const { status, nonce } = (body ?? {}) as Record<string, unknown>;
  const missing = [
    ...(response.status === 200 ? [] : [`status 200 (it answered ${response.status})`]),
    ...(status === 'linked' || status === 'unlinked' ? [] : ['status linked or unlinked in the body']),
    ...(typeof nonce === 'string' ? [] : ['a nonce']),
    ...(response.headers.has('ETag') ? [] : ['an ETag header']),
    ...(response.headers.get('Cache-Control')?.includes('no-store') ? [] : ['Cache-Control: no-store']),
  ];
  const fix =
    response.status === 401
      ? 'Sign in to the portal. If you are, see that the session reaches the endpoint: by cookie, or by a fetch of your own.'
      : 'Compare the endpoint with the backend contract in the README.';
  const contract: Finding =
    missing.length === 0
      ? { check: 'backend', ok: true, detail: 'The backend answers as the contract says.' }
      : { check: 'backend', ok: false, detail: `The answer to GET lacks ${missing.join(', ')}.`, fix };
  const date = Date.parse(response.headers.get('Date') ?? '');
  return Number.isNaN(date) ? [contract] : [contract, clock(Date.now() - date)];
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

function contentSecurityPolicy(violations: string[]): Finding {
  return violations.length === 0
    ? { check: 'content-security-policy', ok: true, detail: 'Nothing that linking needs was blocked.' }
    : {
        check: 'content-security-policy',
        ok: false,
        detail: `${[...new Set(violations)].join('; ')}.`,
        fix: 'Use the policy in the README.',
      };
}

function ask(url: string, method: 'GET' | 'HEAD'): Promise<Response | undefined> {
  const signal = AbortSignal.timeout(timeLimit);
  return fetch(url, { method, signal, cache: 'no-store', credentials: 'same-origin' }).catch(() => undefined);
}

function isolates(policy: string): boolean {
  return /^same-origin(-plus-coep)?\b(?!-allow)/.test(policy) || policy.startsWith('noopener-allow-popups');
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}
