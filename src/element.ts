import { LitElement, type PropertyValues } from 'lit';
import { type Finding, loadDiagnosis } from './widget/diagnosis/load.js';
import type { LinkErrorCode, WidgetError } from './widget/errors.js';
import { LinkController } from './widget/link/controller.js';
import {
  type Link,
  type LinkStatus,
  VccDynamicsErrorEvent,
  type VccDynamicsStatusEvent,
} from './widget/link/events.js';
import { isLinked, linkOf, offersLink, shownErrorOf } from './widget/link/state.js';
import {
  type Linking,
  loadLinking,
  type VccDynamicsLinkedEvent,
  type VccDynamicsTraceEvent,
  type VccDynamicsUnlinkedEvent,
} from './widget/linking/load.js';
import { isBuiltIn, nearestLang } from './widget/messages/language.js';
import { definedOf, english, type MessageOverrides, type Messages } from './widget/messages/messages.js';
import { needsSlots, panel } from './widget/panel/panel.js';
import { styles } from './widget/panel/styles.js';
import type { View } from './widget/panel/view.js';
import { readSettings, type Settings } from './widget/settings.js';

/** Properties that make the element ask anew when they change; an attempt that runs is abandoned. */
const identity = ['endpoint', 'clientId', 'accountTag', 'fetch'] as const;

