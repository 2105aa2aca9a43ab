import type { BackendErrorCode } from '../src/protocol.js';
import type { LinkErrorCode } from '../src/widget/errors.js';
import type { LinkStatus } from '../src/widget/events.js';
import type { DynamicsFault } from './stand-ins/dynamics.js';
import type { EntraFaults } from './stand-ins/entra.js';

/** What the link endpoint does in place of answering, for a tester's page only. */
export type EndpointFault =
  /** An answer of the contract. */
  | { problem: BackendErrorCode; retryAfter?: number }
  /** An answer without a body that means anything. */
  | { status: number }
  | { json: unknown; status?: number }
  /** The true answer with these members in place of its own. */
  | { alter: Record<string, unknown> }
  | 'login-page'
  | 'redirect'
  | 'network-error'
  /** The backend gets the request; its answer does not come through. */
  | 'answer-lost'
  | 'answer-cut';

/** Faults in order; after them the backend answers as usual, unless the last is to stay. */
export interface EndpointFaults {
  faults: EndpointFault[];
  stays?: boolean;
}

/** What is armed, and where. */
export interface Faults {
  entra?: EntraFaults;
  dynamics?: DynamicsFault;
  endpoint?: Partial<Record<'GET' | 'POST' | 'DELETE', EndpointFaults>>;
  /**
   * `blocked`: the browser blocks the window. `silent-callback`: the callback page does nothing. `framed`: another site
   * may show the portal in a frame.
   */
  window?: 'blocked' | 'silent-callback' | 'framed';
  /** The sign-in code can't be loaded. */
  signInCode?: 'missing';
}

/** What happens at a click on the tester's page, where it takes more than the panel. */
export const aids = {
  'second-tab': 'Open CRM Admin in a second tab',
  'colleague-links': 'Let a colleague link Kim Okafor',
  'sign-out': 'End the portal session',
  'sign-in': 'Sign in to the portal again',
  'switch-account': 'Switch to the other VCC account',
  'ten-minutes': 'Let the choice expire',
  'network-away': 'Take the network away',
  'remove-panel': 'Take the panel off the page',
  'second-panel': 'Put a second panel on the page',
  'other-site': 'Open it inside another site',
} as const;

export type Aid = keyof typeof aids;

export const groups = {
  window: 'Sign-in window',
  entra: 'Microsoft Entra ID',
  dynamics: 'Dynamics 365',
  backend: 'Backend',
  network: 'Network',
  tabs: 'Several tabs',
  health: 'Link health',
} as const;

export interface Scenario {
  id: string;
  group: keyof typeof groups;
  /** What goes wrong, in plain words. */
  title: string;
  /** What the tester does, in plain words. */
  steps: string;
  /** What should be seen, in plain words. */
  expect: string;
  faults?: Faults;
  /** The link to begin with; none when left out. */
  link?: 'active' | 'expired' | 'restricted';
  /** The portal's user; the administrator when left out. */
  user?: 'viewer' | 'visitor';
  /** What the tester needs besides the panel. */
  aids?: Aid[];
  /** What the tests do by themselves; `own`: they have a play of their own for it. */
  act: 'look' | 'link' | 'unlink' | 'own';
  /** Who signs in. */
  person?: string;
  /** How many authorization codes reach the backend; none when left out. A POST that is repeated has the same code. */
  codes?: number;
  /** Where it ends. */
  ends: { status: LinkStatus; code?: LinkErrorCode; says: string };
  /** A real window plays a part: the tests run it with COOP off and on. */
  hasWindow?: boolean;
}

const stays = (fault: EndpointFault): EndpointFaults => ({ faults: [fault], stays: true });
const once = (...faults: EndpointFault[]): EndpointFaults => ({ faults });

/** Click Link, sign in as Alex Morgan, accept. */
const linkAlex = { act: 'link', person: 'Alex Morgan', steps: 'Link as Alex Morgan.', codes: 1 } as const;

