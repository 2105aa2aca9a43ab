import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { asLinkError, isAboutReach, LinkError } from './errors.js';
import { type LinkStatus, VccDynamicsStatusEvent } from './events.js';
import type { LinkChanges } from './link-changes.js';
import { type Answer, LinkClient } from './link-client.js';
import { loadMore, type More } from './load-more.js';
import type { Settings } from './settings.js';
import {
  type Complaint,
  complaintOf,
  type Known,
  linkIdOf,
  offersLink,
  outdated,
  type State,
  settledState,
  withTrouble,
} from './state.js';
import { delayBefore } from './waiting.js';

/** A nonce older than this is renewed while Link is shown, so that one click is enough. */
const renewNonceAfter = 10 * 60_000;

interface Setup {
  settings: Settings;
  client: LinkClient;
  /** Tells the other tabs that they should ask. */
  tabs: BroadcastChannel;
}

/** The link as the backend reports it: asks, recovers, and hands what changes it to `LinkChanges`. */
export class LinkController implements ReactiveController {
  /** What is not needed to show a link, once it is loaded. */
  more: More | undefined;
  changes: LinkChanges | undefined;
  /** It could not be loaded. */
  isMoreMissing = false;
  #state: State = { status: 'loading' };
  #setup: Setup | undefined;
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

  get state(): State {
    return this.#state;
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

  /** Undefined while the settings are not right, and off the page. */
  get setup(): Setup | undefined {
    return this.#setup;
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
    this.#setup = {
      settings,
      client: new LinkClient(settings.endpoint, settings.fetch),
      tabs,
    };
    this.set({ status: 'loading' });
    void this.ask();
  }

