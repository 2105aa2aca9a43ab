import type { LinkRequest } from '../protocol.js';
import { takeAttemptLock } from './attempt-lock.js';
import { LinkError } from './errors.js';
import { isInAnotherSite } from './framing.js';
import type { LinkClient } from './link-client.js';
import { linkIdOf } from './link-id.js';
import { Operation } from './operation.js';
import { postUntilDefinite } from './post-until-definite.js';
import type { Settings } from './settings.js';
import type { SignInLoader } from './sign-in-loader.js';
import { isAtHome, pageHasFocus } from './sign-in-window.js';
import type { Known } from './state.js';
import type { Trace } from './trace.js';
import { untilAborted } from './until-aborted.js';

/** Milliseconds between two looks at the sign-in window. */
const watchInterval = 250;

/** Milliseconds that the callback page has for handing over its answer, before it counts as silent. */
const callbackPatience = 10_000;

/** Milliseconds that a code lives, and that the backend answers a repeated POST as it did the first time. */
const codeLifetime = 10 * 60_000;

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
  #callbackCheck: Promise<unknown> | undefined;
  #codeEnds = 0;
  #forgetting: ReturnType<typeof setTimeout> | undefined;

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
  async run(): Promise<Known> {
    const { settings, loader, trace, takeOver } = this.parts;
    const { signal } = this;
    trace.record(this.id, 'started');
    if (isInAnotherSite()) throw new LinkError('framed', 'The page is framed by another site');

    const wasReady = loader.ready !== undefined;
    const signIn = loader.ready ?? (await untilAborted(loader.load(), signal));
    trace.record(this.id, 'sign-in-loaded');
    if (!hasFreshNonce(this.parts.known)) await this.#askForNonce();
    const { nonce } = this.parts.known.resource;

    const over = new AbortController();
    try {
      let onOpened = () => {};
      const isOpen = new Promise<void>((resolve) => {
        onOpened = resolve;
      });
      const opened = signIn.open({
        nonce,
        correlationId: this.id,
        scopes: ['openid', 'profile', 'offline_access', `${settings.resource}/user_impersonation`],
        signal,
        takeOver,
        onWindow: (handle) => {
          this.#watch(handle, over.signal);
          onOpened();
        },
      });
      // The window first: without one there is no reason to take the lock from another tab.
      const lock = isOpen.then(() => this.#takeLock(over.signal));
      const [code] = await untilAborted(Promise.all([opened, lock]), signal);
      this.#receive({ ...code, nonce, authority: settings.authority, ...organizationOf(settings) });
      return await this.#post();
    } catch (error) {
      throw wasReady ? error : blockedAfterWaiting(error);
    } finally {
      over.abort();
    }
  }

  /** Posts the code once more, after the portal session or the network is back. @throws LinkError */
  postAgain(): Promise<Known> {
    return this.#post();
  }

  /** What the link must still be, for the code to be posted: this account's, and unchanged. */
  get known(): Known {
    return this.parts.known;
  }

  /** True while the code that was received may still be redeemed. */
  get hasCode(): boolean {
    return this.#request !== undefined;
  }

  forgetCode(): void {
    clearTimeout(this.#forgetting);
    this.#request = undefined;
  }

  override get wasSent(): boolean {
    return this.step === 'checking';
  }

  override cancel(reason: LinkError): void {
    super.cancel(reason);
    this.forgetCode();
  }

  /** True while the window can be brought to the front. */
  get canShowWindow(): boolean {
    return this.#window?.closed === false;
  }

  showWindow(): void {
    this.#window?.focus();
  }

  #receive(request: LinkRequest): void {
    this.signal.throwIfAborted();
    this.parts.trace.record(this.id, 'code-received');
    this.#request = request;
    this.#codeEnds = Date.now() + codeLifetime;
    this.#forgetting = setTimeout(() => this.forgetCode(), codeLifetime);
  }

  async #post(): Promise<Known> {
    const { client, known, trace } = this.parts;
    const { correlationId } = this.call;
    if (!this.#request || known.etag === undefined)
      throw new LinkError('code-rejected', 'The code is too old', { correlationId });
    this.step = 'checking';
    this.looksClosed = false;
    this.isSlow = false;
    this.parts.onChange();
    trace.record(this.id, 'posted');
    const change = { ...this.call, etag: known.etag };
    const answer = await postUntilDefinite(client, this.#request, change, this.#codeEnds, () => {
      this.isSlow = true;
      this.parts.onChange();
      trace.record(this.id, 'repeated');
    });
    if (!answer) throw new LinkError('backend-invalid', 'The POST was answered with 204', { correlationId });
    this.forgetCode();
    return answer;
  }

  /** @throws LinkError `changed` when the link is not the one that the page showed: that one was not meant */
  async #askForNonce(): Promise<void> {
    const { client, known } = this.parts;
    const now = await client.get(this.call);
    if (linkIdOf(now) !== linkIdOf(known) || !now.resource.canChange)
      throw new LinkError('changed', 'The link changed before the sign-in', this.call);
    this.parts.known = now;
  }

  async #takeLock(until: AbortSignal): Promise<void> {
    const { settings, takeOver } = this.parts;
    const elsewhere = () => new LinkError('attempt-elsewhere', 'Another attempt took over', this.call);
    // What was posted by then is not given up: its answer says what became of it.
    const onLost = () => this.wasSent || this.cancel(elsewhere());
    try {
      await takeAttemptLock(settings.endpoint, { takeOver, until, onLost });
    } catch (error) {
      // Closes the window.
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
    let couldShow = this.canShowWindow;
    let looks = 0;
    const timer = setInterval(() => {
      if (this.step !== 'window') return;
      // COOP takes the handle away when the first page has come, and the focus stays in the window.
      if (this.canShowWindow !== couldShow) {
        couldShow = this.canShowWindow;
        this.parts.onChange();
      }
      // Two looks in a row: the window that has just handed over its answer closes too.
      looks = window.closed && pageHasFocus() ? looks + 1 : 0;
      if (looks >= 2 !== this.looksClosed) this.#setLooksClosed(looks >= 2);
      atHomeSince = isAtHome(window) ? (atHomeSince ?? performance.now()) : undefined;
      if (atHomeSince !== undefined && performance.now() - atHomeSince > callbackPatience) this.#callbackIsSilent();
    }, watchInterval);
    until.addEventListener('abort', () => {
      clearInterval(timer);
      this.#window = undefined;
    });
  }

  #setLooksClosed(closed: boolean): void {
    this.looksClosed = closed;
    this.parts.onChange();
    if (!closed) return;
    this.parts.trace.record(this.id, 'window-looks-closed');
    // Where COOP hides the window, the callback page itself is the only one to ask.
    this.#callbackCheck ??= import('./diagnose.js')
      .then(({ isCallbackBroken }) => isCallbackBroken(this.parts.settings))
      .then((isBroken) => isBroken && this.step === 'window' && this.#callbackIsSilent())
      // A check that can't be made says nothing.
      .catch(() => false);
  }

  #callbackIsSilent(): void {
    this.cancel(new LinkError('callback-silent', 'The callback page did not hand over its answer', this.call));
  }
}

function hasFreshNonce({ resource: { nonce }, etag, askedAt }: Known): boolean {
  return nonce !== '' && etag !== undefined && Date.now() - askedAt < nonceLifetime;
}

function organizationOf({ organizationUrl }: Settings): { organizationUrl?: string } {
  return organizationUrl === undefined ? {} : { organizationUrl };
}

/** A window that is asked for long after the click is blocked by every browser, whatever its settings. */
function blockedAfterWaiting(error: unknown): unknown {
  if (!(error instanceof LinkError) || error.code !== 'popup-blocked') return error;
  return new LinkError(error.code, error.message, { ...error.details, reason: 'late' });
}
