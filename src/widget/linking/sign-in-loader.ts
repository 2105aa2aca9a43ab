import { WidgetError } from '../errors.js';
import type { Settings } from '../settings.js';
import { loadSignIn, type SignIn } from '../sign-in/load.js';

/** A sign-in for these settings, loaded when it is about to be needed, and never before. */
export class SignInLoader {
  /** Loaded and initialised: it opens the window in the caller's own task. */
  ready: SignIn | undefined;
  #loading: Promise<SignIn> | undefined;

  constructor(readonly settings: Settings) {}

  /** @throws WidgetError `backend-unreachable` when the chunk could not be fetched; the next call tries again */
  load(): Promise<SignIn> {
    this.#loading ??= this.#load().catch((cause: unknown) => {
      this.#loading = undefined;
      if (cause instanceof WidgetError) throw cause;
      throw new WidgetError('backend-unreachable', 'The sign-in could not be loaded', { cause, reason: 'not-loaded' });
    });
    return this.#loading;
  }

  async #load(): Promise<SignIn> {
    const { SignIn } = await loadSignIn();
    this.ready = await SignIn.create(this.settings);
    return this.ready;
  }
}