function entra(
  number: number,
  id: string,
  title: string,
  code: LinkErrorCode,
  says: string,
  where: 'authorize' | 'token' = 'authorize',
): Scenario {
  return {
    ...linkAlex,
    id,
    group: 'entra',
    title: `${title} (AADSTS${number}).`,
    expect: `Unlinked; the message says: ${says}.`,
    faults: { entra: { [where]: number } },
    codes: where === 'token' ? 1 : 0,
    ends: { status: 'unlinked', code, says },
  };
}

function get(id: string, title: string, fault: EndpointFault, code: LinkErrorCode, says: string): Scenario {
  return {
    id,
    group: 'backend',
    title,
    act: 'look',
    steps: 'Look at the panel.',
    expect: `Nothing is known: the panel says “${says}” and offers Try again. It recovers when the fault is gone.`,
    faults: { endpoint: { GET: stays(fault) } },
    ends: { status: 'unavailable', code, says },
  };
}

function post(id: string, title: string, fault: EndpointFault, code: LinkErrorCode, says: string): Scenario {
  return {
    ...linkAlex,
    id,
    group: 'backend',
    title,
    expect: `Unlinked; the message says: ${says}.`,
    faults: { endpoint: { POST: stays(fault) } },
    ends: { status: 'unlinked', code, says },
  };
}

