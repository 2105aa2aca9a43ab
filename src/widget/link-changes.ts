import type { ChoiceCancellation, ChoiceRequest } from '../protocol.js';
import { Attempt } from './attempt.js';
import { VccDynamicsLinkedEvent, VccDynamicsUnlinkedEvent } from './change-events.js';
import { deleteLink } from './change-requests.js';
import { isTakeOver, keepsCode, leavesOpen } from './complaints.js';
import { LinkError } from './errors.js';
import type { LinkStatus } from './events.js';
import type { LinkController } from './link-controller.js';
import { linkIdOf } from './link-id.js';
import { Operation } from './operation.js';
import { postUntilDefinite } from './post-until-definite.js';
import { asLinkError } from './problems.js';
import type { Settings } from './settings.js';
import { SignInLoader } from './sign-in-loader.js';
import {
  type Complaint,
  complaintOf,
  isLinked,
  type Known,
  linkOf,
  offersLink,
  type State,
  settledState,
} from './state.js';
import { Trace } from './trace.js';

/** When to look whether a change that nobody waits for any more was made all the same, in milliseconds. */
const looksAfterCancel = [2_000, 8_000, 30_000];

/** How long such a change counts as this element's, in milliseconds: as long as the backend may be busy with it. */
const lateChangeLimit = 60_000;

/** A nonce older than this is renewed while Link is shown, so that one click is enough. */
const renewNonceAfter = 10 * 60_000;

/** A waiting grant is deleted after so many milliseconds (contract, POST). */
const choiceLifetime = 10 * 60_000;

/** Everything that changes the link. Loaded when it is about to be needed: most pages only show a link. */
export class LinkChanges {
  readonly trace: Trace;
  readonly #link: LinkController;
  #loader: { settings: Settings; signIn: SignInLoader } | undefined;
  /** The one change that is under way. What comes of any other is dropped. */
  #operation: Operation | undefined;
  #outcome: Promise<LinkStatus> = Promise.resolve('loading');
  /** A change that nobody waits for any more, but that may still be made. */
  #late: { operation: Operation; before: Known; until: number } | undefined;
  #looks: ReturnType<typeof setTimeout>[] = [];
  #askingForTruth = new AbortController();

  constructor(link: LinkController) {
    this.#link = link;
    this.trace = new Trace(link.host);
  }

  get isUnderWay(): boolean {
    return this.#operation !== undefined;
  }

  /** Where Link is shown: loads the sign-in code, so that a click opens the window at once. */
  prepare(): void {
    const { state } = this.#link;
    if (!offersLink(state)) return;
    // A failure is told when Link is clicked: the click loads again.
    this.#signIn()
      ?.load()
      .catch(() => undefined);
    if (!state.trouble && Date.now() - state.known.askedAt > renewNonceAfter) void this.#link.ask();
  }

  /** Abandons what is under way. */
  stop(): void {
    const abandoned = this.#operation;
    this.#operation = undefined;
    abandoned?.cancel(new LinkError('cancelled', 'The element was removed or set up anew'));
    this.#forgetCodeBut();
    this.#askingForTruth.abort();
    this.#forgetLateChange();
  }

  link(): Promise<LinkStatus> {
    const state = this.#link.state;
    if (state.status === 'linking') {
      // Without an attempt this code was waited for.
      if (!state.attempt) return this.#begin(state.known, false);
      state.attempt.showWindow();
      return this.#outcome;
    }
    if (!offersLink(state)) return Promise.resolve(state.status);
    return this.#begin(state.known, isTakeOver(state.error));
  }

  /** Like `link`, but replaces an attempt that runs. */
  linkAnew(): Promise<LinkStatus> {
    return this.#link.state.status === 'linking' ? this.#begin(this.#link.state.known, false) : this.link();
  }

