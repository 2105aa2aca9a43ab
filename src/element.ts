import { LitElement, type PropertyValues } from 'lit';
import type { Finding } from './widget/diagnose.js';
import type { LinkError, LinkErrorCode } from './widget/errors.js';
import { type Link, type LinkStatus, VccDynamicsErrorEvent } from './widget/events.js';
import type { Extras } from './widget/extras.js';
import { isBuiltIn, nearestLang } from './widget/language.js';
import { LinkController } from './widget/link-controller.js';
import { english, type MessageOverrides, type Messages } from './widget/messages.js';
import { needsMore, type Panel, panel } from './widget/panel.js';
import { readSettings, type Settings } from './widget/settings.js';
import { isLinked, linkOf, offersLink, shownErrorOf } from './widget/state.js';
import { styles } from './widget/styles.js';

/** Changing one of these makes the element ask anew, and abandons an attempt that runs. */
const identity = ['endpoint', 'clientId', 'fetch'] as const;

/** Changing one of these counts from the next attempt on. */
const further = ['redirectUri', 'authority', 'organizationUrl', 'authorityMetadata'] as const;

/**
 * Links the VCC account of the signed-in administrator to a Microsoft Dynamics 365 user.
 *
 * @attr {LinkStatus} status - what the element is doing; reflected, read-only
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
  /** Whether Link was offered by the last update; undefined while the panel loads. */
  #offered: boolean | undefined;
  /** Once the code for it is loaded. */
  #extras: Extras | undefined;

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
    const error = shownErrorOf(this.#controller.state);
    if (!error) return null;
    const { code, correlationId } = error;
    return { code, ...(correlationId !== undefined && { correlationId }) };
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
    const linkId = this.currentLink?.linkId;
    return this.#controller.change((changes) => changes.unlink(linkId));
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
   *
   * @throws TypeError when the code for it can't be loaded: not all files of the version's folder are published
   */
  async diagnose(): Promise<Finding[]> {
    const { diagnose } = await import('./widget/diagnose.js');
    return diagnose(this.#readSettings());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Before the first update there may be properties still to come.
    if (this.hasUpdated) this.#start();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const hasChanged = (names: readonly string[]) => names.some((name) => changed.has(name));
    // A detached element begins when it is put on a page.
    if (this.isConnected) {
      if (!this.hasUpdated || hasChanged(identity)) this.#start();
      else if (hasChanged(further)) this.#controller.configure(this.#readSettings());
    }
    // Until there is somebody to give it back, a focus that was lost is remembered.
    this.#hadFocus = this.shadowRoot?.activeElement != null || (this.#hadFocus && !this.#extras);
    const { more } = this.#controller;
    if (more) this.#extras ??= more.addExtras(this, this.#controller);
  }

  protected override render(): unknown {
    const view = this.#view();
    return panel(view, this.#extras?.announcer.textFor(view));
  }

  protected override updated(): void {
    if (this.getAttribute('status') !== this.status) this.setAttribute('status', this.status);
    const { state, more } = this.#controller;
    // What can't be loaded now is loaded with the next change, at the latest with the next answer of the backend.
    if (!more && (needsMore(state) || !this.#speaks)) void this.#controller.load();
    const offered = state.status === 'loading' ? undefined : offersLink(state);
    if (offered !== undefined && offered !== this.#offered) this.#whenIdle(() => this.#controller.prepare());
    this.#offered = offered;
    this.#extras?.actions.checkDialog();
    if (this.#hadFocus) this.#extras?.actions.keepFocus();
  }

  #start(): void {
    this.#controller.start(this.#readSettings());
  }

  #readSettings(): Settings | LinkError {
    try {
      return readSettings(this, this.baseURI);
    } catch (thrown) {
      return thrown as LinkError;
    }
  }

  #view(): Panel {
    const controller = this.#controller;
    return {
      state: this.#speaks ? controller.state : { status: 'loading' },
      messages: this.#texts,
      more: controller.more === null ? null : controller.more?.views,
      language: this.#extras?.translations.language ?? 'en-GB',
      headingLevel: Math.min(6, Math.max(1, this.headingLevel | 0 || 2)),
      supportUrl: this.supportUrl,
      clicked: this.#extras?.actions,
      actions: {
        link: () => void controller.link(),
        cancel: () => void controller.cancel(),
        refresh: () => void controller.refresh(),
        prepare: () => controller.prepare(),
        askToUnlink: () => this.#askToUnlink(),
        ...this.#extras?.actions.handlers,
      },
    };
  }

  /** False while the page's language is on its way: English would only flash up. */
  get #speaks(): boolean {
    return this.#extras?.translations.isReady ?? (this.#controller.more === null || isBuiltIn(nearestLang(this)));
  }

  get #texts(): Messages {
    const { errors, ...others } = this.messages ?? {};
    const texts = { ...english, ...this.#controller.more?.messages, ...this.#extras?.translations.messages };
    // Until the rest is loaded nothing asks for it.
    return { ...texts, ...definedOf(others), errors: { ...texts.errors, ...definedOf(errors ?? {}) } } as Messages;
  }

  async #report(error: LinkError): Promise<void> {
    this.#extras?.actions.forgetCopied();
    // For the portal's engineers: nobody else can put it right.
    if (error.code === 'configuration') console.error(error);
    await this.#controller.load();
    // The text that the panel shows, in its language.
    await this.updateComplete;
    await this.#extras?.translations.ready;
    const message = this.#controller.more?.views.explain(error, this.#view()) ?? this.#texts.unavailable;
    this.dispatchEvent(new VccDynamicsErrorEvent(error.code, message, error.correlationId));
  }

  #askToUnlink(): void {
    void this.#controller.change(async () => {
      await this.updateComplete;
      this.#extras?.actions.openDialog();
    });
  }

  #whenIdle(work: () => void): void {
    const run = () => this.isConnected && work();
    // Safari has no requestIdleCallback.
    (globalThis.requestIdleCallback ?? setTimeout)(run);
  }
}

/** The properties that a host sets. */
export type HostProperties = Pick<
  VccDynamicsAuth,
  | 'endpoint'
  | 'clientId'
  | 'redirectUri'
  | 'authority'
  | 'organizationUrl'
  | 'supportUrl'
  | 'headingLevel'
  | 'authorityMetadata'
  | 'fetch'
  | 'messages'
>;

/** The attributes that stand for some of them. */
export type HostAttributes = Partial<
  Record<
    'endpoint' | 'client-id' | 'redirect-uri' | 'authority' | 'organization-url' | 'support-url' | 'heading-level',
    string
  >
>;

/** A host in plain JavaScript may hand over `undefined` for a text that it has not got. */
function definedOf<T extends object>(overrides: T): T {
  return Object.fromEntries(Object.entries(overrides).filter(([, text]) => typeof text === 'string')) as T;
}

declare global {
  interface HTMLElementTagNameMap {
    'vcc-dynamics-auth': VccDynamicsAuth;
  }
}
