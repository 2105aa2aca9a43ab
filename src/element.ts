import { adoptStyles, LitElement, type PropertyValues } from 'lit';
import type { Announcer } from './widget/announcer.js';
import type { Finding } from './widget/diagnose.js';
import { asLinkError, type LinkError, type LinkErrorCode } from './widget/errors.js';
import { type Link, type LinkStatus, VccDynamicsErrorEvent } from './widget/events.js';
import { isBuiltIn, nearestLang } from './widget/language.js';
import { LinkController } from './widget/link-controller.js';
import { english, type MessageOverrides, type Messages } from './widget/messages.js';
import { needsMore, type Panel, panel } from './widget/panel.js';
import type { PanelActions } from './widget/panel-actions.js';
import { readSettings, type Settings } from './widget/settings.js';
import { complaintOf, isLinked, linkOf, offersLink } from './widget/state.js';
import { styles } from './widget/styles.js';
import type { Translations } from './widget/translations.js';

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
 * @cssprop --vcc-dynamics-accent - fill of Link, and the focus ring
 * @cssprop --vcc-dynamics-accent-text - text on it
 * @cssprop --vcc-dynamics-surface - background of panel and dialog
 * @cssprop --vcc-dynamics-radius - of panel, dialog and buttons
 * @cssprop --vcc-dynamics-padding - of the panel
 * @cssprop --vcc-dynamics-font - font family, where Vivid's typography is not on the page
 */
export class VccDynamicsAuth extends LitElement {
  static override readonly styles = styles;

  static override readonly properties = {
    endpoint: {},
    clientId: { attribute: 'client-id' },
    redirectUri: { attribute: 'redirect-uri' },
    authority: {},
    organizationUrl: { attribute: 'organization-url' },
    supportUrl: { attribute: 'support-url' },
    headingLevel: { attribute: 'heading-level', type: Number },
    authorityMetadata: { attribute: false },
    fetch: { attribute: false },
    messages: { attribute: false },
  };

  /** URL of the link resource. Required. */
  endpoint = '';
  /** Entra application (client) ID. Required. */
  clientId = '';
  /** The page on this origin that runs `popup-callback.js`, registered in Entra as a Web redirect URI. Required. */
  redirectUri = '';
  /** Entra authority, https. */
  authority = 'https://login.microsoftonline.com/organizations';
  /** The Dynamics 365 environment; without it the backend discovers the user's environments. */
  organizationUrl = '';
  /** Where *contact support* leads; plain words without it. */
  supportUrl = '';
  /** Level of the section's heading, 1 to 6. */
  headingLevel = 2;
  /** OpenID configuration to use instead of discovery. */
  authorityMetadata: object | null = null;
  /** The host's own fetch, for its auth headers or antiforgery token. */
  fetch: typeof globalThis.fetch = globalThis.fetch;
  /** Overrides for any text. */
  messages: MessageOverrides = {};

