import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { nearestLang } from './language.js';
import type { Translation } from './messages.js';
import { translations } from './translation-files.js';

/** The texts in the language of the nearest `lang`, as long as the element is on the page. */
export class Translations implements ReactiveController {
  /** BCP 47, for dates and lists. */
  language = 'en-GB';
  /** Undefined for what the element speaks by itself. */
  messages: Translation | undefined;
  /** Something can be said by now. From then on a change of language shows the old texts until it has the new ones. */
  isReady = false;
  /** Resolves when it is, after the element was put on the page. */
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
    // Without its file a language is English, until the page asks for another one.
    const loaded = tag === undefined ? undefined : await translations[tag]?.().catch(() => undefined);
    if (lang !== this.#wanted) return;
    this.messages = loaded?.messages;
    this.language = loaded || tag === undefined ? language : 'en-GB';
    this.isReady = true;
    this.#host.requestUpdate();
  }
}

/** Which translation a `lang` gets, none for English, and what dates are written in. */
export function chooseLanguage(lang: string): { tag?: string; language: string } {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(lang);
  } catch {
    return { language: 'en-GB' };
  }
  const tag = [`${locale.language}-${locale.region}`, locale.language].find((name) =>
    Object.hasOwn(translations, name),
  );
  if (tag !== undefined) return { tag, language: String(locale) };
  return { language: locale.language === 'en' && locale.region ? String(locale) : 'en-GB' };
}
