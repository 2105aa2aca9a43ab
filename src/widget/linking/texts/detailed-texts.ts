import type { ReactiveControllerHost } from 'lit';
import { unlessAborted } from '../../../abort.js';
import { detailedTexts } from '../../detailed-texts/load.js';
import { offersLink, type State, shownErrorOf } from '../../link/state.js';
import type { DetailedTexts as Texts } from '../../messages/messages.js';

/** Milliseconds: then the general sentences stand. */
const limit = 5_000;

/**
 * Sentences that few panels ever need: a file for each language, loaded when they are needed. A language without them has its
 * general sentences.
 */
export class DetailedTexts {
  #texts: Partial<Texts> = {};
  /** The language that they are in, or that is on its way. */
  #language: string | undefined;
  #loaded: Promise<void> | undefined;
  #isLoading = false;

  constructor(private readonly host: ReactiveControllerHost) {}

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

  /** Loads them where a panel may need them. Returns true while it has to do with the general sentence for them. */
  areAwaitedFor(state: State, language?: string): boolean {
    const isToldByReason = state.status === 'linked' && isOutOfOrder(state.known.resource);
    // An attempt whose window is hidden, or whose way back is missing, has taken its time: by then they are there.
    const mayBeTold =
      ['linking', 'choosing'].includes(state.status) ||
      (state.status === 'linked' && state.known.resource.access !== undefined) ||
      offersLink(state) ||
      shownErrorOf(state)?.details.reason !== undefined;
    if (isToldByReason || mayBeTold) void this.load(language);
    return isToldByReason && this.#isLoading;
  }

  async #load(language: string): Promise<void> {
    this.#language = language;
    this.#texts = {};
    this.#isLoading = true;
    const load = Object.hasOwn(detailedTexts, language) ? detailedTexts[language] : undefined;
    const loaded = load && (await unlessAborted(load(), AbortSignal.timeout(limit)).catch(() => undefined));
    if (language !== this.#language) return;
    this.#texts = loaded?.texts ?? {};
    this.#isLoading = false;
    this.host.requestUpdate();
  }
}

function isOutOfOrder({ health, healthReason }: { health: string; healthReason?: string | undefined }): boolean {
  return health !== 'active' && healthReason !== undefined;
}
