import { adminConsentUrl } from './admin-consent.js';
import type { LinkChanges } from './link-changes.js';
import type { LinkController } from './link-controller.js';
import { linkIdOf } from './link-id.js';
import { shownErrorOf } from './state.js';
import { supportReport } from './support-report.js';

/** What of the element the actions work on. */
export interface PanelHost {
  readonly controller: LinkController;
  readonly renderRoot: ShadowRoot;
  /** Resolves when it is done. */
  render(): Promise<unknown>;
}

/** What was copied; with `text` where the browser did not allow it. */
export interface Copied {
  what: 'report' | 'consent';
  text?: string;
}

/** What the buttons do that are not needed to show a link: the dialog, and copying. */
export class PanelActions {
  /** What was copied last. */
  copied: Copied | undefined;
  /** Somebody waits for the backend's answer to Try again. */
  asksAgain = false;
  /** The link that the dialog asks about. */
  #linkInQuestion: string | undefined;

  constructor(private readonly host: PanelHost) {}

  /** For the buttons. */
  get handlers() {
    const { refresh, keepLink, unlink, linkAnew, choose, copyReport, copyConsentLink } = this;
    return { refresh, keepLink, unlink, linkAnew, choose, copyReport, copyConsentLink };
  }

  /** Asks before it unlinks. */
  openDialog(): void {
    const { state } = this.host.controller;
    if (state.status !== 'linked') return;
    this.#linkInQuestion = linkIdOf(state.known);
    const dialog = this.#dialog;
    dialog?.showModal();
    // On a small screen it would open at its end, where the harmless button is: the question comes first.
    if (dialog && dialog.scrollHeight > dialog.clientHeight) dialog.querySelector('h2')?.focus();
  }

  /** Closes the dialog when another link has come under it; that one was not meant, and stays. */
  checkDialog(): void {
    const { state } = this.host.controller;
    const linkId = 'known' in state ? linkIdOf(state.known) : undefined;
    if (this.#dialog?.open && linkId !== this.#linkInQuestion) this.unlink();
  }

  /** When the button that had the focus is gone, the next one gets it: the keyboard's place is never lost. */
  keepFocus(): void {
    const { renderRoot } = this.host;
    if (renderRoot.activeElement || document.activeElement !== document.body) return;
    const next =
      renderRoot.querySelector<HTMLElement>('section :is(.choices, .buttons) button:not(.quiet)') ??
      renderRoot.querySelector<HTMLElement>('h2');
    next?.focus();
  }

  readonly keepLink = (): void => this.#dialog?.close();

  /** Unlinks what the dialog asked about, and nothing else that may be linked by now. */
  readonly unlink = (): void => {
    this.keepLink();
    void this.#changes?.unlink(this.#linkInQuestion);
  };

  /** Asks again, and shows that until there is an answer: the same failure again is news, too. */
  readonly refresh = (): void => {
    if (this.asksAgain) return;
    const { controller, render } = this.host;
    // With nothing known the panel is seen to load.
    this.asksAgain = 'known' in controller.state;
    void render();
    void controller.refresh().then(() => {
      this.asksAgain = false;
      return render();
    });
  };

  readonly linkAnew = (): void => void this.#changes?.linkAnew();

  readonly choose = (organizationUrl: string): void => void this.#changes?.choose(organizationUrl);

  readonly copyReport = (): void => {
    const { state, changes } = this.host.controller;
    void this.#copy('report', supportReport(state.status, shownErrorOf(state), changes?.trace.entries ?? []));
  };

  readonly copyConsentLink = (): void => {
    const { setup } = this.host.controller;
    if (setup) void this.#copy('consent', adminConsentUrl(setup.settings));
  };

  /** What was copied belongs to an older complaint. */
  forgetCopied(): void {
    this.copied = undefined;
  }

  async #copy(what: Copied['what'], text: string): Promise<void> {
    const written = navigator.clipboard.writeText(text).then(
      () => ({ what }),
      // Not allowed in this frame, or the page has lost the focus: then the text is shown, to be copied by hand.
      () => ({ what, text }),
    );
    // So that copying once more is news, too: screen readers see what a frame has shown.
    this.copied = undefined;
    await this.host.render();
    await frame().then(frame);
    this.copied = await written;
    await this.host.render();
    const shown = this.host.renderRoot.querySelector('textarea');
    shown?.focus();
    shown?.select();
  }

  get #changes(): LinkChanges | undefined {
    return this.host.controller.changes;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.host.renderRoot.querySelector('dialog');
  }
}

function frame(): Promise<unknown> {
  return new Promise(requestAnimationFrame);
}

/** Only what a browser opens without running it. */
export function safeUrl(url: string): string | undefined {
  if (!url || !URL.canParse(url, document.baseURI)) return undefined;
  const { href, protocol } = new URL(url, document.baseURI);
  return ['https:', 'http:', 'mailto:', 'tel:'].includes(protocol) ? href : undefined;
}
