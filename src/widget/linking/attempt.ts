import { unlessAborted } from '../../abort.js';
import type { LinkRequest } from '../../protocol.js';
import { blockedSiteData } from '../blocked-site-data.js';
import { loadDiagnosis } from '../diagnosis/load.js';
import { WidgetError } from '../errors.js';
import type { LinkClient } from '../link/client.js';
import { isLinked, type Known, linkIdOf, type Progress } from '../link/state.js';
import type { Settings } from '../settings.js';
import { Operation } from './operation.js';
import { postUntilDefinite } from './requests.js';
import type { SignInLoader } from './sign-in-loader.js';
import { takeTabLock } from './tab-lock.js';
import type { Trace } from './trace.js';
import { watchWindow } from './window/window-watch.js';

/** Milliseconds that a code lives, and that the backend answers a repeated POST as it did the first time. */
const codeLifetime = 10 * 60_000;

/** A nonce that is older, in milliseconds, is not used any more: it lives for an hour at least, and a sign-in may take half of it. */
const oldestNonce = 25 * 60_000;

export const notOpened: Progress = {
  step: 'opening',
  looksClosed: false,
  isSlow: false,
  canShowWindow: false,
  isBehind: false,
};
export const checking: Progress = { ...notOpened, step: 'checking' };

/** Who is to sign in, where a link that no longer works is linked again. */
export type Whose = 'same user' | 'any user';

interface Parts {
  settings: Settings;
  client: LinkClient;
  loader: SignInLoader;
  /** The link and the nonce that the page had when Link was clicked. */
  known: Known;
  whose: Whose;
  /** End another tab's attempt instead of leaving it alone. */
  takeOver: boolean;
  trace: Trace;
  /** Is called when another attempt has taken the lock: the panel follows that one. A sign-in that is finished here still counts. */
  onLeadLost(error: WidgetError): void;
  /** True when the page shows a working link by now. */
  isLinked(): boolean;
  /** Loads the sentences that few panels need. */
  loadSentences(): Promise<void>;
  /** Is called whenever something has changed that the state holds. */
  report(news: { known?: Known; progress?: Progress }): void;
}

/**
 * One attempt to link: window, lock, authorization code, POST. After some failures of `run` the code is still good, and
 * `postAgain` goes on with it.
 */
