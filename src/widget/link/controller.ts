import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { WidgetError } from '../errors.js';
import type { Settings } from '../settings.js';
import { AccountPin } from './account-pin.js';
import { LinkClient, type ReadFailure } from './client.js';
import { type LinkStatus, VccDynamicsStatusEvent } from './events.js';
import {
  type Failures,
  failuresOf,
  isChanging,
  isOfAnotherAccount,
  type Known,
  offersLink,
  type State,
  settledState,
  withAskError,
} from './state.js';

export interface Setup {
  settings: Settings;
  client: LinkClient;
  /** Tells the other tabs to ask. Undefined where site data is blocked: they find out for themselves. */
  tabs: BroadcastChannel | undefined;
}

/** Changes the link. */
export interface Changes {
  /** Opens the sign-in window in the caller's own task if it can, or shows the one that is open. */
  link(): Promise<LinkStatus>;
  /** @param linkId the link that was meant; another one stays */
  unlink(linkId?: string): Promise<LinkStatus>;
  /** Gives up what is under way, at once. */
  cancel(): Promise<LinkStatus>;
  /** Makes ready what a click on Link needs; nothing where Link is not offered. */
  prepare(): void;
  /** Abandons what is under way, and what came of earlier changes. */
  stop(): void;
  /** Abandons what is under way for an account that the session does not work for; what was sent may have been done there. */
  leave(): void;
  /** True when this answer is the result of a change that was given up; it is then announced like any other. */
  claim(known: Known): boolean;
}

/** The chunk `linking`, as far as asking needs it. The controller works without. */
export interface LinkingChunk {
  readonly changes: Changes;
  readonly readFailure: ReadFailure;
  asWidgetError(thrown: unknown): WidgetError;
  /** The failures that stay on the panel after this answer. */
  failuresToKeep(state: State, known: Known, forgetsError: boolean): Failures;
  /** Milliseconds until the backend is asked again; undefined where that is of no use before somebody has acted. */
  pauseBeforeAsking(askError: WidgetError | undefined, failedAsks: number): number | undefined;
}

/** The controller, as far as changes need it. */
export interface ChangeContext {
  readonly state: State;
  /** Undefined while the settings are not right, and off the page. */
  readonly setup: Setup | undefined;
  /** Shows this state, and tells the host when the status is another. */
  set(state: State): void;
  ask(): Promise<void>;
  /** Asks because somebody wants to know: an answer ends earlier failures. */
  refresh(): Promise<LinkStatus>;
  askLater(): void;
  stopAsking(): void;
  /** Is told of every failure, once. */
  onError(error: WidgetError): void;
  /** Events are fired there. */
  readonly host: EventTarget;
}

/** Pace without the chunk, in milliseconds. */
const evenPace = 10_000;

/** Milliseconds in which messages of other tabs lead to one question: any script of this origin can send them. */
const hearingPace = 3_000;