/** Everything that can be shown without a live tenant: one list for the tester's page and for the tests. */
export const scenarios: readonly Scenario[] = [
  // Sign-in window
  {
    id: 'cancel',
    group: 'window',
    title: 'The administrator cancels while the sign-in window is open.',
    act: 'own',
    steps: 'Click Link, then Cancel. Finish in the sign-in window, if it is still there.',
    expect: 'Unlinked at once. The sign-in window closes, or says that nothing was linked. Nothing is posted.',
    ends: { status: 'unlinked', code: 'cancelled', says: 'Nothing was linked' },
    hasWindow: true,
  },
  {
    id: 'window-closed',
    group: 'window',
    title: 'The sign-in window is closed half-way.',
    codes: 1,
    act: 'own',
    steps: 'Click Link, close the window, then Try again.',
    expect: 'Within a second: “Did you finish signing in?” with Try again and Cancel. Try again opens a new window.',
    ends: { status: 'linked', says: 'Linked' },
    hasWindow: true,
  },
  {
    id: 'late-answer',
    group: 'window',
    title: 'The window looks closed, but the sign-in goes on in it.',
    codes: 1,
    act: 'own',
    steps: 'Click Link, come back to this page, then finish in the sign-in window.',
    expect: 'The question may be asked, and the late answer still links.',
    ends: { status: 'linked', says: 'Linked' },
    hasWindow: true,
  },
  {
    id: 'try-again',
    group: 'window',
    title: 'Try again replaces an attempt whose window is still open.',
    codes: 1,
    act: 'own',
    steps: 'Click Link, come back, click Try again (or Cancel and Link), finish in both windows.',
    expect: 'Only the second attempt is posted. The first window says that nothing was linked.',
    ends: { status: 'linked', says: 'Linked' },
    hasWindow: true,
  },
  {
    id: 'show-window',
    group: 'window',
    title: 'The sign-in window is hidden behind the portal.',
    codes: 1,
    act: 'own',
    steps: 'Click Link, come back to this page, click Show the window if it is offered.',
    expect: 'COOP off: the window comes to the front. COOP on: a hint where to look. No second window opens.',
    ends: { status: 'linked', says: 'Linked' },
    hasWindow: true,
  },
  {
    id: 'popup-blocked',
    group: 'window',
    title: 'The browser blocks the window.',
    act: 'own',
    steps: 'Click Link.',
    expect: 'At once: how to allow pop-ups in this browser. Link works once they are allowed.',
    faults: { window: 'blocked' },
    ends: { status: 'unlinked', code: 'popup-blocked', says: 'blocked the sign-in window' },
  },
  {
    id: 'cold-click',
    group: 'window',
    title: 'Link is clicked before the sign-in code is loaded.',
    codes: 1,
    act: 'own',
    steps: 'Reload, click Link as fast as you can.',
    expect: 'The window still opens.',
    ends: { status: 'linked', says: 'Linked' },
    hasWindow: true,
  },
  {
    id: 'sign-in-code-missing',
    group: 'window',
    title: 'The sign-in code can’t be loaded (offline, or forbidden by the content security policy).',
    act: 'own',
    steps: 'Click Link.',
    expect: 'The message says so. Link works once the code can be loaded.',
    faults: { signInCode: 'missing' },
    ends: { status: 'unlinked', code: 'backend-unreachable', says: 'The sign-in could not be loaded' },
  },
  {
    id: 'silent-callback',
    group: 'window',
    title: 'The callback page does not hand over its answer.',
    act: 'own',
    steps: 'Link as Alex Morgan; the window stays on an empty page. Come back to this page, wait ten seconds.',
    expect: 'The panel says that the callback page did not pass the answer on. diagnose() names it too.',
    faults: { window: 'silent-callback' },
    ends: { status: 'unlinked', code: 'callback-silent', says: 'callback page did not pass it on' },
    hasWindow: true,
  },
  {
    id: 'slow-sign-in',
    group: 'window',
    title: 'The sign-in takes more than five minutes.',
    codes: 1,
    act: 'own',
    steps: 'Click Link, wait six minutes, then sign in.',
    expect: 'Linked. Nothing was given up meanwhile.',
    ends: { status: 'linked', says: 'Linked' },
    hasWindow: true,
  },
  {
    id: 'sign-in-timeout',
    group: 'window',
    title: 'The sign-in is not finished in half an hour.',
    act: 'own',
    steps: 'Click Link and wait half an hour.',
    expect: 'Unlinked; the message says that the sign-in took too long.',
    ends: { status: 'unlinked', code: 'sign-in-timeout', says: 'took longer than half an hour' },
    hasWindow: true,
  },
  {
    id: 'element-removed',
    group: 'window',
    title: 'The portal takes the panel off the page while the window is open.',
    act: 'own',
    steps: 'Click Link, then take the panel off the page. Finish in the sign-in window, if it is still there.',
    aids: ['remove-panel'],
    expect: 'The window closes, or says that nothing was linked. Nothing is posted.',
    ends: { status: 'linking', says: '' },
    hasWindow: true,
  },
  {
    id: 'framed',
    group: 'window',
    title: 'The portal is shown in a frame of another site.',
    act: 'own',
    steps: 'Open it inside another site, and click Link there.',
    aids: ['other-site'],
    faults: { window: 'framed' },
    expect: 'Link says that it can’t work here, with a link that opens the page in its own tab.',
    ends: { status: 'unlinked', code: 'framed', says: 'shown inside another site' },
  },

  // Microsoft Entra ID
  {
    id: 'declined',
    group: 'entra',
    title: 'The permissions are not accepted (AADSTS65004).',
    act: 'own',
    steps: 'Link as Alex Morgan, and click Cancel where permissions are asked for.',
    expect: 'Unlinked; the message says to link again and choose Accept.',
    ends: { status: 'unlinked', code: 'consent-declined', says: 'The permissions were not accepted' },
    hasWindow: true,
  },
  entra(65001, 'not-consented', 'Nobody has consented yet', 'consent-declined', 'The permissions were not accepted'),
  entra(
    90094,
    'admin-consent',
    'Only an administrator may consent',
    'admin-consent-required',
    'only a Microsoft administrator',
  ),
  {
    id: 'not-assigned',
    group: 'entra',
    title: 'Entra keeps an error on its own page (AADSTS50105: not assigned to the app).',
    act: 'own',
    steps: 'Link as Alex Morgan, read the page, close the window, then Cancel.',
    expect: 'The question, as for any closed window. Cancel leads back to Unlinked.',
    faults: { entra: { ownPage: 50105 } },
    ends: { status: 'unlinked', code: 'cancelled', says: 'Nothing was linked' },
    hasWindow: true,
  },
  entra(
    50105,
    'not-assigned-sent-back',
    'The user is not assigned to the app',
    'sign-in-failed',
    'not assigned to the Vonage app',
  ),
  entra(
    53003,
    'policy',
    'A conditional access policy forbids the sign-in',
    'sign-in-failed',
    'A rule in Microsoft Entra',
  ),
  entra(
    50076,
    'more-proof',
    'Multi-factor authentication was not finished',
    'sign-in-failed',
    'prove who they are again',
  ),
  entra(50057, 'disabled', 'The account is disabled', 'sign-in-failed', 'disabled or locked'),
  entra(
    650052,
    'no-dynamics-in-tenant',
    'The organisation has no Dynamics 365',
    'no-organization',
    'no Dynamics 365 environment',
  ),
  entra(50020, 'wrong-tenant', 'The account is not of the organisation', 'wrong-account', 'Use a work account'),
  entra(650057, 'registration-wrong', 'The registration in Entra is wrong', 'configuration', 'not set up correctly'),
  entra(
    90033,
    'passing-fault',
    'Entra has a passing fault',
    'identity-provider-unavailable',
    'sign-in service did not answer',
  ),
  entra(
    7000222,
    'secret-expired',
    'The backend’s client secret has expired',
    'configuration',
    'not set up correctly',
    'token',
  ),
  entra(
    70008,
    'code-expired',
    'The code has expired before it was redeemed',
    'code-rejected',
    'did not accept this sign-in',
    'token',
  ),
  entra(
    9002327,
    'registered-as-spa',
    'The redirect URI is registered as SPA',
    'configuration',
    'not set up correctly',
    'token',
  ),
  {
    ...linkAlex,
    id: 'entra-down',
    group: 'entra',
    title: 'Entra does not redeem the code now.',
    expect: 'Unlinked; Try again posts the same sign-in once more, without a new window.',
    faults: { entra: { token: 'down' } },
    ends: { status: 'unlinked', code: 'identity-provider-unavailable', says: 'sign-in service did not answer' },
  },

  // Dynamics 365
  {
    id: 'no-environment',
    group: 'dynamics',
    title: 'The user has no Dynamics 365 environment.',
    codes: 1,
    act: 'link',
    person: 'Jo Petersen',
    steps: 'Link as Jo Petersen.',
    expect: 'Unlinked; the message says whom to ask.',
    ends: { status: 'unlinked', code: 'no-organization', says: 'no Dynamics 365 environment' },
  },
  {
    id: 'missing-privilege',
    group: 'dynamics',
    title: 'The user may not create contacts.',
    codes: 1,
    act: 'link',
    person: 'Robin Castillo',
    steps: 'Link as Robin Castillo.',
    expect: 'Unlinked; the message names the missing privilege.',
    ends: { status: 'unlinked', code: 'insufficient-privileges', says: 'prvCreateContact' },
  },
  {
    id: 'personal-account',
    group: 'dynamics',
    title: 'The user signs in with a personal Microsoft account.',
    codes: 1,
    act: 'link',
    person: 'Pat Doyle',
    steps: 'Link as Pat Doyle.',
    expect: 'Unlinked; the message asks for a work account.',
    ends: { status: 'unlinked', code: 'wrong-account', says: 'Use a work account' },
  },
  {
    ...linkAlex,
    id: 'user-disabled',
    group: 'dynamics',
    title: 'The user is disabled in Dynamics 365.',
    expect: 'Unlinked; the message says that this account can’t be linked.',
    faults: { dynamics: { status: 403, code: '0x80040225' } },
    ends: { status: 'unlinked', code: 'wrong-account', says: 'can’t be linked' },
  },
  {
    ...linkAlex,
    id: 'dynamics-down',
    group: 'dynamics',
    title: 'Dynamics 365 does not answer while the link is made.',
    expect: 'Unlinked; the sign-in is kept for ten minutes, and Try again goes on with it, without a new window.',
    faults: { dynamics: 'down' },
    ends: { status: 'unlinked', code: 'dynamics-unavailable', says: 'Your sign-in is kept' },
  },
  {
    id: 'two-environments',
    group: 'dynamics',
    title: 'The user is in two environments.',
    codes: 1,
    act: 'link',
    person: 'Sam Lindqvist',
    steps: 'Link as Sam Lindqvist, choose Fabrikam.',
    expect: 'A list to choose from; then Linked with the environment that was chosen.',
    ends: { status: 'choosing', says: 'Choose an environment' },
  },
  {
    id: 'choice-cancelled',
    group: 'dynamics',
    title: 'The choice of environments is cancelled.',
    codes: 1,
    act: 'own',
    steps: 'Link as Sam Lindqvist, click Cancel.',
    expect: 'Unlinked; nothing was linked.',
    ends: { status: 'unlinked', code: 'cancelled', says: 'Nothing was linked' },
  },
  {
    id: 'choice-expired',
    group: 'dynamics',
    title: 'The choice of environments was open for more than ten minutes.',
    codes: 1,
    act: 'own',
    steps: 'Link as Sam Lindqvist, let the choice expire (or wait ten minutes), choose Contoso.',
    aids: ['ten-minutes'],
    expect: 'Unlinked; the message says that the choice was open for too long.',
    ends: { status: 'unlinked', code: 'choice-expired', says: 'The choice was open for too long' },
  },
  {
    id: 'linked-elsewhere',
    group: 'dynamics',
    title: 'The user is linked to another VCC account.',
    codes: 2,
    act: 'own',
    steps: 'Link as Kim Okafor, switch the VCC account, link as Kim Okafor again.',
    aids: ['switch-account'],
    expect: 'Unlinked; the message says so without naming the other account.',
    ends: { status: 'unlinked', code: 'already-linked-elsewhere', says: 'linked to another VCC account' },
  },

  // Backend
  {
    id: 'signed-out',
    group: 'backend',
    title: 'There is no portal session when the panel asks.',
    act: 'look',
    steps: 'Look at the panel; end the faults, then Try again.',
    expect: 'Nothing is known; the panel says to sign in to the portal.',
    faults: { endpoint: { GET: stays({ problem: 'not-signed-in' }) } },
    ends: { status: 'unavailable', code: 'not-signed-in', says: 'Your portal session has ended' },
  },
  {
    id: 'not-entitled',
    group: 'backend',
    title: 'The user may not use the integration.',
    user: 'visitor',
    act: 'look',
    steps: 'Look at the panel: you are the portal user Vic Tanaka now.',
    expect: 'The heading and one sentence: contact support.',
    ends: { status: 'unavailable', code: 'not-entitled', says: 'Contact support' },
  },
  {
    id: 'look-only',
    group: 'backend',
    title: 'The user may look, not change.',
    user: 'viewer',
    act: 'look',
    steps: 'Look at the panel: you are the portal user Vera Bloom now.',
    expect: 'No buttons, one sentence.',
    ends: { status: 'unlinked', says: 'only an administrator' },
  },
  get(
    'get-500',
    'The backend is out of order when it is asked.',
    { problem: 'internal' },
    'internal',
    'Something went wrong on our side',
  ),
  get(
    'get-503',
    'A proxy answers 503 for the backend.',
    { status: 503 },
    'backend-unreachable',
    'The portal does not answer',
  ),
  get('get-404', 'The endpoint’s address is wrong (404).', { status: 404 }, 'backend-invalid', 'makes no sense here'),
  get(
    'get-login-page',
    'A login page comes in place of the answer.',
    'login-page',
    'not-signed-in',
    'Your portal session has ended',
  ),
  get(
    'get-redirect',
    'The portal redirects to its login.',
    'redirect',
    'not-signed-in',
    'Your portal session has ended',
  ),
  get('get-cut', 'The answer is cut off.', 'answer-cut', 'backend-invalid', 'makes no sense here'),
  get(
    'get-other-json',
    'The answer is JSON of another kind.',
    { json: { hello: 'world' } },
    'backend-invalid',
    'makes no sense here',
  ),
  get(
    'get-unknown-status',
    'The answer has a status that does not exist.',
    { json: { status: 'paused', nonce: 'n', canChange: true } },
    'backend-invalid',
    'makes no sense here',
  ),
  get(
    'get-unknown-code',
    'The backend answers with a code that does not exist.',
    { json: { code: 'out-of-tea', status: 418 }, status: 418 },
    'backend-invalid',
    'makes no sense here',
  ),
  {
    id: 'get-429',
    group: 'backend',
    title: 'The backend asks to wait (429 with Retry-After).',
    act: 'own',
    steps: 'Look at the panel for two seconds.',
    expect: 'Nothing is known, and then, by itself, Unlinked.',
    faults: { endpoint: { GET: once({ problem: 'too-many-requests', retryAfter: 1 }) } },
    ends: { status: 'unlinked', says: 'Unlinked' },
  },
  post(
    'post-session-changed',
    'The portal session changed during the sign-in.',
    { problem: 'session-changed' },
    'session-changed',
    'Your portal session changed',
  ),
  post(
    'post-invalid',
    'The backend refuses the request.',
    { problem: 'invalid-request' },
    'invalid-request',
    'don’t understand each other',
  ),
  post(
    'post-500',
    'The backend fails while it links.',
    { problem: 'internal' },
    'internal',
    'Something went wrong on our side',
  ),
  post(
    'post-unknown-code',
    'The backend refuses with a code that does not exist.',
    { json: { code: 'out-of-tea' }, status: 418 },
    'backend-invalid',
    'makes no sense here',
  ),
  {
    id: 'session-ended',
    group: 'backend',
    title: 'The portal session ends during the sign-in.',
    codes: 1,
    act: 'own',
    steps: 'Click Link, end the portal session, finish the sign-in, sign in to the portal again, Try again.',
    aids: ['sign-out', 'sign-in'],
    expect: 'The panel says so and keeps the sign-in; Try again links without a new window.',
    ends: { status: 'unlinked', code: 'not-signed-in', says: 'Your portal session has ended' },
  },
  {
    id: 'link-changed',
    group: 'backend',
    title: 'A colleague links while the administrator signs in.',
    codes: 1,
    act: 'own',
    steps: 'Click Link, let a colleague link Kim Okafor, finish as Alex Morgan.',
    aids: ['colleague-links'],
    expect: 'Linked with Kim, and the message says that somebody changed the link.',
    ends: { status: 'linked', code: 'changed', says: 'Somebody changed this link' },
  },
  {
    id: 'unlink-changed',
    group: 'backend',
    title: 'A colleague changes the link before Unlink.',
    act: 'own',
    steps: 'Let a colleague link Kim Okafor, then Unlink.',
    aids: ['colleague-links'],
    expect: 'The newer link stays and is shown.',
    link: 'active',
    ends: { status: 'linked', code: 'changed', says: 'Somebody changed this link' },
  },
  {
    id: 'unlink-500',
    group: 'backend',
    title: 'The backend fails to unlink.',
    act: 'unlink',
    steps: 'Unlink.',
    expect: 'Still Linked, with a message.',
    link: 'active',
    faults: { endpoint: { DELETE: stays({ problem: 'internal' }) } },
    ends: { status: 'linked', code: 'internal', says: 'Something went wrong on our side' },
  },

  // Network
  {
    id: 'answer-lost',
    group: 'network',
    title: 'The answer to the POST is lost.',
    ...linkAlex,
    expect: 'Linked: the same POST is repeated, and the code is redeemed once.',
    faults: { endpoint: { POST: once('answer-lost') } },
    ends: { status: 'linked', says: 'Linked' },
  },
  {
    id: 'answer-cut',
    group: 'network',
    title: 'The answer to the POST is cut off.',
    ...linkAlex,
    expect: 'Linked: the same POST is repeated.',
    faults: { endpoint: { POST: once('answer-cut') } },
    ends: { status: 'linked', says: 'Linked' },
  },
  {
    id: 'answer-slow',
    group: 'network',
    title: 'The backend is still busy with the POST (503 in-progress).',
    ...linkAlex,
    expect: 'The panel says that it keeps asking, and then Linked.',
    faults: { endpoint: { POST: once({ problem: 'in-progress', retryAfter: 1 }) } },
    ends: { status: 'linked', says: 'Linked' },
  },
  {
    id: 'cancel-after-post',
    group: 'network',
    title: 'Cancel while the POST is being repeated, after the backend has linked.',
    codes: 1,
    act: 'own',
    steps: 'Link as Alex Morgan; click Cancel while the panel says that it keeps asking.',
    expect: 'Linked: what the backend says is the truth.',
    faults: { endpoint: { POST: stays('answer-lost') } },
    ends: { status: 'linked', says: 'Linked' },
  },
  {
    id: 'offline-at-start',
    group: 'network',
    title: 'The network is away when the panel asks.',
    act: 'look',
    steps: 'Look at the panel; end the faults.',
    expect: 'Nothing is known; it recovers by itself.',
    faults: { endpoint: { GET: stays('network-error') } },
    ends: { status: 'unavailable', code: 'backend-unreachable', says: 'The portal does not answer' },
  },
  {
    id: 'unlink-answer-lost',
    group: 'network',
    title: 'The answer to Unlink is lost.',
    act: 'unlink',
    steps: 'Unlink.',
    expect: 'Unlinked: the backend is asked what is true.',
    link: 'active',
    faults: { endpoint: { DELETE: once('answer-lost') } },
    ends: { status: 'unlinked', says: 'Unlinked' },
  },
  {
    id: 'unlink-offline',
    group: 'network',
    title: 'The network is away when Unlink is confirmed.',
    act: 'unlink',
    steps: 'Unlink.',
    expect: 'Still Linked, with a message and Try again.',
    link: 'active',
    faults: { endpoint: { DELETE: stays('network-error') } },
    ends: { status: 'linked', code: 'backend-unreachable', says: 'The portal does not answer' },
  },
  {
    id: 'stale-but-known',
    group: 'network',
    title: 'The network goes away while the panel says Linked.',
    act: 'own',
    steps: 'Take the network away, look, then end the faults.',
    aids: ['network-away'],
    expect: 'The panel keeps what it knew, says that the portal does not answer, and recovers by itself.',
    link: 'active',
    ends: { status: 'linked', code: 'backend-unreachable', says: 'The portal does not answer' },
  },

  // Several tabs
  {
    id: 'linked-in-other-tab',
    group: 'tabs',
    title: 'Another tab links and unlinks.',
    codes: 1,
    act: 'own',
    steps: 'Open a second tab. Link here, then Unlink there.',
    aids: ['second-tab'],
    expect: 'Both tabs show the same at once.',
    ends: { status: 'unlinked', says: 'Unlinked' },
  },
  {
    id: 'attempt-elsewhere',
    group: 'tabs',
    title: 'Another tab is already linking.',
    codes: 1,
    act: 'own',
    steps: 'Open a second tab. Click Link here, then there, then Continue here instead.',
    aids: ['second-tab'],
    expect: 'The second tab says so and offers to take over; then the first one gives up.',
    ends: { status: 'linked', says: 'Linked' },
  },
  {
    id: 'two-elements',
    group: 'tabs',
    title: 'Two panels on one page.',
    codes: 1,
    act: 'own',
    steps: 'Put a second panel on the page. Click Link in it, then in the first one, then finish the sign-in.',
    aids: ['second-panel'],
    expect: 'They show the same, and an attempt in one is not disturbed by the other.',
    ends: { status: 'linked', says: 'Linked' },
  },

  // Link health
  {
    id: 'expired',
    group: 'health',
    title: 'Entra no longer accepts the grant.',
    act: 'look',
    steps: 'Look; then Link again as Alex Morgan.',
    expect: 'Linked with a warning; Link again never passes through Unlinked.',
    link: 'expired',
    ends: { status: 'linked', says: 'no longer accepts this link' },
  },
  {
    id: 'restricted',
    group: 'health',
    title: 'The linked user has lost a privilege.',
    act: 'look',
    steps: 'Look.',
    expect: 'Linked with a warning that names the privilege, and Link again.',
    link: 'restricted',
    ends: { status: 'linked', says: 'prvCreateContact' },
  },
  {
    id: 'unknown-health',
    group: 'health',
    title: 'The backend reports a health that this version does not know.',
    act: 'own',
    steps: 'Look.',
    faults: { endpoint: { GET: stays({ alter: { health: 'sleepy' } }) } },
    expect: 'Linked, and the panel says that the link needs attention.',
    link: 'active',
    ends: { status: 'linked', says: 'needs attention' },
  },
];