  /** Takes other settings for the attempts to come; one that runs keeps its own. */
  configure(settings: Settings | LinkError): void {
    if (!this.#setup || settings instanceof LinkError) this.start(settings);
    else this.#setup = { ...this.#setup, settings };
  }

  /** Abandons whatever runs. */
  stop(): void {
    const { status } = this.#state;
    this.changes?.stop();
    if (status === 'linking' || status === 'unlinking' || status === 'choosing')
      this.set(settledState(outdated(this.#state.known)));
    this.#asking.abort();
    clearTimeout(this.#nextAsk);
    this.#setup?.tabs.close();
    this.#setup = undefined;
    this.#failedAsks = 0;
  }

  /** Loads what Link needs, so that a click opens the window at once. */
  prepare(): void {
    const state = this.#state;
    if (!offersLink(state)) return;
    // A failure is told when Link is clicked: the click loads again.
    this.load().then(
      () => this.changes?.prepare(),
      () => undefined,
    );
    if (!state.trouble && Date.now() - state.known.askedAt > renewNonceAfter) void this.ask();
  }

  /** Asks the backend. What went wrong before is forgotten once it has answered, but for a sign-in that can be posted again. */
  refresh = async (): Promise<LinkStatus> => {
    await this.ask({ forgetError: true });
    return this.#state.status;
  };

  /** Loads what is not needed to show a link. @throws LinkError `backend-unreachable` */
  async load(): Promise<More> {
    this.#loading ??= loadMore();
    try {
      this.more = await this.#loading;
    } catch (cause) {
      this.#loading = undefined;
      if (!this.isMoreMissing) this.host.requestUpdate();
      this.isMoreMissing = true;
      throw new LinkError('backend-unreachable', 'The code for linking could not be loaded', {
        cause,
        reason: 'not-loaded',
      });
    }
    if (!this.changes) {
      this.changes = new this.more.LinkChanges(this);
      this.isMoreMissing = false;
      this.host.requestUpdate();
    }
    return this.more;
  }

  link(): Promise<LinkStatus> {
    const state = this.#state;
    if (this.changes || !offersLink(state)) return this.changes?.link() ?? Promise.resolve(state.status);
    // The click came first: the window still opens as soon as it can.
    const { known } = state;
    const opening: State = { status: 'linking', known };
    this.set(opening);
    const isWanted = () => this.#state === opening;
    return this.load().then(
      () => (isWanted() && this.changes ? this.changes.begin(known, false) : this.#state.status),
      (error: LinkError) => {
        if (isWanted()) this.set(settledState(known, { error }));
        this.onError(error);
        return this.#state.status;
      },
    );
  }

  /** Like `link`, but replaces an attempt that runs. */
  linkAnew(): Promise<LinkStatus> {
    return this.changes?.linkAnew() ?? this.link();
  }

  /** @param linkId the link that was meant; another one stays */
  unlink(linkId?: string): Promise<LinkStatus> {
    return this.#change((changes) => changes.unlink(linkId));
  }

  choose(organizationUrl: string): Promise<LinkStatus> {
    return this.#change((changes) => changes.choose(organizationUrl));
  }

  /** Gives up what is under way, at once. */
  cancel(): Promise<LinkStatus> {
    const state = this.#state;
    if (state.status === 'linking' && !state.attempt) {
      this.set(settledState(state.known, { error: new LinkError('cancelled', 'Cancelled by the user') }));
      return Promise.resolve(this.#state.status);
    }
    return this.#change((changes) => changes.cancel());
  }

  async #change(change: (changes: LinkChanges) => Promise<LinkStatus>): Promise<LinkStatus> {
    try {
      await this.load();
      if (this.changes) await change(this.changes);
    } catch (thrown) {
      const error = asLinkError(thrown);
      const state = this.#state;
      if ('known' in state) this.set(settledState(state.known, { error }));
      this.onError(error);
    }
    return this.#state.status;
  }

  /** Asks the backend, and shows what it says. Not while a change is under way: its outcome brings the news. */
  async ask({ forgetError = false } = {}): Promise<void> {
    const setup = this.#setup;
    if (!setup || this.changes?.isUnderWay || this.#state.status === 'linking') return;
    clearTimeout(this.#nextAsk);
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const known = toKnown(await setup.client.get({ signal, correlationId: crypto.randomUUID() }));
      if (!signal.aborted) this.#learned(known, forgetError);
    } catch (thrown) {
      if (!signal.aborted) this.#couldNotAsk(asLinkError(thrown));
    }
  }

  #learned(known: Known, forgetError: boolean): void {
    this.#failedAsks = 0;
    if (this.changes?.wasMadeLate(known)) return;
    this.set(settledState(known, this.#complaintToKeep(known, forgetError)));
  }

  /** Undefined when it can't be had. */
  async askForTruth(): Promise<Known | undefined> {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const answer = this.#setup?.client.get({ signal, correlationId: crypto.randomUUID() });
    return answer?.then(toKnown).catch(() => undefined);
  }

  #couldNotAsk(trouble: LinkError): void {
    const state = this.#state;
    const isNews = complaintOf(state).trouble?.code !== trouble.code;
    this.set(withTrouble(state, trouble));
    if (isNews) this.onError(trouble);
    if (trouble.code === 'not-signed-in' || trouble.code === 'not-entitled') return;
    this.askLater(trouble.details.retryAfter);
  }

  /** What went wrong stays on the panel, unless the answer disproves it or the link is another by now. */
  #complaintToKeep(known: Known, forgetError: boolean): Complaint {
    const state = this.#state;
    const { error, retry } = complaintOf(state);
    if (!error || !('known' in state)) return {};
    // A host that asks anew after a login must not lose the sign-in that waits for it.
    if (retry) return retry.etag === known.etag ? { error, retry } : {};
    const isOver = forgetError || isAboutReach(error) || linkIdOf(state.known) !== linkIdOf(known);
    return isOver ? {} : { error };
  }

  stopAsking(): void {
    this.#asking.abort();
    clearTimeout(this.#nextAsk);
  }

  /** Asks until there is an answer. */
  askLater(retryAfter?: number): void {
    clearTimeout(this.#nextAsk);
    this.#nextAsk = setTimeout(() => void this.ask(), delayBefore(this.#failedAsks++, retryAfter));
  }

  /** The other tabs ask for themselves. */
  tellTabs(): void {
    this.#setup?.tabs.postMessage('changed');
  }

  readonly #catchUp = (): void => {
    if (document.visibilityState === 'visible') void this.ask();
  };

  /** Shows this state, and tells the host when the status is another. */
  set(state: State): void {
    const previous = this.#state.status;
    this.#state = state;
    this.host.requestUpdate();
    if (state.status !== previous) this.host.dispatchEvent(new VccDynamicsStatusEvent(state.status, previous));
  }
}

export function toKnown({ resource, etag }: Answer): Known {
  return { resource, etag, askedAt: Date.now() };
}
