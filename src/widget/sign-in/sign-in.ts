import {
  AuthError,
  EventType,
  type INetworkModule,
  type NetworkRequestOptions,
  type NetworkResponse,
  PublicClientApplication,
} from '@azure/msal-browser';
import { unlessAborted } from '../../abort.js';
import { type AttemptMessage, isAttemptMessage, openAttemptChannel, parseState } from '../callback/channel.js';
import { WidgetError } from '../errors.js';
import { isSecure } from '../secure-url.js';
import { signInError } from './errors.js';
import { popupOpener } from './popup-opener.js';

/** Milliseconds that a sign-in window may take: several times what MFA and consent need. */
const signInLimit = 30 * 60_000;

/** Milliseconds that an authority may take to describe itself. */
const discoveryLimit = 10_000;

/** Milliseconds for which a window that finishes after its attempt is still told so. */
const questionsLimit = 60 * 60_000;

/** MSAL's marker "an interaction is under way", shared by all client IDs of the origin (MSAL's BrowserCacheManager). */
const interactionKey = 'msal.interaction.status';

export interface SignInConfiguration {
  clientId: string;
  /** https, see RFC 8414. */
  authority: string;
  authorityMetadata: object | null;
  /** Absolute. */
  redirectUri: string;
}

export interface SignInRequest {
  /** The backend's. */
  nonce: string;
  /** The attempt's GUID. */
  correlationId: string;
  scopes: string[];
  /** Signs this user in; without it Microsoft lets people pick an account. */
  username?: string;
  /** Cancels: the sign-in rejects at once, and its window is told that nobody waits. */
  signal: AbortSignal;
  /** Ends another sign-in of the same client on this page, instead of leaving it alone. */
  takeOver: boolean;
  onWindow(opened: Window): void;
  /** True when the link is there without this sign-in: asked when its window finishes after all. */
  isLinked(): boolean;
}

/** Everything that the backend needs to redeem the code (RFC 6749, 4.1.3; RFC 7636, 4.5). */
export interface AuthorizationCode {
  code: string;
  codeVerifier: string;
  redirectUri: string;
}

interface SignInAttempt extends SignInRequest {
  /** Thrown through MSAL in place of a token answer. It carries nothing, so that no event or telemetry of MSAL does. */
  handedOver: AuthError;
  received?: AuthorizationCode;
  /** Why the authority's description of itself was not taken: MSAL would report it as an outage. */
  refused?: WidgetError;
}

/** The sign-in of this page: MSAL allows one, whichever element began it. Tells our marker from one that a reload left. */
let underWay: { isOver(): boolean; giveUp(): void; settled: Promise<unknown> } | undefined;

const instances = new Map<string, Promise<SignIn>>();

/**
 * Signs in with a popup window and stops short of the token request: MSAL does everything up to the authorization code
 * (PKCE, state, window), and the network module that it calls for tokens is ours and keeps the code for the backend.
 */
export class SignIn {
  readonly #application: CodeApplication;
  readonly #configuration: SignInConfiguration;
  #attempt: SignInAttempt | undefined;

  /**
   * Initialises MSAL, so that `open` opens the window in the caller's own task. All panels with the same configuration share one
   * instance: MSAL keeps a channel and listeners for each, for as long as the page lives.
   */
  static create({ clientId, authority, authorityMetadata, redirectUri }: SignInConfiguration): Promise<SignIn> {
    const configuration = { clientId, authority, authorityMetadata, redirectUri };
    const key = JSON.stringify(configuration);
    const created = instances.get(key) ?? SignIn.#create(configuration);
    instances.set(key, created);
    created.catch(() => instances.delete(key));
    return created;
  }

