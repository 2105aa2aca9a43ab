import type { ChoiceCancellation, ChoiceRequest, ReplacementRequest } from '../../protocol.js';
import { WidgetError } from '../errors.js';
import { isFramed } from '../framing.js';
import type { ChangeContext, Changes } from '../link/controller.js';
import type { LinkStatus } from '../link/events.js';
import {
  failuresOf,
  isLinked,
  isOfAnotherAccount,
  type Known,
  linkIdOf,
  linkOf,
  offersLink,
  type Retry,
  type State,
  settledState,
} from '../link/state.js';
import { checking, LinkAttempt, notOpened, type Whose } from './attempt.js';
import { VccDynamicsLinkedEvent, VccDynamicsUnlinkedEvent } from './events.js';
import { keepsCode, mayHaveHappened, takesOver } from './failure-rules.js';
import { LateChange } from './late-change.js';
import { Operation } from './operation.js';
import { asWidgetError } from './read-failure.js';
import { checkLink, deleteLink, postUntilDefinite } from './requests.js';
import { SignInLoader } from './sign-in-loader.js';
import { Trace } from './trace.js';

/** A nonce older than this is renewed while Link is shown, so that one click is enough. Milliseconds. */
const renewNonceAfter = 10 * 60_000;

/** A waiting grant is deleted after so many milliseconds (contract, POST). */
const choiceLifetime = 10 * 60_000;

/** One change at a time: carries it out, and settles the state after it. */
export class LinkChanges implements Changes {
  readonly trace: Trace;
  #signIn: SignInLoader | undefined;
  /** The one change that is under way. The outcome of any other is dropped. */
  #operation: Operation | undefined;
  /** The link before that change. */
  #before: Known | undefined;
  #outcome: Promise<LinkStatus> = Promise.resolve('loading');
  /** The attempt whose code *Try again* posts. */
  #unposted: LinkAttempt | undefined;
  readonly #late: LateChange;
  #askingForTruth = new AbortController();

  /** @param loadSentences those that few panels need */
  constructor(
    private readonly context: ChangeContext,
    private readonly loadSentences: () => Promise<void>,
  ) {
    this.trace = new Trace(context.host);
    this.#late = new LateChange(() => context.ask());
  }

  prepare(): void {
    const { state } = this.context;
    if (!offersLink(state)) return;
    // A failure is not reported here: a click on Link loads again, and reports it.
    this.#signInLoader()
      ?.load()
      .catch(() => undefined);
    if (!state.askError && Date.now() - state.known.askedAt > renewNonceAfter) void this.context.ask();
  }

  stop(): void {
    this.leave();
    this.#late.forget();
  }

  leave(): void {
    const abandoned = this.#operation;
    this.#operation = undefined;
    abandoned?.cancel(
      new WidgetError('cancelled', 'The element was removed or set up anew, or the account is another'),
    );
    this.#forgetOlder();
  }

