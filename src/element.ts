import { LitElement, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { adminConsentUrl } from './widget/admin-consent.js';
import type { Finding } from './widget/diagnose.js';
import { asLinkError, type LinkError, type LinkErrorCode } from './widget/errors.js';
import { type Link, type LinkStatus, VccDynamicsErrorEvent } from './widget/events.js';
import { LinkController } from './widget/link-controller.js';
import { english, type MessageOverrides, type Messages } from './widget/messages.js';
import { explain, type Panel, panel } from './widget/panel.js';
import { readSettings, type Settings } from './widget/settings.js';
import { isLinked, linkOf, offersLink } from './widget/state.js';
import { styles } from './widget/styles.js';
import { supportReport } from './widget/support-report.js';

/** Changing one of these makes the element ask anew, and abandons an attempt that runs. */
const identity = ['endpoint', 'clientId', 'fetch'] as const;

/** Changing one of these counts from the next attempt on. */
const further = ['redirectUri', 'authority', 'organizationUrl', 'authorityMetadata'] as const;

/**
 * Links the VCC account of the signed-in administrator to a Microsoft Dynamics 365 user.
 *
 * @fires {VccDynamicsStatusEvent} vcc-dynamics-status - `status` changed
 * @fires {VccDynamicsLinkedEvent} vcc-dynamics-linked - the backend confirmed a link that this element made
 * @fires {VccDynamicsUnlinkedEvent} vcc-dynamics-unlinked - the backend confirmed the unlink that this element asked for
 * @fires {VccDynamicsErrorEvent} vcc-dynamics-error - a flow failed or needs attention
 * @fires {VccDynamicsTraceEvent} vcc-dynamics-trace - a step of a flow, for telemetry
 * @csspart panel - the whole section
 * @csspart heading - its heading
 * @csspart credentials - the area with status and buttons
 * @csspart status - Linked or Unlinked
 * @csspart linked-date - since when
 * @csspart account - the linked Dynamics 365 user
 * @csspart message - what went wrong, and the next step
 * @csspart link-button - Link, or Link again
 * @csspart unlink-button - Unlink
 * @csspart cancel-button - gives up what is under way
 * @csspart retry-button - Try again
 * @csspart choice - one of several environments
 * @csspart dialog - the question before an unlink
 * @csspart confirm-button - Unlink, in the dialog
 * @csspart dismiss-button - keeps the link
 */
export class VccDynamicsAuth extends LitElement {
  static override readonly styles = styles;

  /** URL of the link resource. Required. */
  @property() endpoint = '';
  /** Entra application (client) ID. Required. */
  @property({ attribute: 'client-id' }) clientId = '';
  /** The page on this origin that runs `popup-callback.js`, registered in Entra as a Web redirect URI. Required. */
  @property({ attribute: 'redirect-uri' }) redirectUri = '';
  /** Entra authority, https. */
  @property() authority = 'https://login.microsoftonline.com/organizations';
  /** The Dynamics 365 environment; without it the backend discovers the user's environments. */
  @property({ attribute: 'organization-url' }) organizationUrl = '';
  /** Where *contact support* leads; plain words without it. */
  @property({ attribute: 'support-url' }) supportUrl = '';
  /** Level of the section's heading, 1 to 6. */
  @property({ attribute: 'heading-level', type: Number }) headingLevel = 2;
  /** OpenID configuration to use instead of discovery. */
  @property({ attribute: false }) authorityMetadata: object | null = null;
  /** The host's own fetch, for its auth headers or antiforgery token. */
  @property({ attribute: false }) fetch: typeof globalThis.fetch = globalThis.fetch;
  /** Overrides for any text. */
  @property({ attribute: false }) messages: MessageOverrides = {};

  @state() private copied: Panel['copied'];
  @query('dialog') private readonly dialog!: HTMLDialogElement | null;
  readonly #controller = new LinkController(this, (error) => this.#report(error));
  #hadFocus = false;

  /** What the element is doing. Reflected as an attribute. */
  get status(): LinkStatus {
    return this.#controller.state.status;
  }

  /** The link as the backend reports it, or null. */
  get currentLink(): Link | null {
    const { state } = this.#controller;
    return 'known' in state && isLinked(state.known) ? linkOf(state.known) : null;
  }

  /** What the panel complains of now, or null. */
  get error(): { code: LinkErrorCode; correlationId?: string } | null {
    const error = this.#error;
    if (!error) return null;
    const { code, correlationId } = error;
    return correlationId === undefined ? { code } : { code, correlationId };
  }

  /**
   * Opens the sign-in window, or brings it to the front. Must be called inside a user gesture.
   *
   * @returns the status that it ended in; never rejects
   */
  link(): Promise<LinkStatus> {
    return this.#controller.link();
  }

  /** Ends the link, without asking first. @returns the status that it ended in; never rejects */
  unlink(): Promise<LinkStatus> {
    return this.#controller.unlink();
  }

  /** Gives up what is under way. */
  cancel(): Promise<LinkStatus> {
    return this.#controller.cancel();
  }

  /** Asks the backend again, for instance after the portal has switched the VCC account. */
  refresh(): Promise<LinkStatus> {
    return this.#controller.refresh();
  }

  /**
   * Checks what linking depends on: page, callback page, content security policy, backend, clock. Signs nobody in and
   * changes nothing; takes a few seconds. For engineers and support.
   */
  async diagnose(): Promise<Finding[]> {
    const settings = this.#readSettings();
    if (settings instanceof Error)
      return [{ check: 'settings', ok: false, detail: settings.message, fix: 'Set the attribute as the README says.' }];
    const { diagnose } = await import('./widget/diagnose.js');
    return diagnose(settings);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Before the first update there may be properties still to come.
    if (this.hasUpdated) this.#start();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const hasChanged = (names: readonly string[]) => names.some((name) => changed.has(name));
    if (!this.hasUpdated || hasChanged(identity)) this.#start();
    else if (hasChanged(further)) this.#controller.configure(this.#readSettings());
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override render(): unknown {
    return panel(this.#view());
  }

  protected override updated(): void {
    if (this.getAttribute('status') !== this.status) this.setAttribute('status', this.status);
    if (offersLink(this.#controller.state)) this.#prepareWhenIdle();
    this.#keepFocus();
  }

  #start(): void {
    this.#controller.start(this.#readSettings());
  }

  #readSettings(): Settings | LinkError {
    try {
      return readSettings(this, this.baseURI);
    } catch (thrown) {
      return asLinkError(thrown);
    }
  }

  #view(): Panel {
    const controller = this.#controller;
    return {
      state: controller.state,
      messages: this.#texts,
      language: 'en-GB',
      headingLevel: Math.min(6, Math.max(1, this.headingLevel || 2)),
      supportUrl: this.supportUrl || undefined,
      copied: this.copied,
      actions: {
        link: () => void controller.link(),
        linkAnew: () => void controller.linkAnew(),
        askToUnlink: () => this.dialog?.showModal(),
        unlink: () => {
          this.dialog?.close();
          void controller.unlink();
        },
        keepLink: () => this.dialog?.close(),
        cancel: () => void controller.cancel(),
        choose: (organizationUrl) => void controller.choose(organizationUrl),
        copyReport: () => this.#copy('report', supportReport(this.status, this.#error, controller.trace.entries)),
        copyConsentLink: () => controller.settings && this.#copy('consent', adminConsentUrl(controller.settings)),
        prepare: () => controller.prepare(),
      },
    };
  }

  get #texts(): Messages {
    const { errors, ...others } = this.messages;
    return { ...english, ...others, errors: { ...english.errors, ...errors } };
  }

  get #error(): LinkError | undefined {
    const { state } = this.#controller;
    return 'error' in state ? state.error : undefined;
  }

  #report(error: LinkError): void {
    this.copied = undefined;
    // For the portal's engineers: nobody else can put it right.
    if (error.code === 'configuration') console.error(error);
    const message = explain(error, { messages: this.#texts, language: 'en-GB' });
    this.dispatchEvent(new VccDynamicsErrorEvent(error.code, message, error.correlationId));
  }

  async #copy(what: Panel['copied'], text: string): Promise<void> {
    await navigator.clipboard.writeText(text);
    this.copied = what;
  }

  #prepareWhenIdle(): void {
    const prepare = () => this.isConnected && this.#controller.prepare();
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(prepare);
    else setTimeout(prepare, 200);
  }

  /** When the button that had the focus is gone, the next one gets it: the keyboard's place is never lost. */
  #keepFocus(): void {
    const { shadowRoot } = this;
    if (!this.#hadFocus || !shadowRoot || shadowRoot.activeElement) return;
    shadowRoot.querySelector<HTMLElement>('.buttons > button, button')?.focus();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'vcc-dynamics-auth': VccDynamicsAuth;
  }
}
