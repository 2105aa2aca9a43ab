import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ChoiceCancellation, ChoiceRequest } from '../protocol.js';
import { Attempt } from './attempt.js';
import { asLinkError, LinkError, leavesOpen } from './errors.js';
import { type LinkStatus, VccDynamicsLinkedEvent, VccDynamicsStatusEvent, VccDynamicsUnlinkedEvent } from './events.js';
import { type Answer, LinkClient } from './link-client.js';
import { Operation } from './operation.js';
import type { Settings } from './settings.js';
import { SignInLoader } from './sign-in-loader.js';
import {
  type Complaint,
  isLinked,
  type Known,
  linkIdOf,
  linkOf,
  offersLink,
  type State,
  settledState,
} from './state.js';
import { Trace } from './trace.js';
import { delayBefore } from './waiting.js';

/** A nonce older than this is renewed while Link is shown, so that one click is enough. */
const renewNonceAfter = 10 * 60_000;

/** When to look whether a change that nobody waits for any more was made all the same. */
const looksAfterCancel = [2_000, 8_000, 30_000];

/** Failures after which the code is still good: *Try again* posts it again. */
const keepsCode: readonly string[] = [
  'not-signed-in',
  'identity-provider-unavailable',
  'dynamics-unavailable',
  'backend-unreachable',
  'in-progress',
  'too-many-requests',
  'internal',
];

interface Setup {
  settings: Settings;
  client: LinkClient;
  loader: SignInLoader;
  /** Tells the other tabs that they should ask. */
  tabs: BroadcastChannel;
}

/** The link as this element knows it, and everything that changes it. */
export class LinkController implements ReactiveController {
  readonly trace: Trace;
  #state: State = { status: 'loading' };
  #setup: Setup | undefined;
  #asking = new AbortController();
  /** The last question failed with this. */
  #askError: LinkError | undefined;
  #failedAsks = 0;
  /** The one change that is under way. What comes of any other is dropped. */
  #operation: Operation | undefined;
  #outcome: Promise<LinkStatus> = Promise.resolve('loading');
  #timers = new Set<ReturnType<typeof setTimeout>>();

  constructor(
    private readonly host: ReactiveControllerHost & EventTarget,
    /** Is told of every failure, once. */
    private readonly onError: (error: LinkError) => void,
  ) {
    this.trace = new Trace(host);
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

  /** What is set up now; undefined while it is not right. */
  get settings(): Settings | undefined {
    return this.#setup?.settings;
  }

  /** Forgets everything and asks anew, with these settings; or shows what is wrong with them. */
  start(settings: Settings | LinkError): void {
    this.stop();
    if (settings instanceof LinkError) {
      this.#set({ status: 'unavailable', error: settings });
      this.onError(settings);
      return;
    }
    const tabs = new BroadcastChannel(`vcc-dynamics-auth changes ${settings.endpoint}`);
    tabs.onmessage = () => void this.#ask();
    this.#setup = {
      settings,
      client: new LinkClient(settings.endpoint, settings.fetch),
      loader: new SignInLoader(settings),
      tabs,
    };
    this.#set({ status: 'loading' });
    void this.#ask();
  }

