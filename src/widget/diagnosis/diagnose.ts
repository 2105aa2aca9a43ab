import { version } from '../../version.js';
import type { WidgetError } from '../errors.js';
import { framing as framingNow, isFramed } from '../framing.js';
import type { Settings } from '../settings.js';
import { loadSignIn } from '../sign-in/load.js';
import { checkBackend } from './backend-checks.js';
import { checkBrowser } from './browser-checks.js';
import { checkCallbackPage } from './callback-checks.js';
import { checkMethods } from './method-checks.js';
import { type Finding, isolates, openerPolicyOf, probe, withoutQuery } from './probe.js';
import { askWithoutSession } from './without-session.js';

export { findCallbackFault } from './callback-checks.js';

/** Checks what linking depends on, from inside the page. Signs nobody in, changes nothing and never rejects. */
export async function diagnose(settings: Settings | WidgetError): Promise<Finding[]> {
  // Nothing else can be checked on such a page: browsers give it no crypto and no locks.
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
    const unasked = askWithoutSession(settings.endpoint, 'GET');
    const asked = await Promise.all([
      hostCoop(),
      signIn(),
      checkCallbackPage(settings),
      checkBackend(settings, unasked),
      checkMethods(settings, unasked),
      checkBrowser(),
    ]);
    return [secureContext(), framing(settings), ...asked.flat(), contentSecurityPolicy(violations)];
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

function framing({ allowFraming }: Settings): Finding {
  const by = framingNow();
  const detail = {
    none: 'No page of another origin frames this one.',
    'same-site': 'A page of another origin of the same site frames this one.',
    'cross-site': 'A page of another site frames this one, where the answer of the sign-in window can’t arrive.',
  }[by];
  if (!isFramed(allowFraming)) return { check: 'framing', ok: true, detail };
  const fix = by === 'same-site' ? ', or set allowFraming where that is meant' : '';
  return { check: 'framing', ok: false, detail, fix: `Open the page in a tab of its own${fix}.` };
}

/** Under COOP `same-origin` the page loses its hold of the window, though not its answer. */
async function hostCoop(): Promise<Finding> {
  const response = await probe(location.href, 'HEAD');
  const policy = response ? openerPolicyOf(response) : 'unsafe-none';
  return isolates(policy)
    ? {
        check: 'host-coop',
        ok: false,
        detail: `The page sends Cross-Origin-Opener-Policy: ${policy}. Linking works, but the sign-in window can’t be brought to the front or closed.`,
        fix: 'Send no such header on this page, or same-origin-allow-popups.',
      }
    : { check: 'host-coop', ok: true, detail: `Cross-Origin-Opener-Policy: ${policy}.` };
}

async function signIn(): Promise<Finding> {
  try {
    await loadSignIn();
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
