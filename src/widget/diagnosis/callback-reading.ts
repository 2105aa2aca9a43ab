import type { CallbackFault } from '../errors.js';
import { readScripts, scriptUrls } from './callback-scripts.js';
import { handshake, mayBeFramed } from './handshake.js';
import { probe } from './probe.js';

/** What the redirect URI is answered with. */
export interface CallbackReading {
  /** Undefined when there is none that this page may read. */
  response: Response | undefined;
  /** The observation, where it is no callback page, as the end of a sentence. */
  observation?: string;
  /** Undefined while it may be a callback page. */
  fault?: Exclude<CallbackFault, 'answered'>;
  /** The version of the callback page that has answered by itself. */
  version?: string | undefined;
  /** The script of the callback page was found in it. */
  hasScript: boolean;
}

/** Reads the page and its scripts, whatever it looks like: portals answer unknown paths with a page of their own and 200. */
export async function readCallback(redirectUri: string): Promise<CallbackReading> {
  const response = await probe(redirectUri, 'GET');
  if (!response) {
    const leaves = (await probe(redirectUri, 'GET', 'manual'))?.type === 'opaqueredirect';
    return leaves
      ? { response, hasScript: false, fault: 'portal-page', observation: 'redirects to another site' }
      : { response, hasScript: false, observation: 'can’t be reached' };
  }
  const { status, ok, redirected } = response;
  const refuses = status === 401 || status === 403;
  if (!ok) {
    // A server that is down may be up again when the answer comes.
    const fault = refuses ? 'portal-page' : status < 500 ? 'missing' : undefined;
    return { response, hasScript: false, observation: `answers ${status}`, ...(fault && { fault }) };
  }
  if (!/html/.test(response.headers.get('Content-Type') ?? ''))
    return { response, hasScript: false, fault: 'missing', observation: 'is not HTML' };

  const page = await response.text().catch(() => '');
  const { hasCallback, mayLoadMore } = await readScripts(page, response.url);
  if (hasCallback) return { response, hasScript: true };
  if (mayBeFramed(response)) {
    const answer = await handshake(redirectUri);
    if (typeof answer === 'object') return { response, hasScript: false, ...answer };
  }
  if (isEmpty(page)) return { response, hasScript: false, fault: 'missing', observation: 'is empty' };
  const observation = redirected
    ? `redirects to ${new URL(response.url).pathname}`
    : 'answers with a page that is not the callback page';
  const isPortals = redirected || hasForm(page) || showsElement(page) || (await isFallback(page, redirectUri));
  return { response, hasScript: false, ...((isPortals || !mayLoadMore) && { fault: 'portal-page', observation }) };
}

function isEmpty(page: string): boolean {
  return !/<script/i.test(page) && page.replace(/<title[\s\S]*?<\/title>|<[^>]*>/gi, '').trim() === '';
}

/** A login, for example. The callback page asks for nothing. */
function hasForm(page: string): boolean {
  return /<form\b|type=["']?password/i.test(page);
}

function showsElement(page: string): boolean {
  return /<vcc-dynamics-auth\b/i.test(page);
}

/** True when the page is the one that is shown here, or that the portal has for a path that is certainly not there. */
async function isFallback(page: string, redirectUri: string): Promise<boolean> {
  const scripts = scriptUrls(page, redirectUri);
  const own = new Set([...document.scripts].map(({ src }) => src));
  if (scripts.length > 0 && scripts.every((script) => own.has(script))) return true;
  const nowhere = new URL(`vcc-dynamics-${crypto.randomUUID()}.html`, redirectUri).href;
  const other = await probe(nowhere, 'GET');
  if (!other?.ok) return false;
  const otherPage = await other.text().catch(() => '');
  // Nonces, times and the path itself may differ.
  return titleOf(otherPage) === titleOf(page) && scriptUrls(otherPage, redirectUri).join() === scripts.join();
}

function titleOf(page: string): string {
  return /<title[^>]*>([^<]*)/i.exec(page)?.[1]?.trim() ?? '';
}