  static async #create(configuration: SignInConfiguration): Promise<SignIn> {
    const signIn = new SignIn(configuration);
    await signIn.#application.initialize();
    return signIn;
  }

  private constructor(configuration: SignInConfiguration) {
    const { clientId, authority, authorityMetadata, redirectUri } = configuration;
    this.#configuration = configuration;
    this.#application = new CodeApplication(
      {
        auth: {
          clientId,
          authority,
          redirectUri,
          knownAuthorities: [new URL(authority).host],
          ...(authorityMetadata && { authorityMetadata: trusted(JSON.stringify(authorityMetadata)) }),
        },
        cache: { cacheLocation: 'memoryStorage' },
        system: { networkClient: this.#networkClient() },
      },
      () => this.#attempt,
    );
    this.#application.addEventCallback(
      ({ correlationId, payload }) => {
        const opened = (payload as { popupWindow?: Window } | null)?.popupWindow;
        if (opened && correlationId === this.#attempt?.correlationId) this.#attempt.onWindow(opened);
      },
      [EventType.POPUP_OPENED],
    );
  }

  /**
   * Opens the window before it returns, unless another sign-in has to end first; resolves to the code, or rejects with
   * a `WidgetError`. Must be called inside a user gesture.
   */
  async open(request: SignInRequest): Promise<AuthorizationCode> {
    const { clientId } = this.#configuration;
    const { correlationId } = request;
    if (underWay && (request.takeOver || underWay.isOver())) {
      underWay.giveUp();
      await unlessAborted(underWay.settled, request.signal);
    }
    if (underWay)
      throw new WidgetError('attempt-elsewhere', 'Another sign-in is under way on this page', { correlationId });
    removeMarker(clientId);
    if (sessionStorage.getItem(interactionKey) !== null)
      throw new WidgetError('attempt-elsewhere', 'A sign-in of the page’s own MSAL is under way', {
        correlationId,
        reason: 'portal',
      });

    const takenOver = new AbortController();
    const attempt: SignInAttempt = {
      ...request,
      signal: AbortSignal.any([request.signal, takenOver.signal]),
      handedOver: new AuthError('vcc_code_handed_over', request.correlationId, 'The code is with the element'),
    };
    this.#attempt = attempt;
    const settled = this.#acquireCode(attempt);
    const mine = {
      isOver: () => attempt.signal.aborted,
      giveUp: () =>
        takenOver.abort(new WidgetError('attempt-elsewhere', 'Another part of this page took over', { correlationId })),
      settled: settled.catch(() => undefined),
    };
    underWay = mine;
    const onPageHide = () => removeMarker(clientId);
    addEventListener('pagehide', onPageHide);
    try {
      return await settled;
    } finally {
      removeEventListener('pagehide', onPageHide);
      if (underWay === mine) underWay = undefined;
    }
  }

  async #acquireCode(attempt: SignInAttempt): Promise<AuthorizationCode> {
    try {
      await this.#application.acquireTokenPopup({
        scopes: attempt.scopes,
        // Beside an account picker a hint does nothing.
        ...(attempt.username === undefined ? { prompt: 'select_account' } : { loginHint: attempt.username }),
        nonce: attempt.nonce,
        correlationId: attempt.correlationId,
        popupWindowParent: popupOpener(),
      });
      throw new WidgetError('internal', 'MSAL finished a sign-in without our network module', {
        correlationId: attempt.correlationId,
      });
    } catch (thrown) {
      if (thrown === attempt.handedOver && attempt.received) return attempt.received;
      throw attempt.refused ?? signInError(thrown, attempt);
    } finally {
      if (this.#attempt === attempt) this.#attempt = undefined;
    }
  }

  /** MSAL's seam `system.networkClient`: where it would send the code to the token endpoint, we take the code. */
  #networkClient(): INetworkModule {
    return {
      sendPostRequestAsync: async (_tokenEndpoint, options) => {
        const attempt = this.#attempt;
        const form = new URLSearchParams(options?.body);
        const code = form.get('code');
        const codeVerifier = form.get('code_verifier');
        const redirectUri = form.get('redirect_uri');
        if (!attempt || attempt.signal.aborted || options?.correlationId !== attempt.correlationId)
          throw new AuthError('vcc_attempt_over', options?.correlationId ?? '', 'Nobody waits for this sign-in');
        if (!code || !codeVerifier || !redirectUri)
          throw new AuthError('vcc_code_missing', attempt.correlationId, 'MSAL gave no code to redeem');
        attempt.received = { code, codeVerifier, redirectUri };
        throw attempt.handedOver;
      },
      // Discovery of an authority that MSAL does not know; never for the commercial cloud or with authorityMetadata.
      sendGetRequestAsync: (url, options) => {
        const attempt = this.#attempt;
        return getJson<never>(url, options, attempt?.signal).catch((error: unknown) => {
          if (attempt && error instanceof WidgetError) attempt.refused = error;
          throw error;
        });
      },
    };
  }
}

