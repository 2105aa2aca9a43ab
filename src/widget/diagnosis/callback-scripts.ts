import { timeLimit } from './probe.js';

/**
 * Stands in every `popup-callback.js`, whoever has bundled it, as a string by itself. The element's own code has it within a
 * longer one.
 */
const mark = /["'`]vcc-dynamics-check["'`]/;

/** Scripts that are read at most: the callback page has one or two, a portal may have hundreds. */
const largestNumber = 30;

interface Found {
  hasCallback: boolean;
  /** Some script could not be read, or loads others in a way that can't be followed. */
  mayLoadMore: boolean;
}

/** Looks for the callback page's script in a page. By text, since policies may forbid a page to parse HTML. */
export async function readScripts(page: string, address: string): Promise<Found> {
  let mayLoadMore = false;
  const seen = new Set<string>();
  const next = scriptUrls(page, address);
  const inline = [...scriptsOf(page)].map(({ text }) => text).join('\n');
  if (mark.test(inline)) return { hasCallback: true, mayLoadMore };
  next.push(...importsIn(inline, address));
  mayLoadMore ||= loadsMore(inline);
  for (let url = next.shift(); url !== undefined; url = next.shift()) {
    if (seen.has(url)) continue;
    if (seen.size === largestNumber) return { hasCallback: false, mayLoadMore: true };
    seen.add(url);
    const script = await readScript(url);
    if (script === undefined) mayLoadMore = true;
    else if (mark.test(script)) return { hasCallback: true, mayLoadMore };
    else {
      next.push(...importsIn(script, url));
      mayLoadMore ||= loadsMore(script);
    }
  }
  return { hasCallback: false, mayLoadMore };
}

/** The files that a page runs, in its order. */
export function scriptUrls(page: string, address: string): string[] {
  const base = /<base\b[^>]*\bhref=["']?([^"'\s>]+)/i.exec(page)?.[1] ?? '';
  const from = URL.canParse(base, address) ? new URL(base, address).href : address;
  return [...scriptsOf(page)].flatMap(({ source }) =>
    source !== undefined && URL.canParse(source, from) ? [new URL(source, from).href] : [],
  );
}

function* scriptsOf(page: string): Generator<{ source: string | undefined; text: string }> {
  const scripts = page.replace(/<!--[\s\S]*?-->/g, '').matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script/gi);
  for (const [, attributes = '', text = ''] of scripts) {
    const type = attributeOf('type', attributes);
    if (type && !/module$|javascript/i.test(type)) continue;
    yield { source: attributeOf('src', attributes)?.replaceAll('&amp;', '&'), text };
  }
}

function attributeOf(name: string, attributes: string): string | undefined {
  const [, quoted, single, bare] =
    new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s"'>]+))`, 'i').exec(attributes) ?? [];
  return quoted ?? single ?? bare;
}

/** Resolves to '' for what is certainly no script, and to undefined for what can't be read. */
async function readScript(url: string): Promise<string | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(timeLimit), credentials: 'same-origin' });
    const isScript = response.ok && !/html/.test(response.headers.get('Content-Type') ?? '');
    return isScript ? await response.text() : '';
  } catch {
    return undefined;
  }
}

function importsIn(script: string, address: string): string[] {
  const imports = script.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'`](\.{0,2}\/[^"'`]+)["'`]/g);
  return [...imports].map(([, path = '']) => new URL(path, address).href);
}

function loadsMore(script: string): boolean {
  return /createElement\(\s*["'`]script|document\.write|importScripts|System\.import|\brequire\(\s*\[/.test(script);
}
