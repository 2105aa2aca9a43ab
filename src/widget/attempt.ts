import type { LinkRequest } from '../protocol.js';
import { takeAttemptLock } from './attempt-lock.js';
import { LinkError } from './errors.js';
import { type Answer, type LinkClient, replayWindow } from './link-client.js';
import { Operation } from './operation.js';
import type { Settings } from './settings.js';
import type { SignInLoader } from './sign-in-loader.js';
import type { Known } from './state.js';
import type { Trace } from './trace.js';
import { untilAborted } from './waiting.js';

/** Milliseconds between two looks at the sign-in window. */
const watchInterval = 250;

/** Milliseconds that the callback page has for handing over its answer, before it counts as silent. */
const callbackPatience = 10_000;

/** A nonce lives for at least an hour, and a sign-in has to fit into the rest of it. */
const nonceLifetime = 45 * 60_000;

/**
 * One attempt to link: window, lock, authorization code, POST.
 *
 * It is over when `run` or `postAgain` settles. While it runs, `onChange` is called whenever something that is shown
 * has changed.
 */
export class Attempt extends Operation {
  step: 'opening' | 'window' | 'checking' = 'opening';
  /** The window looks closed and this page has the focus. A hint and no more: under COOP every window looks closed. */
  looksClosed = false;
  /** The POST had to be repeated. */
  isSlow = false;
  #window: Window | undefined;
  #request: LinkRequest | undefined;

  constructor(
    private readonly parts: {
      settings: Settings;
      client: LinkClient;
      loader: SignInLoader;
      /** What the page showed when Link was clicked. */
      known: Known;
      /** End another tab's attempt instead of leaving it alone. */
      takeOver: boolean;
      trace: Trace;
      onChange(): void;
    },
  ) {
    super('link');
  }

  /** Opens the window in the caller's own task if it can, and resolves to the link. @throws LinkError */
  async run(): Promise<Answer> {
    const { settings, loader, trace } = this.parts;
    const { signal } = this;
    trace.record(this.id, 'started');
    if (isInAnotherSite()) throw new LinkError('framed', 'The page is framed by another origin');

    const signIn = loader.ready ?? (await untilAborted(loader.load(), signal));
    trace.record(this.id, 'sign-in-loaded');
    const { nonce } = hasFreshNonce(this.parts.known) ? this.parts.known.resource : await this.#askForNonce();
    signal.throwIfAborted();

    const over = new AbortController();
    try {
      const opened = signIn.open({
        nonce,
        correlationId: this.id,
        scopes: ['openid', 'profile', 'offline_access', `${settings.resource}/user_impersonation`],
        signal,
        takeOver: this.parts.takeOver,
        onWindow: (window) => this.#watch(window, over.signal),
      });
      const [code] = await Promise.all([opened, this.#takeLock(over.signal)]);
      signal.throwIfAborted();
      trace.record(this.id, 'code-received');
      const { authority, organizationUrl } = settings;
      this.#request = { ...code, nonce, authority, ...(organizationUrl !== undefined && { organizationUrl }) };
      setTimeout(() => this.#forgetCode(), replayWindow);
      return await this.#post();
    } finally {
      over.abort();
    }
  }

  /** Posts the code once more, after the portal session or the network is back. @throws LinkError */
  postAgain(): Promise<Answer> {
    return this.#post();
  }

  /** True while the code that was received may still be redeemed. */
  get hasCode(): boolean {
    return this.#request !== undefined;
  }

  override get wasSent(): boolean {
    return this.step === 'checking';
  }

  /** True while the window can be brought to the front. */
  get canShowWindow(): boolean {
    return this.#window?.closed === false;
  }

  showWindow(): void {
    this.#window?.focus();
  }

  async #post(): Promise<Answer> {
    const { client, known, trace } = this.parts;
    if (!this.#request) throw new LinkError('code-rejected', 'The code is too old', { correlationId: this.id });
    this.step = 'checking';
    this.looksClosed = false;
    this.isSlow = false;
    this.parts.onChange();
    trace.record(this.id, 'posted');
    const change = { ...this.call, etag: known.etag };
    const answer = await client.postUntilDefinite(this.#request, change, () => {
      this.isSlow = true;
      this.parts.onChange();
      trace.record(this.id, 'repeated');
    });
    if (!answer) throw new LinkError('backend-invalid', 'The POST was answered with 204', { correlationId: this.id });
    this.#forgetCode();
    return answer;
  }

  /** Only the nonce is taken over: what is to be replaced stays what the page showed. */
  async #askForNonce(): Promise<{ nonce: string }> {
    const { client, known } = this.parts;
    const { resource, etag } = await client.get(this.call);
    // After an unlink the page has no entity tag yet.
    known.etag ??= etag;
    return resource;
  }

  #forgetCode(): void {
    this.#request = undefined;
  }

  async #takeLock(until: AbortSignal): Promise<void> {
    const elsewhere = () => new LinkError('attempt-elsewhere', 'Another attempt took over', { correlationId: this.id });
    try {
      const { endpoint } = this.parts.settings;
      await takeAttemptLock(endpoint, { takeOver: this.parts.takeOver, until, onLost: () => this.cancel(elsewhere()) });
    } catch (error) {
      // Closes the window that is open by now.
      this.cancel(elsewhere());
      throw error;
    }
  }

  #watch(window: Window, until: AbortSignal): void {
    this.#window = window;
    this.step = 'window';
    this.parts.onChange();
    this.parts.trace.record(this.id, 'window-opened');
    let atHomeSince: number | undefined;
    const timer = setInterval(() => {
      if (this.step !== 'window') return;
      const looksClosed = window.closed && document.hasFocus();
      if (looksClosed !== this.looksClosed) {
        this.looksClosed = looksClosed;
        if (looksClosed) this.parts.trace.record(this.id, 'window-looks-closed');
        this.parts.onChange();
      }
      atHomeSince = isAtHome(window) ? (atHomeSince ?? performance.now()) : undefined;
      if (atHomeSince !== undefined && performance.now() - atHomeSince > callbackPatience) {
        this.cancel(
          new LinkError('callback-silent', 'The callback page did not hand over its answer', {
            correlationId: this.id,
          }),
        );
      }
    }, watchInterval);
    until.addEventListener('abort', () => {
      clearInterval(timer);
      this.#window = undefined;
    });
  }
}

function hasFreshNonce({ resource: { nonce }, askedAt }: Known): boolean {
  return nonce !== '' && Date.now() - askedAt < nonceLifetime;
}

/** MSAL's channel does not reach a window whose page has another site on top (storage partitioning). */
function isInAnotherSite(): boolean {
  try {
    return self !== top && top?.location.href === undefined;
  } catch {
    return true;
  }
}

/** True when the window has come back to this origin: its answer should be here at once. */
function isAtHome(window: Window): boolean {
  try {
    return !window.closed && window.location.origin === location.origin && window.location.href !== 'about:blank';
  } catch {
    return false;
  }
}
