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
    | 'callback-headers'
    | 'callback-script'
    | 'content-security-policy'
    | 'backend'
    | 'post'
    | 'delete'
    | 'clock'
    | 'site-data'
    | 'pop-ups'
    | 'web-locks'
    | 'clipboard';
  ok: boolean;
  /** The observation. */
  detail: string;
  /** The remedy, where something is to be done. */
  fix?: string;
}

/** Milliseconds that one request may take. */
export const timeLimit = 10_000;

/** Resolves to undefined when there is no answer. */
export function probe(
  url: string,
  method: 'GET' | 'HEAD',
  redirect: RequestRedirect = 'follow',
): Promise<Response | undefined> {
  const signal = AbortSignal.timeout(timeLimit);
  return fetch(url, { method, redirect, signal, cache: 'no-store', credentials: 'same-origin' }).catch(() => undefined);
}

export function openerPolicyOf({ headers }: Response): string {
  return headers.get('Cross-Origin-Opener-Policy') ?? 'unsafe-none';
}

/** True for opener policies that cut a window off from the page that opened it. */
export function isolates(policy: string): boolean {
  return /^same-origin(-plus-coep)?\b(?!-allow)/.test(policy) || policy.startsWith('noopener-allow-popups');
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, '');
}
