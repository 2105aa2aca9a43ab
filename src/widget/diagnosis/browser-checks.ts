import { unlessAborted } from '../../abort.js';
import { blockedSiteData } from '../blocked-site-data.js';
import type { Finding } from './probe.js';

/** Milliseconds that the browser may take for an answer. */
const patience = 2_000;

/** What the browser, its settings and its extensions leave to the page. Opens no window and writes nothing to the clipboard. */
export async function checkBrowser(): Promise<Finding[]> {
  return [siteData(), popups(), await locks(), await clipboard()];
}

function siteData(): Finding {
  const blocked = blockedSiteData();
  return blocked.length === 0
    ? { check: 'site-data', ok: true, detail: 'The browser lets this page keep site data.' }
    : {
        check: 'site-data',
        ok: false,
        detail: `The browser keeps site data from this page: ${blocked.join(', ')}.`,
        fix: 'Allow cookies and site data for this site in the browser’s settings or policies, and reload the page.',
      };
}

/** Whether the browser itself allows the window shows only in a click. */
function popups(): Finding {
  return isBrowsersOwn(() => window.open)
    ? { check: 'pop-ups', ok: true, detail: 'window.open is the browser’s own; it may still block the window.' }
    : {
        check: 'pop-ups',
        ok: false,
        detail: 'A script or an extension has replaced window.open: the sign-in window may be blocked.',
        fix: 'Take the replacement away, or allow pop-ups for this site in the extension that blocks them.',
      };
}

async function locks(): Promise<Finding> {
  const request = async () => navigator.locks.request('vcc-dynamics-auth check', { ifAvailable: true }, () => true);
  const answered = await inTime(request());
  return answered
    ? { check: 'web-locks', ok: true, detail: 'The browser has Web Locks for this page.' }
    : {
        check: 'web-locks',
        ok: false,
        detail:
          'The browser has no Web Locks for this page. Linking works, but two tabs don’t see that both of them link.',
        fix: 'Use a current browser, and allow site data for this site.',
      };
}

async function clipboard(): Promise<Finding> {
  const isDenied = async () => {
    const { state } = await navigator.permissions.query({ name: 'clipboard-write' as PermissionName });
    return state === 'denied';
  };
  const isThere = isBrowsersOwn(() => navigator.clipboard.writeText);
  // Firefox and Safari don't know the permission, and ask nobody.
  return isThere && !forbidsClipboard() && !(await inTime(isDenied()))
    ? { check: 'clipboard', ok: true, detail: 'The page may copy to the clipboard.' }
    : {
        check: 'clipboard',
        ok: false,
        detail: 'The page may not copy to the clipboard. The support report is shown as text instead.',
        fix: 'Allow clipboard-write in the Permissions-Policy of the page and of what frames it, and in the browser.',
      };
}

/** Only Chromium tells what the policy of the page and its frames is. */
function forbidsClipboard(): boolean {
  const { featurePolicy } = document as {
    featurePolicy?: { features(): string[]; allowsFeature(name: string): boolean };
  };
  const feature = 'clipboard-write';
  return featurePolicy?.features().includes(feature) === true && !featurePolicy.allowsFeature(feature);
}

function isBrowsersOwn(find: () => unknown): boolean {
  try {
    const found = find();
    return typeof found === 'function' && /\[native code\]/.test(Function.prototype.toString.call(found));
  } catch {
    return false;
  }
}

/** Resolves to undefined where the browser has no answer. */
function inTime<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  return unlessAborted(answer, AbortSignal.timeout(patience)).catch(() => undefined);
}
