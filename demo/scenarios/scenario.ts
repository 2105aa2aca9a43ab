import type { LinkErrorCode, LinkStatus } from '../../src/index.js';
import type { BackendErrorCode } from '../../src/protocol.js';
import type { DataverseFault } from '../stand-ins/dataverse/faults.js';
import type { EntraFaults } from '../stand-ins/entra/faults.js';

/** Fault of the link endpoint: an answer in place of the backend's. On the QA page only. */
export type EndpointFault =
  /** A problem of the contract. */
  | { problem: BackendErrorCode; retryAfter?: number }
  /** A status without a body. */
  | { status: number }
  | { json: unknown; status?: number }
  /** The backend's answer with these members replaced. */
  | { alter: Record<string, unknown> }
  | 'login-page'
  /** The page of a firewall or proxy, with this status; the backend gets nothing. */
  | { proxyPage: number }
  | 'redirect'
  | 'network-error'
  /** The backend gets the request, and its answer is lost. */
  | 'answer-lost'
  /** The second half of the backend's answer is lost. */
  | 'answer-cut';

/** Faults of one method, one for each request, in order. */
export interface EndpointFaults {
  faults: EndpointFault[];
  /** Repeats the last fault for all later requests. @default false */
  repeatsLast?: boolean;
}

/** Faults that a scenario arms, by where they are injected. */
export interface Faults {
  entra?: EntraFaults;
  dataverse?: DataverseFault;
  endpoint?: Partial<Record<'GET' | 'POST' | 'DELETE', EndpointFaults>>;
  /**
   * `blocked`: the browser blocks the window. `silent-callback`: the callback page does nothing. `fallback-route`: a
   * page of the portal is in its place. `framed`: another site may show the portal in a frame.
   */
  window?: 'blocked' | 'silent-callback' | 'fallback-route' | 'framed';
  /** The browser keeps site data from the page. */
  siteData?: 'blocked';
  /** The sign-in chunk can't be loaded. */
  signInChunk?: 'missing';
}

/** Labels of the buttons that the QA page offers with a scenario, for steps outside of the panel. */
export const testerActions = {
  'second-tab': 'Open CRM Admin in a second tab',
  'colleague-links': 'Let a colleague link Kim Okafor',
  'sign-out': 'End the portal session',
  'sign-in': 'Sign in to the portal again',
  'switch-account': 'Switch to the other VCC account',
  'ten-minutes': 'Let the choice expire',
  'network-away': 'Take the network away',
  'move-panel': 'Move the panel in the page',
  'remove-panel': 'Take the panel off the page',
  'second-panel': 'Put a second panel on the page',
  'other-site': 'Open it inside another site',
  'grant-away': 'Let Entra end the grant',
  'privilege-away': 'Take a privilege away',
  'privilege-back': 'Give the privilege back',
  'audit-events': 'Show what the backend’s audit says',
} as const;

export type TesterAction = keyof typeof testerActions;

export const groups = {
  window: 'Sign-in window',
  entra: 'Microsoft Entra ID',
  dynamics: 'Dynamics 365',
  backend: 'Backend',
  network: 'Network',
  tabs: 'Several tabs',
  health: 'Link health',
} as const;

/** One state or failure of the panel: how to reach it, and its expected outcome. */
export interface Scenario {
  id: string;
  group: keyof typeof groups;
  /** The failure or state, in plain words. */
  title: string;
  /** Steps for the tester, in plain words. */
  steps: string;
  /** Expected result, in plain words. */
  expect: string;
  faults?: Faults;
  /** Link that exists at the beginning. @default none */
  link?: 'active' | 'expired' | 'restricted';
  /** User of the portal. @default the administrator */
  user?: 'viewer' | 'visitor';
  /** Buttons that the QA page offers. @default none */
  testerActions?: TesterAction[];
  /** Step after which the tests expect the outcome; `custom`: the tests have their own steps for this scenario. */
  trigger: 'page-load' | 'link' | 'unlink' | 'custom';
  /** Name of the Dynamics 365 user who signs in. */
  person?: string;
  /** Number of authorization codes that reach the backend; a repeated POST has the same code. @default 0 */
  codes?: number;
  /** Expected end: status, error code and a text of the panel. */
  outcome: { status: LinkStatus; code?: LinkErrorCode; says: string };
  /** Needs a real window: the tests then run the scenario with COOP off and on. @default false */
  hasWindow?: boolean;
}

/** Returns a fault of every request. */
export const always = (fault: EndpointFault): EndpointFaults => ({ faults: [fault], repeatsLast: true });

/** Returns faults of the next requests, one each. */
export const once = (...faults: EndpointFault[]): EndpointFaults => ({ faults });

/** Click Link, sign in as Alex Morgan, accept. */
export const linkAlex = { trigger: 'link', person: 'Alex Morgan', steps: 'Link as Alex Morgan.', codes: 1 } as const;
