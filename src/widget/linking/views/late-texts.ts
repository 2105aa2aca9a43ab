import type { ReactiveControllerHost } from 'lit';
import { unlessAborted } from '../../../abort.js';

/** Milliseconds: then the general sentences stand. */
const limit = 5_000;

/**
 * Sentences that few panels ever need: a file for each language, loaded when they are needed. A language without them has its
 * general sentences.
 */
export class LateTexts<Texts extends object> {
  /** They are on their way. */
  isLoading = false;
  #texts: Partial<Texts> = {};
  /** The language that they are in, or that is on its way. */
  #language: string | undefined;
  #loaded: Promise<void> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly files: Record<string, () => Promise<{ texts: Texts }>>,
  ) {}

  /**
   * The sentences, as far as they are there.
   *
   * @param language of the translation; undefined for English
   */
  textsIn(language = 'en-GB'): Partial<Texts> {
    return language === this.#language ? this.#texts : {};
  }

  /** Resolves when they are there, or can't be had. */
  load(language = 'en-GB'): Promise<void> {
    if (language !== this.#language || !this.#loaded) this.#loaded = this.#load(language);
    return this.#loaded;
  }

  async #load(language: string): Promise<void> {
    this.#language = language;
    this.#texts = {};
    this.isLoading = true;
    const load = Object.hasOwn(this.files, language) ? this.files[language] : undefined;
    const loaded = load && (await unlessAborted(load(), AbortSignal.timeout(limit)).catch(() => undefined));
    if (language !== this.#language) return;
    this.#texts = loaded?.texts ?? {};
    this.isLoading = false;
    this.host.requestUpdate();
  }
}
