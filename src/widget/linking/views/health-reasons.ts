import type { ReactiveControllerHost } from 'lit';
import { unlessAborted } from '../../../abort.js';
import { healthTexts } from '../../health/load.js';
import type { State } from '../../link/state.js';
import type { HealthTexts } from '../../messages/messages.js';

/** Milliseconds: then the general sentence stands. */
const limit = 5_000;

/**
 * The sentences for the reason why a link does not work, once there is such a link. Few links ever need them. A language without
 * them has its general sentences.
 */
export class HealthReasons {
  #texts: Partial<HealthTexts> = {};
  /** The language that they are in, or that is on its way. */
  #language: string | undefined;
  #isLoading = false;

  constructor(private readonly host: ReactiveControllerHost) {}

  /**
   * The sentences, as far as they are there.
   *
   * @param language of the translation; undefined for English
   */
  textsIn(language = 'en-GB'): Partial<HealthTexts> {
    return language === this.#language ? this.#texts : {};
  }

  /** Loads them when the link needs them. Returns true while they are on their way. */
  areAwaitedFor(state: State, language = 'en-GB'): boolean {
    if (state.status !== 'linked') return false;
    const { health, healthReason } = state.known.resource;
    if (health === 'active' || healthReason === undefined) return false;
    if (language !== this.#language) void this.#load(language);
    return this.#isLoading;
  }

  async #load(language: string): Promise<void> {
    this.#language = language;
    this.#texts = {};
    this.#isLoading = true;
    const load = Object.hasOwn(healthTexts, language) ? healthTexts[language] : undefined;
    const loaded = load && (await unlessAborted(load(), AbortSignal.timeout(limit)).catch(() => undefined));
    if (language !== this.#language) return;
    this.#texts = loaded?.texts ?? {};
    this.#isLoading = false;
    this.host.requestUpdate();
  }
}