  /** @param linkId the link that was meant; another one stays */
  unlink(linkId?: string): Promise<LinkStatus> {
    const state = this.#link.state;
    const setup = this.#link.setup;
    if (!setup || state.status !== 'linked' || !state.known.resource.canChange) return Promise.resolve(state.status);
    const { known } = state;
    const operation = new Operation('unlink');
    this.trace.record(operation.id, 'started');
    return this.#carryOut(operation, { status: 'unlinking', known }, async () => {
      const isMeant = linkId === undefined || linkId === linkIdOf(known);
      if (!isMeant || known.etag === undefined) throw new LinkError('changed', 'Another link is shown', operation.call);
      await deleteLink(setup.client, { ...operation.call, etag: known.etag });
      const { canChange } = known.resource;
      // There is no nonce and no entity tag yet: the next question brings them.
      return { resource: { status: 'unlinked', nonce: '', canChange }, etag: undefined, askedAt: 0 };
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
      return this.#link.state.status === 'choosing'
        ? this.#answerChoice('dismiss', (choice) => ({ choice, cancel: true }))
        : Promise.resolve(this.#link.state.status);
    }
    // The second time it is the question that is given up.
    if (operation.isCancelled) this.#askingForTruth.abort();
    const reason = operation.wasSent ? 'posted' : undefined;
    operation.cancel(new LinkError('cancelled', 'Cancelled by the user', { correlationId: operation.id, reason }));
    return this.#outcome;
  }

  #begin(known: Known, takeOver: boolean): Promise<LinkStatus> {
    const { setup } = this.#link;
    const loader = this.#signIn();
    if (!setup || !loader) return Promise.resolve(this.#link.state.status);
    const attempt = new Attempt({
      ...setup,
      loader,
      known: { ...known },
      takeOver,
      trace: this.trace,
      onChange: () => this.#link.host.requestUpdate(),
    });
    return this.#carryOut(attempt, { status: 'linking', known, attempt }, () => attempt.run());
  }

