import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { translations } from '../../languages/load.js';
import { nearestLang } from '../../messages/language.js';
import type { MessageOverrides } from '../../messages/messages.js';

/** The texts in the language of the nearest `lang`, as long as the element is on the page. */
export class Translations implements ReactiveController {
  /** BCP 47, for dates and lists. */
  language = 'en-GB';
  /** Undefined for English. */
  messages: MessageOverrides | undefined;
  /** Name of the translation; undefined for English. */
  tag: string | undefined;
  /** True once the texts are there. From then on a change of language shows the old texts until it has the new ones. */
  isReady = false;
  /** Resolves when they are, after the element was put on the page. */
  ready: Promise<void> | undefined;
  readonly #host: ReactiveControllerHost & Element;
  readonly #observer = new MutationObserver(() => void this.#follow());
  #wanted: string | undefined;

  constructor(host: ReactiveControllerHost & Element) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    let root = this.#host.getRootNode();
    const watch = () => this.#observer.observe(root, { attributeFilter: ['lang'], subtree: true });
    watch();
    while (root instanceof ShadowRoot) {
      root = root.host.getRootNode();
      watch();
    }
    this.ready = this.#follow();
  }

  hostDisconnected(): void {
    this.#observer.disconnect();
  }

  async #follow(): Promise<void> {
    const lang = nearestLang(this.#host);
    if (lang === this.#wanted) return;
    this.#wanted = lang;
    const { tag, language } = chooseLanguage(lang);
    // A language whose file can't be loaded is shown in English, until the page changes its language.
    const loaded = tag === undefined ? undefined : await translations[tag]?.().catch(() => undefined);
    if (lang !== this.#wanted) return;
    this.messages = loaded?.messages;
    this.tag = loaded && tag;
    this.language = loaded || tag === undefined ? language : 'en-GB';
    this.isReady = true;
    this.#host.requestUpdate();
  }
}

/** Chooses the translation for a `lang`, none for English, and the language of dates. */
export function chooseLanguage(lang: string): { tag?: string; language: string } {
  const locale = localeOf(lang);
  if (!locale) return { language: 'en-GB' };
  const tag = [`${locale.language}-${locale.region}`, locale.language].find((name) =>
    Object.hasOwn(translations, name),
  );
  if (tag !== undefined) return { tag, language: String(locale) };
  return { language: locale.language === 'en' && locale.region ? String(locale) : 'en-GB' };
}

/**
 * Reads what servers write into `lang`: BCP 47, or a POSIX locale such as `fr_FR.UTF-8@euro`. Of a tag that is not quite right
 * the part counts that is. Returns undefined where there is none.
 */
function localeOf(lang: string): Intl.Locale | undefined {
  const [name = ''] = lang.split(/[.@;,]/);
  const subtags = name.split(/[^a-z\d]+/i).filter(Boolean);
  for (; subtags.length; subtags.pop()) {
    try {
      return new Intl.Locale(subtags.join('-'));
    } catch {
      // One subtag less may be a tag.
    }
  }
  return undefined;
}