/** The link as the backend reports it: asks, recovers, and loads the chunk for what changes it. */
export class LinkController<Host extends ReactiveControllerHost & EventTarget, Chunk extends LinkingChunk>
  implements ReactiveController, ChangeContext
{
  /** Once it is loaded. */
  chunk: Chunk | undefined;
  /** The chunk could not be loaded, so far. */
  couldNotLoad = false;
  state: State = { status: 'loading' };
  setup: Setup | undefined;
  #account: AccountPin | undefined;
  #asking = new AbortController();
  #failedAsks = 0;
  #nextAsk: ReturnType<typeof setTimeout> | undefined;
  #heardAt = 0;
  #hearing: ReturnType<typeof setTimeout> | undefined;
  #leaving: ReturnType<typeof setTimeout> | undefined;
  /** The question that is under way. */
  #asked: Promise<void> | undefined;
  /** The next answer ends the failures before it. */
  #forgetsError = false;

  constructor(
    readonly host: Host,
    private readonly loadChunk: () => Promise<{ Linking: new (host: Host, context: ChangeContext) => Chunk }>,
    readonly onError: (error: WidgetError) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    clearTimeout(this.#leaving);
    // Still there: it was moved in the page.
    if (this.setup) void this.ask();
    addEventListener('online', this.#catchUp);
    addEventListener('pageshow', this.#comeBack);
    document.addEventListener('visibilitychange', this.#catchUp);
  }

  hostDisconnected(): void {
    removeEventListener('online', this.#catchUp);
    removeEventListener('pageshow', this.#comeBack);
    document.removeEventListener('visibilitychange', this.#catchUp);
    // Whoever moves the element in the page takes it out first: only one that is not put back is gone.
    this.#leaving = setTimeout(() => this.stop());
  }

  /** Forgets everything and asks anew, with these settings; or shows what is wrong with them. */
  start(settings: Settings | WidgetError): void {
    this.stop();
    if (settings instanceof WidgetError) {
      this.set({ status: 'unavailable', changeError: settings });
      this.onError(settings);
      return;
    }
    const { endpoint, accountTag } = settings;
    const account = AccountPin.of(endpoint);
    const left = this.#account;
    // With another endpoint the host means another account, but not for the elements that stay there.
    if (left && left !== account && !left.elements.size) left.set(undefined);
    this.#account = account;
    account.elements.add(this);
    if (accountTag) account.set(accountTag);
    let tabs: BroadcastChannel | undefined;
    try {
      tabs = new BroadcastChannel(`vcc-dynamics-auth changes ${endpoint}`);
      tabs.onmessage = this.#hear;
    } catch {
      // Blocked: everything else goes on.
    }
    this.setup = { settings, client: new LinkClient(settings, account, this.#readFailure), tabs };
    this.set({ status: 'loading' });
    void this.ask();
  }

  /** Takes other settings for the attempts to come; one that runs keeps its own. */
  configure(settings: Settings | WidgetError): void {
    if (!this.setup || settings instanceof WidgetError) this.start(settings);
    else this.setup = { ...this.setup, settings };
  }

  /** Abandons whatever runs. */
  stop(): void {
    const { state, setup } = this;
    this.setup = undefined;
    this.#account?.elements.delete(this);
    setup?.tabs?.close();
    clearTimeout(this.#hearing);
    this.#hearing = undefined;
    this.chunk?.changes.stop();
    this.stopAsking();
    this.#failedAsks = 0;
    // Comes last, so that a listener that calls `link()` begins nothing.
    if ('known' in state) this.set(settledState(state.known));
  }

  /** Begins to link: at once where the chunk is loaded, else as soon as it is. */
  link(): Promise<LinkStatus> {
    const { state } = this;
    if (this.chunk) return this.chunk.changes.link();
    if (this.setup && offersLink(state)) {
      this.stopAsking();
      this.set({ status: 'linking', known: state.known });
    }
    return this.change(({ changes }) => this.state.status === 'linking' && changes.link());
  }

  /** Gives up what is under way, at once. */
  async cancel(): Promise<LinkStatus> {
    const { state } = this;
    if (state.status === 'linking' && !state.progress)
      this.#failed(state.known, new WidgetError('cancelled', 'Cancelled'));
    else await this.change(({ changes }) => changes.cancel());
    return this.state.status;
  }

  /** Loads the chunk, and makes a change with it. */
  async change(make: (chunk: Chunk) => Promise<unknown> | false): Promise<LinkStatus> {
    const { status } = this.state;
    const error = await this.load();
    const { state } = this;
    if (this.chunk) await make(this.chunk);
    // When it was cancelled meanwhile, or the element left the page, the failure is no news.
    else if (error && state.status === status && 'known' in state) this.#failed(state.known, error);
    return this.state.status;
  }

  /** Loads what the buttons need, so that a click finds it there. */
  prepare(): void {
    // A failure is not reported here: a click loads again, and reports it.
    void this.load().then(() => this.chunk?.changes.prepare());
  }

  /** Loads the chunk. @returns the failure, if it could not be loaded */
  async load(): Promise<WidgetError | undefined> {
    try {
      const { Linking } = await this.loadChunk();
      if (this.chunk) return;
      this.chunk = new Linking(this.host, this);
      this.host.requestUpdate();
    } catch (cause) {
      if (!this.couldNotLoad) this.host.requestUpdate();
      this.couldNotLoad = true;
      return new WidgetError('backend-unreachable', 'Not loaded', { cause, reason: 'not-loaded' });
    }
  }

  /** Takes the account of the next answer for the one that the page shows, unless the host has named one. */
  letGoOfAccount(): void {
    if (this.setup) this.#account?.set(this.setup.settings.accountTag);
  }

  /** Asks the backend. Failures are forgotten once it has answered, but for a sign-in that can be posted again. */
  async refresh(): Promise<LinkStatus> {
    if (this.setup && this.state.status === 'unavailable') this.set({ status: 'loading' });
    await this.ask({ forgetError: true });
    return this.state.status;
  }

  /** Asks the backend, and shows its answer. Not while a change is under way: its outcome brings the news. */
  async ask({ forgetError = this.#forgetsError } = {}): Promise<void> {
    const { setup } = this;
    if (!setup || isChanging(this.state)) return;
    this.stopAsking();
    this.#forgetsError = forgetError;
    this.#asked = this.#askNow(setup);
    await this.#asked;
  }

  async #askNow({ client }: Setup): Promise<void> {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const known = await client.get({ signal, correlationId: crypto.randomUUID() });
      if (!signal.aborted) return this.#learned(known);
    } catch (thrown) {
      // The chunk knows when to ask again.
      if (!signal.aborted) await this.load();
      if (!signal.aborted) return this.#couldNotAsk(this.chunk?.asWidgetError(thrown) ?? (thrown as WidgetError));
    }
    // A later question replaced this one: wait for that.
    return this.#asked;
  }

  #learned(known: Known): void {
    this.#failedAsks = 0;
    if (this.chunk?.changes.claim(known)) return;
    this.set(settledState(known, this.chunk?.failuresToKeep(this.state, known, this.#forgetsError)));
    this.#forgetsError = false;
  }

  #couldNotAsk(askError: WidgetError): void {
    const { state } = this;
    if (isOfAnotherAccount(askError)) this.chunk?.changes.leave();
    const isNews = failuresOf(state).askError?.code !== askError.code;
    this.set(withAskError(state, askError));
    if (isNews) this.onError(askError);
    this.askLater(askError);
  }

  stopAsking(): void {
    this.#asking.abort();
    clearTimeout(this.#nextAsk);
    this.#asked = undefined;
    this.#forgetsError = false;
  }

  /** Asks until there is an answer. */
  askLater(askError?: WidgetError): void {
    clearTimeout(this.#nextAsk);
    const pause = this.chunk ? this.chunk.pauseBeforeAsking(askError, this.#failedAsks++) : evenPace;
    if (pause) this.#nextAsk = setTimeout(() => void this.ask(), pause);
  }

  set(state: State): void {
    const previous = this.state.status;
    this.state = state;
    this.host.requestUpdate();
    if (state.status !== previous) this.host.dispatchEvent(new VccDynamicsStatusEvent(state.status, previous));
  }

  readonly #catchUp = (): void => {
    if (document.visibilityState === 'visible') void this.ask();
  };

  /** Another tab has changed the link, or says so: asks at once, and what comes soon after leads to one more question. */
  readonly #hear = (): void => {
    const wait = this.#heardAt + hearingPace - Date.now();
    if (wait > hearingPace || wait <= 0) {
      this.#heardAt = Date.now();
      void this.ask();
    } else {
      this.#hearing ??= setTimeout(() => {
        this.#hearing = undefined;
        this.#hear();
      }, wait);
    }
  };

  /** From the back/forward cache, where time and other tabs have gone on. */
  readonly #comeBack = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) void this.ask();
  };

  /** Reports no more than that there was no good answer when the chunk, which can tell why, can't be loaded. */
  readonly #readFailure: ReadFailure = async (failed) => {
    await this.load();
    if (this.chunk) return this.chunk.readFailure(failed);
    const { cause, correlationId } = failed;
    return new WidgetError('backend-unreachable', 'No good answer', { cause, correlationId });
  };

  #failed(known: Known, changeError: WidgetError): void {
    this.set(settledState(known, { changeError }));
    this.onError(changeError);
  }
}
