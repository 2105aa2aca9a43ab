import type { LinkStatus } from '../../src/index.js';
import type { BackendErrorCode } from '../../src/protocol.js';
import type { LinkErrorCode } from '../../src/widget/errors.js';
import type { DynamicsFault } from '../stand-ins/dynamics.js';
import type { EntraFaults } from '../stand-ins/entra.js';

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

export const stays = (fault: EndpointFault): EndpointFaults => ({ faults: [fault], stays: true });
export const once = (...faults: EndpointFault[]): EndpointFaults => ({ faults });

/** Click Link, sign in as Alex Morgan, accept. */
export const linkAlex = { act: 'link', person: 'Alex Morgan', steps: 'Link as Alex Morgan.', codes: 1 } as const;
