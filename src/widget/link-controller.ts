import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LinkError } from './errors.js';
import { type LinkStatus, VccDynamicsStatusEvent } from './events.js';
import type { LinkChanges } from './link-changes.js';
import { LinkClient } from './link-client.js';
import { loadMore, type More } from './load-more.js';
import type { Settings } from './settings.js';
import { complaintOf, type Known, offersLink, type State, settledState, withTrouble } from './state.js';

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
  /** The question that is under way. */
  #asked: Promise<void> | undefined;
  /** The next answer ends what went wrong before. */
  #forgetsError = false;

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
    if ('known' in state) this.set(settledState(state.known));
    this.stopAsking();
    this.setup?.tabs.close();
    this.setup = undefined;
    this.#failedAsks = 0;
  }

  /** Loads what the buttons need, so that a click finds it there. */
  prepare(): void {
    // A failure is told when a button is clicked: the click loads again.
    void this.load().then(() => this.changes?.prepare());
  }

  /** Asks the backend. What went wrong before is forgotten once it has answered, but for a sign-in that can be posted again. */
  refresh = async (): Promise<LinkStatus> => {
    if (this.setup && this.state.status === 'unavailable') this.set({ status: 'loading' });
    await this.ask({ forgetError: true });
    return this.state.status;
  };

  /** Loads what is not needed to show a link. @returns what went wrong, if anything */
  async load(): Promise<LinkError | undefined> {
    try {
      this.more = await loadMore();
    } catch (cause) {
      if (this.more === undefined) this.host.requestUpdate();
      this.more ??= null;
      return new LinkError('backend-unreachable', 'Not loaded', { cause, reason: 'not-loaded' });
    }
    if (this.changes) return;
    this.changes = new this.more.LinkChanges(this);
    this.host.requestUpdate();
  }

  link(): Promise<LinkStatus> {
    const { state } = this;
    if (this.changes) return this.changes.link();
    // The click came first: the window still opens as soon as it can.
    if (this.setup && offersLink(state)) {
      this.stopAsking();
      this.set({ status: 'linking', known: state.known });
    }
    return this.change((changes) => this.state.status === 'linking' && changes.link());
  }

  /** Gives up what is under way, at once. */
  async cancel(): Promise<LinkStatus> {
    const { state } = this;
    if (state.status !== 'linking' || state.attempt) return this.change((changes) => changes.cancel());
    const error = new LinkError('cancelled', 'Cancelled');
    this.set(settledState(state.known, { error }));
    this.onError(error);
    return this.state.status;
  }

  /** Loads the code for changes, and makes one. */
  async change(make: (changes: LinkChanges) => Promise<unknown> | false): Promise<LinkStatus> {
    const { status } = this.state;
    const error = await this.load();
    const { state } = this;
    if (this.changes) await make(this.changes);
    // Cancelled meanwhile, or on no page any more: then it is no news.
    else if (error && state.status === status && 'known' in state) {
      this.set(settledState(state.known, { error }));
      this.onError(error);
    }
    return this.state.status;
  }

  /** Asks the backend, and shows what it says. Not while a change is under way: its outcome brings the news. */
  async ask({ forgetError = this.#forgetsError } = {}): Promise<void> {
    const setup = this.setup;
    if (!setup || this.changes?.isUnderWay || this.state.status === 'linking') return;
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
      // What says why, and when to ask again.
      if (!signal.aborted) await this.load();
      if (!signal.aborted) return this.#couldNotAsk(this.more?.asLinkError(thrown) ?? (thrown as LinkError));
    }
    // Overtaken by a later question: whoever waits for this one waits for that.
    return this.#asked;
  }

  #learned(known: Known): void {
    this.#failedAsks = 0;
    if (this.changes?.wasMadeLate(known)) return;
    this.set(settledState(known, this.more?.complaintToKeep(this.state, known, this.#forgetsError)));
    this.#forgetsError = false;
  }

  #couldNotAsk(trouble: LinkError): void {
    const state = this.state;
    const isNews = complaintOf(state).trouble?.code !== trouble.code;
    this.set(trouble.code === 'not-entitled' ? { status: 'unavailable', trouble } : withTrouble(state, trouble));
    if (isNews) this.onError(trouble);
    this.askLater(trouble);
  }

  stopAsking(): void {
    this.#asking.abort();
    clearTimeout(this.#nextAsk);
    this.#asked = undefined;
    this.#forgetsError = false;
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