  #postAgain(attempt: Attempt, known: Known): Promise<LinkStatus> {
    return this.#carryOut(attempt, { status: 'linking', known, attempt }, () => attempt.postAgain());
  }

  #answerChoice(
    aim: 'link' | 'dismiss',
    answer: (choice: string) => ChoiceRequest | ChoiceCancellation,
  ): Promise<LinkStatus> {
    const state = this.#link.state;
    const setup = this.#link.setup;
    if (!setup || state.status !== 'choosing' || state.answer) return Promise.resolve(state.status);
    const { known, pending } = state;
    const operation = new Operation(aim);
    this.trace.record(operation.id, 'started');
    return this.#carryOut(operation, { status: 'choosing', known, pending, answer: aim }, async () => {
      const { etag } = known;
      if (etag === undefined) throw new LinkError('changed', 'The link is being asked for', operation.call);
      const until = Date.now() + choiceLifetime;
      const change = { ...operation.call, etag };
      const made = await postUntilDefinite(setup.client, answer(pending.choice), change, until, () =>
        this.trace.record(operation.id, 'repeated'),
      );
      if (made) return made;
      throw new LinkError('cancelled', 'The choice was called off', { correlationId: operation.id });
    });
  }

  /** Shows the state while the work is done, and then what came of it. */
  #carryOut(operation: Operation, state: State & { known: Known }, work: () => Promise<Known>): Promise<LinkStatus> {
    const replaced = this.#operation;
    this.#operation = operation;
    replaced?.cancel(new LinkError('cancelled', 'Replaced by another attempt'));
    this.#forgetCodeBut(operation);
    this.#link.stopAsking();
    this.#askingForTruth.abort();
    this.#forgetLateChange();
    this.#link.set(state);
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
    return this.#operation ? this.#outcome : this.#link.state.status;
  }

  #succeeded(operation: Operation, known: Known): void {
    this.trace.record(operation.id, 'confirmed');
    this.#operation = undefined;
    this.#late = undefined;
    this.#link.set(settledState(known));
    this.#link.host.dispatchEvent(
      isLinked(known) ? new VccDynamicsLinkedEvent(linkOf(known)) : new VccDynamicsUnlinkedEvent(),
    );
    this.#tellTabs();
    if (known.etag === undefined) void this.#link.ask();
  }

  async #failed(operation: Operation, before: Known, error: LinkError): Promise<void> {
    const { pending, reason } = error.details;
    if (error.code === 'organization-choice-required' && pending) {
      this.trace.record(operation.id, 'choosing');
      this.#operation = undefined;
      let known = before;
      if (operation instanceof Attempt) {
        // It may have asked for the nonce itself. And the code is redeemed: the choice is what is posted now.
        known = operation.known;
        operation.forgetCode();
      }
      this.#link.set({ status: 'choosing', known, pending });
      this.#tellTabs();
      return;
    }
    // Where nothing was sent the panel need not wait: what was known still is.
    const now = operation.wasSent || error.code === 'changed' ? await this.#askForTruth() : before;
    if (operation !== this.#operation) return;
    if (now && leavesOpen(error) && operation.isFulfilledBy(linkIdOf(before), linkIdOf(now))) {
      this.#succeeded(operation, now);
      return;
    }
    this.trace.record(operation.id, 'failed', error.code);
    this.#operation = undefined;
    const known = now ?? outdated(before);
    this.#link.set(settledState(known, { error, retry: this.#retryOf(operation, before, error) }));
    this.#link.onError(error);
    if (operation.aim === 'dismiss') this.#tellTabs();
    if (reason === 'posted') this.#expectLateChange(operation, before);
    // The next sign-in gets a nonce of its own; and what is not known is asked for until it is.
    if (!operation.wasSent) void this.#link.ask();
    else if (!now) this.#link.askLater();
  }

  /** Posts the code again, as long as it is good for something. */
  #retryOf(operation: Operation, before: Known, { code }: LinkError): Complaint['retry'] {
    if (!(operation instanceof Attempt)) return undefined;
    if (operation.hasCode && keepsCode.includes(code))
      return { attempt: operation, run: () => this.#postAgain(operation, before) };
    operation.forgetCode();
    return undefined;
  }

  /** A code that *Try again* would post is kept no longer than there is such a button. */
  #forgetCodeBut(wanted?: Operation): void {
    const { retry } = complaintOf(this.#link.state);
    if (retry && retry.attempt !== wanted) retry.attempt.forgetCode();
  }

  /** Undefined when it can't be had. */
  async #askForTruth(): Promise<Known | undefined> {
    this.#askingForTruth = new AbortController();
    const { signal } = this.#askingForTruth;
    const answer = this.#link.setup?.client.get({ signal, correlationId: crypto.randomUUID() });
    return answer?.catch(() => undefined);
  }

  /** The other tabs ask for themselves. */
  #tellTabs(): void {
    this.#link.setup?.tabs.postMessage('changed');
  }

  #expectLateChange(operation: Operation, before: Known): void {
    this.#late = { operation, before, until: Date.now() + lateChangeLimit };
    this.#looks = looksAfterCancel.map((delay) => setTimeout(() => void this.#link.ask(), delay));
  }

  #forgetLateChange(): void {
    this.#late = undefined;
    for (const look of this.#looks) clearTimeout(look);
  }

  /** True when what was just learned is a change of ours that was not waited for: then it is announced. */
  wasMadeLate(known: Known): boolean {
    const late = this.#late;
    if (!late || Date.now() > late.until) return false;
    if (!late.operation.isFulfilledBy(linkIdOf(late.before), linkIdOf(known))) return false;
    this.#succeeded(late.operation, known);
    return true;
  }

  /** Made anew when the settings have changed; an attempt that runs keeps its own. */
  #signIn(): SignInLoader | undefined {
    const settings = this.#link.setup?.settings;
    if (settings && this.#loader?.settings !== settings) {
      this.#loader = { settings, signIn: new SignInLoader(settings) };
    }
    return settings && this.#loader?.signIn;
  }
}

/** The same, but no nonce and no entity tag: neither may be used again after a change whose outcome is not known. */
function outdated(known: Known): Known {
  return { resource: { ...known.resource, nonce: '' }, etag: undefined, askedAt: 0 };
}