  readonly #controller = new LinkController(this, (error) => void this.#report(error));
  #hadFocus = false;
  #isPrepared = false;
  #offeredLink = false;
  #actions: PanelActions | undefined;
  /** What is said, and in which language, once the code for it is loaded. */
  #speech: { translations: Translations; announcer: Announcer } | undefined;

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
    try {
      const { diagnose } = await import('./widget/diagnose.js');
      return await diagnose(settings);
    } catch (error) {
      return [
        { check: 'sign-in-code', ok: false, detail: String(error), fix: 'Publish all files of the version’s folder.' },
      ];
    }
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Before the first update there may be properties still to come.
    if (this.hasUpdated) this.#start();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const hasChanged = (names: readonly string[]) => names.some((name) => changed.has(name));
    // A detached element begins when it is put on a page.
    if (this.isConnected && (!this.hasUpdated || hasChanged(identity))) this.#start();
    else if (hasChanged(further)) this.#controller.configure(this.#readSettings());
    this.#hadFocus = this.shadowRoot?.activeElement != null;
  }

  protected override render(): unknown {
    const { more } = this.#controller;
    if (more && !this.#actions) {
      adoptStyles(this.renderRoot as ShadowRoot, [styles, more.changeStyles]);
      this.#actions = new more.PanelActions({
        controller: this.#controller,
        renderRoot: this.renderRoot,
        requestUpdate: () => this.requestUpdate(),
      });
      this.#speech = { translations: new more.Translations(this), announcer: new more.Announcer() };
    }
    const view = this.#view();
    return panel(view, this.#speech?.announcer.textFor(view));
  }

  protected override updated(): void {
    if (this.getAttribute('status') !== this.status) this.setAttribute('status', this.status);
    const { state, more } = this.#controller;
    // What can't be loaded now is loaded with the next change, at the latest with the next answer of the backend.
    if (!more && (needsMore(state) || !this.#speaks)) void this.#load();
    const offered = offersLink(state);
    if (state.status !== 'loading' && !this.#isPrepared) this.#whenIdle(() => void this.#load());
    if (offered && !this.#offeredLink) this.#whenIdle(() => this.#controller.prepare());
    this.#isPrepared = state.status !== 'loading';
    this.#offeredLink = offered;
    this.#actions?.checkDialog();
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
      state: this.#speaks ? controller.state : { status: 'loading' },
      messages: this.#texts,
      more: controller.more?.views,
      isMoreMissing: controller.isMoreMissing,
      language: this.#speech?.translations.language ?? 'en-GB',
      headingLevel: Math.min(6, Math.max(1, this.headingLevel || 2)),
      supportUrl: this.supportUrl,
      copied: this.#actions?.copied,
      actions: {
        link: () => void controller.link(),
        cancel: () => void controller.cancel(),
        refresh: () => void controller.refresh(),
        prepare: () => controller.prepare(),
        load: () => void this.#load(),
        askToUnlink: () => void this.#askToUnlink(),
        ...this.#actions,
      },
    };
  }

  /** False while the page's language is on its way: English would only flash up. */
  get #speaks(): boolean {
    return this.#speech?.translations.isReady ?? (this.#controller.isMoreMissing || isBuiltIn(nearestLang(this)));
  }

  get #texts(): Messages {
    const { errors = {}, ...others } = this.messages ?? {};
    const texts = { ...english, ...this.#controller.more?.messages, ...this.#speech?.translations.messages };
    // Until the rest is loaded nothing asks for it.
    return { ...texts, ...definedOf(others), errors: { ...texts.errors, ...definedOf(errors) } } as Messages;
  }

  get #error(): LinkError | undefined {
    const { error, trouble } = complaintOf(this.#controller.state);
    return error ?? trouble;
  }

  async #report(error: LinkError): Promise<void> {
    this.#actions?.forgetCopied();
    // For the portal's engineers: nobody else can put it right.
    if (error.code === 'configuration') console.error(error);
    const more = await this.#controller.load().catch(() => undefined);
    const message = more ? more.views.explain(error, this.#view()) : this.#texts.unavailable;
    this.dispatchEvent(new VccDynamicsErrorEvent(error.code, message, error.correlationId));
  }

  async #askToUnlink(): Promise<void> {
    await this.#load();
    await this.updateComplete;
    this.#actions?.openDialog();
  }

  /** A failure is told by the panel, which then does without. */
  async #load(): Promise<void> {
    await this.#controller.load().catch(() => undefined);
  }

  #whenIdle(work: () => void): void {
    const run = () => this.isConnected && work();
    // Safari has no requestIdleCallback.
    if ('requestIdleCallback' in globalThis) requestIdleCallback(run);
    else setTimeout(run, 200);
  }

  /** When the button that had the focus is gone, the next one gets it: the keyboard's place is never lost. */
  #keepFocus(): void {
    const { shadowRoot } = this;
    if (!this.#hadFocus || !shadowRoot || shadowRoot.activeElement) return;
    const next =
      shadowRoot.querySelector<HTMLElement>('section :is(.choices, .buttons) button:not(.quiet)') ??
      shadowRoot.querySelector<HTMLElement>('h2');
    next?.focus();
  }
}

/** A host in plain JavaScript may hand over `undefined` for a text that it has not got. */
function definedOf<T extends object>(overrides: T): T {
  return Object.fromEntries(Object.entries(overrides).filter(([, text]) => typeof text === 'string')) as T;
}

declare global {
  interface HTMLElementTagNameMap {
    'vcc-dynamics-auth': VccDynamicsAuth;
  }
}