/** Properties whose changes count from the next attempt on. */
const further = ['redirectUri', 'authority', 'organizationUrl', 'authorityMetadata', 'allowFraming'] as const;

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
    accountTag: { attribute: 'account-tag' },
    authorityMetadata: { attribute: false },
    allowFraming: { attribute: false },
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
  /** URL that *contact support* leads to; plain words without it. */
  supportUrl = '';
  /** Level of the section's heading, 1 to 6. */
  headingLevel = 2;
  /** The VCC account that the page was made for, by the tag that the backend gives it; else that of the first answer. */
  accountTag = '';
  /** OpenID configuration to use instead of discovery. */
  authorityMetadata: object | null = null;
  /** Act although another origin of the same site frames the page; no other site ever may. */
  allowFraming = false;
  /** The host's own fetch, for its auth headers or antiforgery token. */
  fetch: typeof globalThis.fetch = globalThis.fetch;
  /** Overrides for any text. */
  messages: MessageOverrides = {};

  readonly #controller: LinkController<this, Linking> = new LinkController(
    this,
    loadLinking,
    (error) => void this.#report(error),
  );
  #hadFocus = false;
  /** The last failure. */
  #told = '';
  /** True when the last update offered Link; undefined while the panel loads. */
  #offered: boolean | undefined;

  /** The element's activity. Reflected as an attribute. */
  get status(): LinkStatus {
    return this.#controller.state.status;
  }

  /** The link as the backend reports it, or null. */
  get currentLink(): Link | null {
    const { state } = this.#controller;
    return 'known' in state && isLinked(state.known) ? linkOf(state.known) : null;
  }

  /** The failure that the panel shows now, or null. */
  get error(): { code: LinkErrorCode; correlationId?: string } | null {
    const error = shownErrorOf(this.#controller.state);
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
    const linkId = this.currentLink?.linkId;
    return this.#controller.change(({ changes }) => changes.unlink(linkId));
  }

  /** Gives up what is under way. */
  cancel(): Promise<LinkStatus> {
    return this.#controller.cancel();
  }

  /** Asks the backend again, and shows the VCC account of its answer: for a portal that switches accounts without a reload. */
  refresh(): Promise<LinkStatus> {
    this.#controller.letGoOfAccount();
    return this.#controller.refresh();
  }

  /**
   * Checks what linking depends on: page, callback page, content security policy, backend, clock. Signs nobody in and
   * changes nothing; takes a few seconds. For engineers and support.
   *
   * @throws TypeError when its chunk can't be loaded: not all files of the version's folder are published
   */
  async diagnose(): Promise<Finding[]> {
    const { diagnose } = await loadDiagnosis();
    return diagnose(this.#readSettings());
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // Before the first update there may be properties still to come.
    if (this.hasUpdated && !this.#controller.setup) this.#start();
  }

  protected override willUpdate(changed: PropertyValues): void {
    const hasChanged = (names: readonly string[]) => names.some((name) => changed.has(name));
    // A detached element begins when it is put on a page.
    if (this.isConnected) {
      if (!this.hasUpdated || hasChanged(identity)) this.#start();
      else if (hasChanged(further)) this.#controller.configure(this.#readSettings());
    } else if (hasChanged([...identity, ...further])) this.#controller.stop();
    // A focus that is lost is remembered until the chunk that gives it back is there.
    this.#hadFocus ||= this.shadowRoot?.activeElement != null;
  }

  protected override render(): unknown {
    const view = this.#view();
    return panel(view, this.#controller.chunk?.slots(view));
  }

  protected override updated(): void {
    if (this.getAttribute('status') !== this.status) this.setAttribute('status', this.status);
    const { state, chunk } = this.#controller;
    // A chunk that can't be loaded now is asked for with the next change, at the latest with the next answer of the backend.
    if (!chunk && (needsSlots(state) || !this.#speaks)) void this.#controller.load();
    const offered = state.status === 'loading' ? undefined : offersLink(state);
    if (offered !== undefined && offered !== this.#offered) this.#whenIdle(() => this.#controller.prepare());
    this.#offered = offered;
    chunk?.actions.checkDialog();
    if (this.#hadFocus) chunk?.actions.keepFocus();
    this.#hadFocus &&= !chunk;
  }

  #start(): void {
    this.#controller.start(this.#readSettings());
  }

  #readSettings(): Settings | WidgetError {
    try {
      return readSettings(this, this.getAttribute('endpoint') === this.endpoint);
    } catch (thrown) {
      return thrown as WidgetError;
    }
  }

  #view(): View {
    const controller = this.#controller;
    const { chunk } = controller;
    return {
      state: this.#speaks ? controller.state : { status: 'loading' },
      messages: this.#texts,
      language: chunk?.translations.language ?? 'en-GB',
      headingLevel: Math.min(6, Math.max(1, this.headingLevel | 0 || 2)),
      supportUrl: this.supportUrl,
      isIncomplete: controller.couldNotLoad,
      actions: {
        link: () => controller.link(),
        cancel: () => controller.cancel(),
        refresh: () => controller.refresh(),
        prepare: () => controller.prepare(),
        askToUnlink: () => controller.change(({ actions }) => actions.openDialog()),
      },
    };
  }

  /** False while the page's language is on its way: English would only flash up. */
  get #speaks(): boolean {
    const { chunk, couldNotLoad } = this.#controller;
    return chunk?.translations.isReady ?? (couldNotLoad || isBuiltIn(nearestLang(this)));
  }

  get #texts(): Messages {
    // Until the chunk is there nothing asks for its texts.
    return (
      this.#controller.chunk?.textsWith(this.messages) ?? ({ ...english, ...definedOf(this.messages) } as Messages)
    );
  }

  async #report(error: WidgetError): Promise<void> {
    const controller = this.#controller;
    controller.chunk?.actions.forgetCopied();
    // For the portal's engineers: nobody else can put it right.
    if (error.code === 'configuration' && error.message !== this.#told) console.error(error);
    this.#told = error.message;
    await controller.load();
    // The text that the panel shows, in its language.
    await this.updateComplete;
    await controller.chunk?.translations.ready;
    const message = controller.chunk?.explain(error, this.#view()) ?? this.#texts.unavailable;
    this.dispatchEvent(new VccDynamicsErrorEvent(error.code, message, error.correlationId));
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
  | 'accountTag'
  | 'authorityMetadata'
  | 'allowFraming'
  | 'fetch'
  | 'messages'
>;

/** The attributes that stand for some of them. */
export type HostAttributes = Partial<
  Record<
    | 'endpoint'
    | 'client-id'
    | 'redirect-uri'
    | 'authority'
    | 'organization-url'
    | 'support-url'
    | 'heading-level'
    | 'account-tag',
    string
  >
>;

/** The element's events by their names. They bubble: to the document and the window, too. */
export interface VccDynamicsEventMap {
  'vcc-dynamics-status': VccDynamicsStatusEvent;
  'vcc-dynamics-linked': VccDynamicsLinkedEvent;
  'vcc-dynamics-unlinked': VccDynamicsUnlinkedEvent;
  'vcc-dynamics-error': VccDynamicsErrorEvent;
  'vcc-dynamics-trace': VccDynamicsTraceEvent;
}

declare global {
  interface HTMLElementTagNameMap {
    'vcc-dynamics-auth': VccDynamicsAuth;
  }
  interface HTMLElementEventMap extends VccDynamicsEventMap {}
  interface DocumentEventMap extends VccDynamicsEventMap {}
  interface WindowEventMap extends VccDynamicsEventMap {}
}