export class LinkAttempt extends Operation {
  readonly #parts: Parts;
  #known: Known;
  #progress = notOpened;
  #window: Window | undefined;
  #request: LinkRequest | undefined;
  #callbackCheck: Promise<unknown> | undefined;
  #codeEnds = 0;
  #forgetting: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: Parts) {
    super('link', parts.known.resource.accountTag);
    this.#parts = parts;
    this.#known = parts.known;
  }

  /** Opens the window in the caller's own task if it can, and resolves to the link. @throws WidgetError */
  async run(): Promise<Known> {
    const { settings, loader, trace, takeOver } = this.#parts;
    const { signal } = this;
    trace.record(this.id, 'started');
    const blocked = blockedSiteData();
    if (blocked.length > 0) await this.#refuse(blocked);

    const wasReady = loader.ready !== undefined;
    const signIn = loader.ready ?? (await unlessAborted(loader.load(), signal));
    trace.record(this.id, 'sign-in-loaded');
    if (!hasFreshNonce(this.#known)) await this.#askForNonce();
    const { nonce } = this.#known.resource;

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
        ...this.#userOf(this.#known),
        takeOver,
        isLinked: this.#parts.isLinked,
        onWindow: (handle) => {
          this.#watch(handle, over.signal);
          onOpened();
        },
      });
      // After the window is open: without one there is no reason to take the lock from another tab.
      const lock = isOpen.then(() => this.#takeLock(over.signal));
      const [code] = await unlessAborted(Promise.all([opened, lock]), signal);
      this.#receive({ ...code, nonce, authority: settings.authority, ...organizationOf(settings) });
      return await this.#post();
    } catch (error) {
      throw wasReady ? error : blockedAfterWaiting(error);
    } finally {
      over.abort();
      this.#window = undefined;
    }
  }

  /** No window is opened: its answer could not arrive. @throws WidgetError */
  async #refuse(blocked: string[]): Promise<never> {
    // The sentence is there before the failure is told.
    await unlessAborted(this.#parts.loadSentences(), this.signal);
    throw new WidgetError('storage-blocked', `The browser keeps from this page: ${blocked.join(', ')}`, {
      correlationId: this.id,
    });
  }

  /** Posts the code once more, after the portal session or the network is back. @throws WidgetError */
  postAgain(): Promise<Known> {
    return this.#post();
  }

  get whose(): Whose {
    return this.#parts.whose;
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
    return this.#progress.step === 'checking';
  }

  override cancel(reason: WidgetError): void {
    super.cancel(reason);
    this.forgetCode();
  }

  showWindow(): void {
    this.#window?.focus();
  }

  #report(progress: Partial<Progress>): void {
    this.#progress = { ...this.#progress, ...progress };
    this.#parts.report({ progress: this.#progress });
  }

  #receive(request: LinkRequest): void {
    this.signal.throwIfAborted();
    this.#parts.trace.record(this.id, 'code-received');
    this.#request = request;
    this.#codeEnds = Date.now() + codeLifetime;
    this.#forgetting = setTimeout(() => this.forgetCode(), codeLifetime);
  }

  async #post(): Promise<Known> {
    const { client, trace } = this.#parts;
    const { correlationId } = this.call;
    const { etag } = this.#known;
    if (!this.#request || etag === undefined)
      throw new WidgetError('code-rejected', 'The code is too old', { correlationId });
    this.#report(checking);
    trace.record(this.id, 'posted');
    const answer = await postUntilDefinite(client, this.#request, { ...this.call, etag }, this.#codeEnds, () => {
      this.#report({ isSlow: true });
      trace.record(this.id, 'repeated');
    });
    if (!answer) throw new WidgetError('backend-invalid', 'The POST was answered with 204', { correlationId });
    this.forgetCode();
    return answer;
  }

  #userOf(known: Known): { username?: string } {
    return isLinked(known) && this.whose === 'same user' ? { username: known.resource.account.username } : {};
  }

  /** @throws WidgetError `changed` when the link is not the one that the page showed: that one was not meant */
  async #askForNonce(): Promise<void> {
    const known = await this.#parts.client.get(this.call);
    if (linkIdOf(known) !== linkIdOf(this.#known) || !known.resource.canChange)
      throw new WidgetError('changed', 'The link changed before the sign-in', { correlationId: this.id });
    this.#known = known;
    this.#parts.report({ known });
  }

  async #takeLock(until: AbortSignal): Promise<void> {
    const { settings, takeOver } = this.#parts;
    const elsewhere = () =>
      new WidgetError('attempt-elsewhere', 'Another attempt took over', { correlationId: this.id });
    // Any script of this origin can steal a lock, so it decides about nothing but which attempt is shown: the backend decides
    // about the link.
    const onLost = () => this.wasSent || until.aborted || this.#parts.onLeadLost(elsewhere());
    try {
      await takeTabLock(settings.endpoint, { takeOver, until, onLost });
    } catch (error) {
      // Closes the window.
      this.cancel(elsewhere());
      throw error;
    }
  }

  #watch(window: Window, until: AbortSignal): void {
    this.#window = window;
    this.#report({ step: 'window', canShowWindow: !window.closed });
    this.#parts.trace.record(this.id, 'window-opened');
    const { authorityMetadata } = this.#parts.settings;
    const { authorization_endpoint: authorizationEndpoint } = Object(authorityMetadata) as {
      authorization_endpoint?: string;
    };
    watchWindow(
      window,
      { until, authorizationEndpoint },
      {
        onChange: (seen) => {
          if (this.#progress.step !== 'window') return;
          const { looksClosed } = this.#progress;
          this.#report(seen);
          if (seen.looksClosed && !looksClosed) this.#parts.trace.record(this.id, 'window-looks-closed');
          // Where COOP hides the window, nothing else can be checked.
          if (!seen.canShowWindow) this.#checkCallback();
        },
        onReturn: () => this.#checkCallback(),
        onSilence: () => this.#callbackFails({ reason: 'answered' }),
      },
    );
  }

  /** Reads the callback page itself, and ends the attempt when it certainly is none. */
  #checkCallback(): void {
    this.#callbackCheck ??= loadDiagnosis()
      .then(({ findCallbackFault }) => findCallbackFault(this.#parts.settings))
      .then((fault) => fault && this.#callbackFails(fault))
      // A check that can't be made proves nothing.
      .catch(() => undefined);
  }

  #callbackFails(fault: Pick<WidgetError['details'], 'reason' | 'path'>): void {
    if (this.#progress.step !== 'window') return;
    this.cancel(
      new WidgetError('callback-silent', 'The callback page does not hand over its answer', {
        ...fault,
        correlationId: this.id,
      }),
    );
  }
}

function hasFreshNonce({ resource: { nonce }, etag, askedAt }: Known): boolean {
  return nonce !== '' && etag !== undefined && Date.now() - askedAt < oldestNonce;
}

function organizationOf({ organizationUrl }: Settings): { organizationUrl?: string } {
  return organizationUrl === undefined ? {} : { organizationUrl };
}

/** A window that is asked for long after the click is blocked by every browser, whatever its settings. */
function blockedAfterWaiting(error: unknown): unknown {
  if (!(error instanceof WidgetError) || error.code !== 'popup-blocked') return error;
  return new WidgetError(error.code, error.message, { ...error.details, reason: 'late' });
}
