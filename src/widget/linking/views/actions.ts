import type { LitElement, ReactiveController } from 'lit';
import { unlessAborted } from '../../../abort.js';
import type { ChangeContext } from '../../link/controller.js';
import { linkIdOf, shownErrorOf } from '../../link/state.js';
import type { LinkChanges } from '../changes.js';
import { adminConsentUrl } from './admin-consent.js';
import { supportReport } from './support-report.js';

/** Milliseconds until the text is shown all the same. */
const clipboardPatience = 3_000;

/** The last thing that was copied; with `text` where the browser did not allow it. */
export interface Copied {
  what: 'report' | 'consent';
  text?: string;
}

/** The actions of the buttons in the slots, and what they have led to. */
export class Actions implements ReactiveController {
  copied: Copied | undefined;
  /** Somebody waits for the backend's answer to Try again. */
  asksAgain = false;
  /** The link that the dialog asks about. */
  #linkInQuestion: string | undefined;

  constructor(
    private readonly host: LitElement,
    private readonly context: ChangeContext,
    private readonly changes: LinkChanges,
  ) {
    host.addController(this);
  }

  /** Asks before it unlinks. */
  async openDialog(): Promise<void> {
    await this.host.updateComplete;
    const { state } = this.context;
    if (state.status !== 'linked' || this.changes.refuseFramed()) return;
    this.#linkInQuestion = linkIdOf(state.known);
    const dialog = this.#dialog;
    dialog?.showModal();
    // On a small screen it would open at its end, where the harmless button is: the question comes first.
    if (dialog && dialog.scrollHeight > dialog.clientHeight) dialog.querySelector('h2')?.focus();
  }

  /** Out of the page for a moment, a dialog stays open but no longer lies over the page. */
  hostConnected(): void {
    const dialog = this.#dialog;
    if (!dialog?.open || dialog.matches(':modal')) return;
    dialog.close();
    dialog.showModal();
  }

  /** Closes the dialog when the link that it asks about has changed; the panel says so, and the new link stays. */
  checkDialog(): void {
    const { state } = this.context;
    const linkId = 'known' in state ? linkIdOf(state.known) : undefined;
    if (this.#dialog?.open && linkId !== this.#linkInQuestion) this.unlink();
  }

  /** Gives the focus to the next button when the one that had it is gone: the keyboard's place is never lost. */
  keepFocus(): void {
    const { shadowRoot } = this.host;
    if (shadowRoot?.activeElement || document.activeElement !== document.body) return;
    const next =
      shadowRoot?.querySelector<HTMLElement>('section :is(.choices, .buttons):not(details *) button:not(.quiet)') ??
      shadowRoot?.querySelector<HTMLElement>('h2');
    next?.focus();
  }

  readonly keepLink = (): void => this.#dialog?.close();

  /** Unlinks the link that the dialog asked about, and no other that may be there by now. */
  readonly unlink = (): void => {
    this.keepLink();
    void this.changes.unlink(this.#linkInQuestion);
  };

  readonly linkAnew = (): void => void this.changes.linkAnew();

  readonly linkAnotherUser = (): void => void this.changes.linkAnotherUser();

  readonly replace = (): void => void this.changes.replace();

  readonly choose = (organizationUrl: string): void => void this.changes.choose(organizationUrl);

  /** Asks the backend again. The panel shows that it asks, so that the same failure a second time is noticed. */
  readonly refresh = async (): Promise<void> => {
    if (this.asksAgain) return;
    // With nothing known the panel shows that it loads.
    this.asksAgain = 'known' in this.context.state;
    void this.#render();
    await this.context.refresh();
    this.asksAgain = false;
    await this.#render();
  };

  /** Lets the backend ask Dynamics 365 whether the link works, and what the user may do. */
  readonly checkAgain = async (): Promise<void> => {
    if (this.asksAgain) return;
    this.asksAgain = true;
    void this.#render();
    await this.changes.check();
    this.asksAgain = false;
    await this.#render();
  };

  readonly copyReport = (): void => {
    const { state } = this.context;
    void this.#copy('report', supportReport(state.status, shownErrorOf(state), this.changes.trace.entries));
  };

  readonly copyConsentLink = (): void => {
    const { setup } = this.context;
    if (setup) void this.#copy('consent', adminConsentUrl(setup.settings));
  };

  /** Drops the copy, which belongs to an older failure. */
  forgetCopied(): void {
    this.copied = undefined;
  }

  async #copy(what: Copied['what'], text: string): Promise<void> {
    const written = write(text).then(
      () => ({ what }),
      // Not allowed in this frame, no clipboard at all, or the page has lost the focus: then the text is shown, to be copied by hand.
      () => ({ what, text }),
    );
    // Removes the announcement for a frame: a screen reader reads the same text again only after it was gone.
    this.copied = undefined;
    await this.#render();
    await frame().then(frame);
    this.copied = await written;
    await this.#render();
    const shown = this.host.renderRoot.querySelector('textarea');
    shown?.focus();
    shown?.select();
  }

  #render(): Promise<unknown> {
    this.host.requestUpdate();
    return this.host.updateComplete;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.host.renderRoot.querySelector('dialog');
  }
}

/** @throws whatever the browser has against it, at the latest when a question of the browser stays without an answer */
async function write(text: string): Promise<void> {
  await unlessAborted(navigator.clipboard.writeText(text), AbortSignal.timeout(clipboardPatience));
}

function frame(): Promise<unknown> {
  return new Promise(requestAnimationFrame);
}