  /** Takes other settings for the attempts to come; one that runs keeps its own. */
  configure(settings: Settings | LinkError): void {
    if (!this.#setup || settings instanceof LinkError) this.start(settings);
    else this.#setup = { ...this.#setup, settings, loader: new SignInLoader(settings) };
  }

  /** Abandons whatever runs. */
  stop(): void {
    const abandoned = this.#operation;
    this.#operation = undefined;
    abandoned?.cancel(new LinkError('cancelled', 'The element was removed or set up anew'));
    this.#asking.abort();
    this.#setup?.tabs.close();
    this.#setup = undefined;
    this.#askError = undefined;
    this.#failedAsks = 0;
    this.#clearTimers();
  }

  /** Loads what Link needs, so that a click opens the window at once. */
  prepare(): void {
    if (!offersLink(this.#state)) return;
    // A failure is told when Link is clicked: the click loads again.
    this.#setup?.loader.load().catch(() => undefined);
    if (Date.now() - this.#state.known.askedAt > renewNonceAfter) void this.#ask();
  }

  /** Asks the backend. What went wrong before is forgotten once it has answered. */
  refresh = async (): Promise<LinkStatus> => {
    await this.#ask({ forgetError: true });
    return this.#state.status;
  };

  link(): Promise<LinkStatus> {
    const state = this.#state;
    if (state.status === 'linking') {
      state.attempt.showWindow();
      return this.#outcome;
    }
    if (!offersLink(state)) return Promise.resolve(state.status);
    return this.#begin(state.known, state.error?.code === 'attempt-elsewhere');
  }

  /** Like `link`, but replaces an attempt that runs. */
  linkAnew(): Promise<LinkStatus> {
    return this.#state.status === 'linking' ? this.#begin(this.#state.known, false) : this.link();
  }

  unlink(): Promise<LinkStatus> {
    const state = this.#state;
    const setup = this.#setup;
    if (!setup || state.status !== 'linked' || !state.known.resource.canChange) return Promise.resolve(state.status);
    const { known } = state;
    const operation = new Operation('unlink');
    this.trace.record(operation.id, 'started');
    return this.#carryOut(operation, { status: 'unlinking', known }, async () => {
      await setup.client.delete({ ...operation.call, etag: known.etag });
      const { canChange } = known.resource;
      // There is no nonce and no entity tag yet: the next question brings them.
      return { resource: { status: 'unlinked', nonce: '', canChange }, etag: null, askedAt: 0 };
    });
  }

  /** Takes one of the environments that were offered. */
  choose(organizationUrl: string): Promise<LinkStatus> {
    return this.#answerChoice('link', (choice) => ({ choice, organizationUrl }));
  }

  /** Gives up what is under way, at once. What was sent by then is asked for. */
  cancel(): Promise<LinkStatus> {
    const operation = this.#operation;
    if (!operation) {
      return this.#state.status === 'choosing'
        ? this.#answerChoice('dismiss', (choice) => ({ choice, cancel: true }))
        : Promise.resolve(this.#state.status);
    }
    // The second time it is the question that is given up.
    if (operation.isCancelled) this.#asking.abort();
    const reason = operation.wasSent ? 'posted' : undefined;
    operation.cancel(new LinkError('cancelled', 'Cancelled by the user', { correlationId: operation.id, reason }));
    return this.#outcome;
  }

  #begin(known: Known, takeOver: boolean): Promise<LinkStatus> {
    if (!this.#setup) return Promise.resolve(this.#state.status);
    const attempt = new Attempt({
      ...this.#setup,
      known: { ...known },
      takeOver,
      trace: this.trace,
      onChange: () => this.host.requestUpdate(),
    });
    return this.#carryOut(attempt, { status: 'linking', known, attempt }, () => attempt.run().then(toKnown));
  }

  #postAgain(attempt: Attempt, known: Known): Promise<LinkStatus> {
    return this.#carryOut(attempt, { status: 'linking', known, attempt }, () => attempt.postAgain().then(toKnown));
  }

  #answerChoice(
    aim: 'link' | 'dismiss',
    answer: (choice: string) => ChoiceRequest | ChoiceCancellation,
  ): Promise<LinkStatus> {
    const state = this.#state;
    const setup = this.#setup;
    if (!setup || state.status !== 'choosing' || state.isBusy) return Promise.resolve(state.status);
    const { known, pending } = state;
    const operation = new Operation(aim);
    this.trace.record(operation.id, 'started');
    return this.#carryOut(operation, { status: 'choosing', known, pending, isBusy: true }, async () => {
      const change = { ...operation.call, etag: known.etag };
      const made = await setup.client.postUntilDefinite(answer(pending.choice), change, () =>
        this.trace.record(operation.id, 'repeated'),
      );
      if (made) return toKnown(made);
      throw new LinkError('cancelled', 'The choice was called off', { correlationId: operation.id });
    });
  }

  /** Shows the state while the work is done, and then what came of it. */
  #carryOut(operation: Operation, state: State & { known: Known }, work: () => Promise<Known>): Promise<LinkStatus> {
    const replaced = this.#operation;
    this.#operation = operation;
    replaced?.cancel(new LinkError('cancelled', 'Replaced by another attempt'));
    this.#asking.abort();
    this.#clearTimers();
    this.#set(state);
    this.#outcome = this.#settleAfter(operation, state.known, work());
    return this.#outcome;
  }

  async #settleAfter(operation: Operation, before: Known, work: Promise<Known>): Promise<LinkStatus> {
    try {
      const known = await work;
      if (operation === this.#operation) this.#succeeded(operation, known);
    } catch (thrown) {
      if (operation === this.#operation) await this.#failed(operation, before, asLinkError(thrown, operation.id));
    }
    return this.#operation ? this.#outcome : this.#state.status;
  }

  #succeeded(operation: Operation, known: Known): void {
    this.trace.record(operation.id, 'confirmed');
    this.#operation = undefined;
    this.#set(settledState(known));
    this.host.dispatchEvent(
      isLinked(known) ? new VccDynamicsLinkedEvent(linkOf(known)) : new VccDynamicsUnlinkedEvent(),
    );
    this.#setup?.tabs.postMessage('changed');
    if (known.askedAt === 0) void this.#ask();
  }

  async #failed(operation: Operation, before: Known, error: LinkError): Promise<void> {
    const { choice, organizations, reason } = error.details;
    if (error.code === 'organization-choice-required' && choice !== undefined && organizations) {
      this.trace.record(operation.id, 'choosing');
      this.#operation = undefined;
      this.#set({ status: 'choosing', known: before, pending: { choice, organizations }, isBusy: false });
      return;
    }
    // Where nothing was sent the panel need not wait: what was known still is.
    const now = operation.wasSent ? await this.#askForTruth() : undefined;
    if (operation !== this.#operation) return;
    if (now && leavesOpen(error) && operation.isFulfilledBy(linkIdOf(before), linkIdOf(now))) {
      this.#succeeded(operation, now);
      return;
    }
    this.trace.record(operation.id, 'failed', error.code);
    this.#operation = undefined;
    const known = now ?? before;
    const canPostAgain =
      operation instanceof Attempt && operation.hasCode && !operation.isCancelled && keepsCode.includes(error.code);
    this.#set(settledState(known, { error, ...(canPostAgain && { retry: () => this.#postAgain(operation, known) }) }));
    this.onError(error);
    // A nonce that went to Entra is not used for another sign-in.
    if (!operation.wasSent) void this.#ask();
    if (reason === 'posted') for (const delay of looksAfterCancel) this.#askLater(delay);
  }

  /** Asks the backend, and shows what it says. Not while a change is under way: its outcome brings the news. */
  async #ask({ forgetError = false } = {}): Promise<void> {
    const setup = this.#setup;
    if (!setup || this.#operation) return;
    this.#asking.abort();
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const known = toKnown(await setup.client.get({ signal, correlationId: crypto.randomUUID() }));
      if (signal.aborted) return;
      const complaint = forgetError ? {} : this.#complaintToKeep(known);
      this.#askError = undefined;
      this.#failedAsks = 0;
      this.#set(settledState(known, complaint));
    } catch (thrown) {
      if (!signal.aborted) this.#couldNotAsk(asLinkError(thrown));
    }
  }

  /** Undefined when it can't be had. */
  async #askForTruth(): Promise<Known | undefined> {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    const answer = this.#setup?.client.get({ signal, correlationId: crypto.randomUUID() });
    return answer?.then(toKnown).catch(() => undefined);
  }

  #couldNotAsk(error: LinkError): void {
    const state = this.#state;
    const isNews = error.code !== this.#askError?.code;
    const complaint = { error, retry: this.refresh };
    const own = 'retry' in state && state.retry !== undefined && state.error !== this.#askError;
    this.#askError = error;
    if (!('known' in state)) this.#set({ status: 'unavailable', ...complaint });
    // A code that can still be posted is worth more than the news that the backend does not answer.
    else if (!own) this.#set(settledState(state.known, complaint));
    if (isNews) this.onError(error);
    const { code, retryAfter } = { ...error.details, code: error.code };
    if (code !== 'not-signed-in' && code !== 'not-entitled')
      this.#askLater(delayBefore(this.#failedAsks++, retryAfter));
  }

  /** What went wrong stays on the panel, unless it was the asking, or the link is another by now. */
  #complaintToKeep(known: Known): Complaint {
    const state = this.#state;
    if (!('error' in state) || !('known' in state) || state.error === this.#askError) return {};
    return linkIdOf(state.known) === linkIdOf(known) ? { error: state.error, retry: state.retry } : {};
  }

  readonly #catchUp = (): void => {
    if (document.visibilityState === 'visible') void this.#ask();
  };

  #askLater(delay: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#ask();
    }, delay);
    this.#timers.add(timer);
  }

  #clearTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #set(state: State): void {
    const previous = this.#state.status;
    this.#state = state;
    this.host.requestUpdate();
    if (state.status !== previous) this.host.dispatchEvent(new VccDynamicsStatusEvent(state.status, previous));
  }
}

function toKnown({ resource, etag }: Answer): Known {
  return { resource, etag, askedAt: Date.now() };
}
