import { LinkError } from './errors.js';
import { lazyImport } from './lazy-import.js';
import type { Settings } from './settings.js';
import type { SignIn } from './sign-in.js';

const importSignIn = lazyImport(() => import('./sign-in.js'));

/** Fetches the sign-in code (MSAL) when it is about to be needed, and never before. */
export class SignInLoader {
  /** Loaded and initialised: it opens the window in the caller's own task. */
  ready: SignIn | undefined;
  #loading: Promise<SignIn> | undefined;

  constructor(private readonly settings: Settings) {}

  /** @throws LinkError `backend-unreachable` when the code could not be fetched; the next call tries again */
  load(): Promise<SignIn> {
    this.#loading ??= this.#load().catch((cause: unknown) => {
      this.#loading = undefined;
      if (cause instanceof LinkError) throw cause;
      throw new LinkError('backend-unreachable', 'The sign-in code could not be loaded', {
        cause,
        reason: 'not-loaded',
      });
    });
    return this.#loading;
  }

  async #load(): Promise<SignIn> {
    const { SignIn } = await importSignIn();
    this.ready = await SignIn.create(this.settings);
    return this.ready;
  }
}