/** MSAL with our own wait for the popup's answer: its own says nothing for a minute, and can't be cancelled. */
class CodeApplication extends PublicClientApplication {
  readonly #attempt: () => SignInAttempt | undefined;

  constructor(
    configuration: ConstructorParameters<typeof PublicClientApplication>[0],
    attempt: () => SignInAttempt | undefined,
  ) {
    super(configuration);
    this.#attempt = attempt;
  }

  protected override waitForPopupResponse(request: { state?: string; correlationId: string }): Promise<string> {
    const stateId = parseState(request.state)?.id;
    const attempt = this.#attempt();
    if (!stateId || attempt?.correlationId !== request.correlationId)
      return Promise.reject(new AuthError('vcc_attempt_over', request.correlationId, 'Nobody waits for this sign-in'));
    return waitForAnswer(stateId, request.state, attempt);
  }
}

/** Resolves to the redirect page's fragment, once the page has asked whether this attempt is wanted and was told yes. */
function waitForAnswer(stateId: string, state: string | undefined, attempt: SignInAttempt): Promise<string> {
  const { signal, correlationId } = attempt;
  return new Promise((resolve, reject) => {
    let isOver = false;
    const bridge = new BroadcastChannel(stateId);
    const questions = openAttemptChannel(stateId);
    const stop = () => {
      isOver = true;
      clearTimeout(timer);
      bridge.close();
      signal.removeEventListener('abort', onAbort);
    };
    const giveUp = (code: string) => {
      stop();
      // Left open for a while: a window that finishes later is told so, and its code stays where it is.
      setTimeout(() => questions.close(), questionsLimit);
      reject(new AuthError(code, correlationId, 'The sign-in was given up'));
    };
    const onAbort = () => giveUp('vcc_cancelled');
    const timer = setTimeout(() => giveUp('vcc_timed_out'), signInLimit);
    bridge.onmessage = ({ data }: MessageEvent<{ payload?: unknown } | null>) => {
      const payload = data?.payload;
      if (typeof payload !== 'string' || new URLSearchParams(payload.replace(/^[#?]/, '')).get('state') !== state)
        return;
      stop();
      questions.close();
      resolve(payload);
    };
    questions.onmessage = ({ data }) => {
      if (!isAttemptMessage(data, 'is-it-wanted')) return;
      const answer: AttemptMessage = isOver
        ? { v: 1, type: 'unwanted', isLinked: attempt.isLinked() }
        : { v: 1, type: 'wanted' };
      questions.postMessage(answer);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
}

async function getJson<T>(
  url: string,
  options: NetworkRequestOptions | undefined,
  cancelled: AbortSignal | undefined,
): Promise<NetworkResponse<T>> {
  const timeUp = AbortSignal.timeout(discoveryLimit);
  const response = await fetch(url, {
    headers: options?.headers ?? {},
    credentials: 'omit',
    redirect: 'error',
    signal: cancelled ? AbortSignal.any([cancelled, timeUp]) : timeUp,
  });
  return {
    headers: Object.fromEntries(response.headers),
    body: JSON.parse(trusted(await response.text())) as T,
    status: response.status,
  };
}

/**
 * Returns an OpenID configuration as it is. People are sent to its authorization endpoint, in a window of this origin: a
 * `javascript:` URL would run here.
 *
 * @throws WidgetError `configuration`
 */
function trusted(json: string): string {
  const { authorization_endpoint: endpoint } = Object(JSON.parse(json));
  const isRight = typeof endpoint === 'string' && URL.canParse(endpoint) && isSecure(new URL(endpoint));
  if (endpoint !== undefined && !isRight)
    throw new WidgetError('configuration', 'The authorization endpoint is neither https nor on this machine');
  return json;
}

function removeMarker(clientId: string): void {
  const marker = sessionStorage.getItem(interactionKey);
  // MSAL writes { clientId, type } as JSON. A marker of another client is the host's business.
  if (marker?.includes(`"clientId":${JSON.stringify(clientId)}`)) sessionStorage.removeItem(interactionKey);
}