  link(): Promise<LinkStatus> {
    const { state } = this.context;
    if (state.status !== 'linking') return this.#linkUnframed('same user');
    // The click came before this chunk: begin now.
    if (!state.progress) return this.#beginUnframed(state.known);
    if (this.#operation instanceof LinkAttempt) this.#operation.showWindow();
    return this.#outcome;
  }

  /** Lets Microsoft ask who signs in, where a link that no longer works would be linked again with the same user. */
  linkAnotherUser(): Promise<LinkStatus> {
    return this.#linkUnframed('any user');
  }

  /** Like `link`, but replaces an attempt that runs, for the same users. */
  linkAnew(): Promise<LinkStatus> {
    const { state } = this.context;
    const whose = this.#operation instanceof LinkAttempt ? this.#operation.whose : 'same user';
    return state.status === 'linking' ? this.#begin(state.known, { whose, takeOver: false }) : this.link();
  }

  unlink(linkId?: string): Promise<LinkStatus> {
    const { state, setup } = this.context;
    if (!setup || state.status !== 'linked' || !state.known.resource.canChange || this.refuseFramed())
      return Promise.resolve(state.status);
    const { known } = state;
    const operation = new Operation('unlink', known.resource.accountTag);
    this.trace.record(operation.id, 'started');
    return this.#carryOut(operation, { status: 'unlinking', known }, async () => {
      const isMeant = linkId === undefined || linkId === linkIdOf(known);
      if (!isMeant || known.etag === undefined)
        throw new WidgetError('changed', 'Another link is shown', { correlationId: operation.id });
      await deleteLink(setup.client, { ...operation.call, etag: known.etag });
      const { canChange, accountTag } = known.resource;
      // There is no nonce and no entity tag yet: the next question brings them.
      return {
        resource: { status: 'unlinked', nonce: '', canChange, ...(accountTag !== undefined && { accountTag }) },
        etag: undefined,
        askedAt: 0,
      };
    });
  }

  /** Shows why nothing can be changed here, and returns true, where a page of another origin frames this one. */
  refuseFramed(): boolean {
    const { state, setup } = this.context;
    if (!setup || !('known' in state) || !isFramed(setup.settings.allowFraming)) return false;
    const changeError = new WidgetError('framed', 'The page is framed by another origin');
    this.context.set({ ...settledState(state.known), ...failuresOf(state), changeError, retry: undefined } as State);
    this.context.onError(changeError);
    return true;
  }

  /** Takes one of the environments that were offered. */
  choose(organizationUrl: string): Promise<LinkStatus> {
    return this.#answerChoice('link', (choice) => ({ choice, organizationUrl }));
  }

  /** Confirms that whoever has signed in is to take the place of the linked user. */
  replace(): Promise<LinkStatus> {
    return this.#answerChoice('link', (choice) => ({ choice, replace: true }));
  }

  /** Gives up what is under way, at once. What was sent by then may still take effect: the backend is asked. */
  cancel(): Promise<LinkStatus> {
    const operation = this.#operation;
    if (!operation) {
      const { status } = this.context.state;
      return status === 'choosing'
        ? this.#answerChoice('dismiss', (choice) => ({ choice, cancel: true }))
        : Promise.resolve(status);
    }
    // A second Cancel also stops asking the backend what happened.
    if (operation.isCancelled) this.#askingForTruth.abort();
    const reason = operation.wasSent ? 'posted' : undefined;
    operation.cancel(new WidgetError('cancelled', 'Cancelled by the user', { correlationId: operation.id, reason }));
    return this.#outcome;
  }

  /** Asks the backend to check the link with Dynamics 365, and shows what it found. */
  async check(): Promise<void> {
    const { state, setup } = this.context;
    if (!setup || state.status !== 'linked' || this.refuseFramed()) return;
    const { call } = new Operation('check', state.known.resource.accountTag);
    const outcome = await checkLink(setup.client, call).catch((thrown: unknown) => asWidgetError(thrown));
    const { state: now } = this.context;
    // A change that began meanwhile brings the news, or has brought it: the answer may be about the link before it.
    if (this.#operation || this.context.setup !== setup || now.status !== 'linked') return;
    if (linkIdOf(now.known) !== linkIdOf(state.known)) return;
    if (!(outcome instanceof WidgetError)) this.context.set(settledState(outcome));
    else if (isOfAnotherAccount(outcome)) void this.context.ask();
    else {
      this.context.set({ ...now, changeError: outcome, retry: undefined });
      this.context.onError(outcome);
    }
  }

  claim(known: Known): boolean {
    const operation = this.#late.find(known);
    if (operation) this.#succeeded(operation, known);
    return operation !== undefined;
  }

  #linkUnframed(whose: Whose): Promise<LinkStatus> {
    const { state } = this.context;
    if (!offersLink(state) || this.refuseFramed()) return Promise.resolve(this.context.state.status);
    return this.#begin(state.known, { whose, takeOver: takesOver(state.changeError) });
  }

  #beginUnframed(known: Known): Promise<LinkStatus> {
    if (this.refuseFramed()) return Promise.resolve(this.context.state.status);
    return this.#begin(known, { whose: 'same user', takeOver: false });
  }

  #begin(known: Known, { whose, takeOver }: { whose: Whose; takeOver: boolean }): Promise<LinkStatus> {
    const { setup } = this.context;
    const loader = this.#signInLoader();
    if (!setup || !loader) return Promise.resolve(this.context.state.status);
    const attempt: LinkAttempt = new LinkAttempt({
      ...setup,
      loader,
      known,
      whose,
      takeOver,
      trace: this.trace,
      loadSentences: this.loadSentences,
      isLinked: () => this.context.state.status === 'linked' && !offersLink(this.context.state),
      onLeadLost: (error) => {
        const { state } = this.context;
        if (attempt !== this.#operation || state.status !== 'linking') return;
        attempt.isInBackground = true;
        this.trace.record(attempt.id, 'failed', error.code);
        this.context.set(settledState(state.known, { changeError: error }));
        this.context.onError(error);
        // Its nonce may be used by then.
        void this.context.ask();
      },
      report: (news) => {
        const { state } = this.context;
        if (attempt !== this.#operation || state.status !== 'linking') return;
        this.#before = news.known ?? this.#before;
        this.context.set({ ...state, ...news });
      },
    });
    return this.#carryOut(attempt, { status: 'linking', known, progress: notOpened }, () => attempt.run());
  }

  #answerChoice(
    aim: 'link' | 'dismiss',
    answer: (choice: string) => ChoiceRequest | ReplacementRequest | ChoiceCancellation,
  ): Promise<LinkStatus> {
    const { state, setup } = this.context;
    if (!setup || state.status !== 'choosing' || state.answer || this.refuseFramed())
      return Promise.resolve(state.status);
    const { known, pending } = state;
    const operation = new Operation(aim, known.resource.accountTag);
    this.trace.record(operation.id, 'started');
    return this.#carryOut(operation, { status: 'choosing', known, pending, answer: aim }, async () => {
      const { etag } = known;
      if (etag === undefined)
        throw new WidgetError('changed', 'The link is being asked for', { correlationId: operation.id });
      const until = Date.now() + choiceLifetime;
      const change = { ...operation.call, etag };
      const made = await postUntilDefinite(setup.client, answer(pending.choice), change, until, () =>
        this.trace.record(operation.id, 'repeated'),
      );
      if (made) return made;
      throw new WidgetError('cancelled', 'The choice was called off', { correlationId: operation.id });
    });
  }

  /** Shows the state while the work is done, and then what came of it. */
  #carryOut(operation: Operation, state: State & { known: Known }, work: () => Promise<Known>): Promise<LinkStatus> {
    const replaced = this.#operation;
    this.#operation = operation;
    this.#before = state.known;
    replaced?.cancel(new WidgetError('cancelled', 'Replaced by another attempt'));
    this.context.stopAsking();
    this.#forgetOlder(operation);
    this.#late.forget();
    this.context.set(state);
    this.#outcome = this.#settleAfter(operation, work());
    return this.#outcome;
  }

  async #settleAfter(operation: Operation, work: Promise<Known>): Promise<LinkStatus> {
    try {
      const known = await work;
      if (operation === this.#operation) this.#succeeded(operation, known);
    } catch (thrown) {
      if (operation === this.#operation) {
        // Of an attempt that is no longer shown nobody is told that it came to nothing.
        if (operation.isInBackground) this.#operation = undefined;
        else await this.#failed(operation, asWidgetError(thrown, operation.id));
      }
    }
    return this.#operation ? this.#outcome : this.context.state.status;
  }

  #succeeded(operation: Operation, known: Known): void {
    this.trace.record(operation.id, 'confirmed');
    this.#operation = undefined;
    this.#late.forget();
    this.context.set(settledState(known));
    this.context.host.dispatchEvent(
      isLinked(known) ? new VccDynamicsLinkedEvent(linkOf(known)) : new VccDynamicsUnlinkedEvent(),
    );
    this.#tellTabs();
    if (known.etag === undefined) void this.context.ask();
  }

  async #failed(operation: Operation, error: WidgetError): Promise<void> {
    if (isOfAnotherAccount(error)) return this.#foundElsewhere(operation, error);
    const before = this.#before as Known;
    const { pending, reason } = error.details;
    if (pending) {
      this.trace.record(operation.id, 'choosing');
      this.#operation = undefined;
      // The code is redeemed: the choice is what is posted now.
      if (operation instanceof LinkAttempt) operation.forgetCode();
      this.context.set({ status: 'choosing', known: before, pending });
      this.#tellTabs();
      return;
    }
    // Where nothing was sent, nothing can have changed: no need to ask.
    const now = operation.wasSent || error.code === 'changed' ? await this.#askForTruth(operation) : before;
    if (operation !== this.#operation) return;
    if (now instanceof WidgetError) return this.#foundElsewhere(operation, now);
    if (now && mayHaveHappened(error) && operation.isFulfilledBy(linkIdOf(before), linkIdOf(now))) {
      this.#succeeded(operation, now);
      return;
    }
    this.trace.record(operation.id, 'failed', error.code);
    this.#operation = undefined;
    const retry = this.#retryOf(operation, before, error);
    this.context.set(settledState(now ?? outdated(before), { changeError: error, retry }));
    this.context.onError(error);
    if (operation.aim === 'dismiss') this.#tellTabs();
    if (reason === 'posted') this.#late.expect(operation, before);
    // Asks for a nonce for the next sign-in; and where the link is not known, until it is.
    if (!operation.wasSent) void this.context.ask();
    else if (!now) this.context.askLater();
  }

  /**
   * The session works for another account by now. What was sent may have been done for the account that the page shows: that
   * is seen once the session is back there.
   */
  #foundElsewhere(operation: Operation, error: WidgetError): void {
    this.trace.record(operation.id, 'failed', error.code);
    this.#operation = undefined;
    if (operation instanceof LinkAttempt) operation.forgetCode();
    this.context.set({ status: 'unavailable', askError: error });
    this.context.onError(error);
    if (operation.wasSent) this.#late.expect(operation, this.#before as Known);
    // The host may have gone on to that account meanwhile.
    void this.context.ask();
  }

  /** Returns the action that posts the code again, where it is still good. */
  #retryOf(operation: Operation, known: Known, error: WidgetError): Retry | undefined {
    if (!(operation instanceof LinkAttempt)) return undefined;
    if (!operation.hasCode || !keepsCode(error)) {
      operation.forgetCode();
      return undefined;
    }
    this.#unposted = operation;
    return {
      etag: known.etag,
      run: () =>
        this.#carryOut(operation, { status: 'linking', known, progress: checking }, () => operation.postAgain()),
      forget: () => operation.forgetCode(),
    };
  }

  /** Ends what is left of earlier changes. A code that *Try again* would post is dropped when that button goes. */
  #forgetOlder(wanted?: Operation): void {
    if (this.#unposted !== wanted) this.#unposted?.forgetCode();
    this.#unposted = undefined;
    this.#askingForTruth.abort();
  }

  /** Resolves to undefined when the backend does not tell, and to the error when it tells of another account. */
  async #askForTruth({ call }: Operation): Promise<Known | WidgetError | undefined> {
    this.#askingForTruth = new AbortController();
    const { signal } = this.#askingForTruth;
    const answer = this.context.setup?.client.get({ ...call, signal, correlationId: crypto.randomUUID() });
    return answer?.catch((thrown: unknown) => {
      const error = asWidgetError(thrown);
      return isOfAnotherAccount(error) ? error : undefined;
    });
  }

  /** The other tabs ask for themselves. */
  #tellTabs(): void {
    this.context.setup?.tabs?.postMessage('changed');
  }

  /** Made anew when the settings have changed; an attempt that runs keeps its own. */
  #signInLoader(): SignInLoader | undefined {
    const settings = this.context.setup?.settings;
    if (settings && this.#signIn?.settings !== settings) this.#signIn = new SignInLoader(settings);
    return settings && this.#signIn;
  }
}

/** The same without nonce and entity tag: neither may be used again after a change whose outcome is not known. */
function outdated(known: Known): Known {
  return { resource: { ...known.resource, nonce: '' }, etag: undefined, askedAt: 0 };
}
