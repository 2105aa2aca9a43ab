import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { asLinkError, LinkError } from './errors.js';
import { type LinkStatus, VccDynamicsStatusEvent } from './events.js';
import type { LinkChanges } from './link-changes.js';
import { LinkClient } from './link-client.js';
import { loadMore, type More } from './load-more.js';
import type { Settings } from './settings.js';
import { complaintOf, type Known, offersLink, outdated, type State, settledState, withTrouble } from './state.js';

interface Setup {
  settings: Settings;
  client: LinkClient;
  /** Tells the other tabs that they should ask. */
  tabs: BroadcastChannel;
}

/** The link as the backend reports it: asks, recovers, and hands what changes it to `LinkChanges`. */
export class LinkController implements ReactiveController {
  /** What is not needed to show a link, once it is loaded; null where it can't be. */
  more: More | null | undefined;
  changes: LinkChanges | undefined;
  /** Changed by `set` alone. */
  state: State = { status: 'loading' };
  /** Undefined while the settings are not right, and off the page. */
  setup: Setup | undefined;
  #asking = new AbortController();
  #failedAsks = 0;
  #nextAsk: ReturnType<typeof setTimeout> | undefined;
  #loading: Promise<More> | undefined;

  constructor(
    readonly host: ReactiveControllerHost & EventTarget,
    /** Is told of every failure, once. */
    readonly onError: (error: LinkError) => void,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('online', this.#catchUp);
    document.addEventListener('visibilitychange', this.#catchUp);
  }

  hostDisconnected(): void {
    removeEventListener('online', this.#catchUp);
    document.removeEventListener('visibilitychange', this.#catchUp);
    this.stop();
  }

  /** Forgets everything and asks anew, with these settings; or shows what is wrong with them. */
  start(settings: Settings | LinkError): void {
    this.stop();
    if (settings instanceof LinkError) {
      this.set({ status: 'unavailable', error: settings });
      this.onError(settings);
      return;
    }
    const tabs = new BroadcastChannel(`vcc-dynamics-auth changes ${settings.endpoint}`);
    tabs.onmessage = () => void this.ask();
    this.setup = {
      settings,
      client: new LinkClient(settings.endpoint, settings.fetch),
      tabs,
    };
    this.set({ status: 'loading' });
    void this.ask();
  }

  /** Takes other settings for the attempts to come; one that runs keeps its own. */
  configure(settings: Settings | LinkError): void {
    if (!this.setup || settings instanceof LinkError) this.start(settings);
    else this.setup = { ...this.setup, settings };
  }

  /** Abandons whatever runs. */
  stop(): void {
    const state = this.state;
    this.changes?.stop();
    if ('known' in state) this.set(settledState(outdated(state.known)));
    this.stopAsking();
    this.setup?.tabs.close();
    this.setup = undefined;
    this.#failedAsks = 0;
  }

  /** Loads what the buttons need, so that a click finds it there. */
  prepare(): void {
    // A failure is told when a button is clicked: the click loads again.
    this.load().then(
      () => this.changes?.prepare(),
      () => undefined,
    );
  }

  /** Asks the backend. What went wrong before is forgotten once it has answered, but for a sign-in that can be posted again. */
  refresh = async (): Promise<LinkStatus> => {
    await this.ask({ forgetError: true });
    return this.state.status;
  };

  /** Loads what is not needed to show a link. @throws LinkError `backend-unreachable` */
  async load(): Promise<More> {
    this.#loading ??= loadMore();
    let more: More;
    try {
      more = await this.#loading;
    } catch (cause) {
      this.#loading = undefined;
      if (this.more === undefined) this.host.requestUpdate();
      this.more = null;
      const details = { cause, reason: 'not-loaded' } as const;
      throw new LinkError('backend-unreachable', 'The code for linking could not be loaded', details);
    }
    if (!this.changes) {
      this.more = more;
      this.changes = new more.LinkChanges(this);
      this.host.requestUpdate();
    }
    return more;
  }

  link(): Promise<LinkStatus> {
    const state = this.state;
    if (this.changes || !offersLink(state)) return this.changes?.link() ?? Promise.resolve(state.status);
    // The click came first: the window still opens as soon as it can.
    const { known } = state;
    const opening: State = { status: 'linking', known };
    this.set(opening);
    return this.change((changes) => this.state === opening && changes.begin(known, false));
  }

  /** Gives up what is under way, at once. */
  async cancel(): Promise<LinkStatus> {
    const state = this.state;
    if (state.status !== 'linking' || state.attempt) return this.change((changes) => changes.cancel());
    this.set(settledState(state.known, { error: new LinkError('cancelled', 'Cancelled by the user') }));
    return this.state.status;
  }

  /** Loads the code for changes, and makes one. */
  async change(make: (changes: LinkChanges) => Promise<LinkStatus> | false): Promise<LinkStatus> {
    const { status } = this.state;
    try {
      await this.load();
      if (this.changes) await make(this.changes);
    } catch (thrown) {
      const error = asLinkError(thrown);
      const state = this.state;
      if ('known' in state && state.status === status) this.set(settledState(state.known, { error }));
      this.onError(error);
    }
    return this.state.status;
  }

  /** Asks the backend, and shows what it says. Not while a change is under way: its outcome brings the news. */
  async ask({ forgetError = false } = {}): Promise<void> {
    const setup = this.setup;
    if (!setup || this.changes?.isUnderWay || this.state.status === 'linking') return;
    this.stopAsking();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const known = await setup.client.get({ signal, correlationId: crypto.randomUUID() });
      if (!signal.aborted) this.#learned(known, forgetError);
    } catch (thrown) {
      // What says why, and when to ask again.
      await this.load().catch(() => undefined);
      if (!signal.aborted) this.#couldNotAsk(asLinkError(thrown));
    }
  }

  #learned(known: Known, forgetError: boolean): void {
    this.#failedAsks = 0;
    if (this.changes?.wasMadeLate(known)) return;
    this.set(settledState(known, this.more?.complaintToKeep(this.state, known, forgetError)));
  }

  #couldNotAsk(trouble: LinkError): void {
    const state = this.state;
    const isNews = complaintOf(state).trouble?.code !== trouble.code;
    this.set(withTrouble(state, trouble));
    if (isNews) this.onError(trouble);
    this.askLater(trouble);
  }

  stopAsking(): void {
    this.#asking.abort();
    clearTimeout(this.#nextAsk);
  }

  /** Asks until there is an answer; without the code for it at an even pace. */
  askLater(trouble?: LinkError): void {
    clearTimeout(this.#nextAsk);
    const delay = this.more ? this.more.delayAfter(trouble, this.#failedAsks++) : 10_000;
    if (delay) this.#nextAsk = setTimeout(() => void this.ask(), delay);
  }

  readonly #catchUp = (): void => {
    if (document.visibilityState === 'visible') void this.ask();
  };

  /** Shows this state, and tells the host when the status is another. */
  set(state: State): void {
    const previous = this.state.status;
    this.state = state;
    this.host.requestUpdate();
    if (state.status !== previous) this.host.dispatchEvent(new VccDynamicsStatusEvent(state.status, previous));
  }
}
