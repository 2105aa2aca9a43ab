/**
 * The backend contract: what travels between the element and the link endpoint.
 *
 * Widget and backend share this module, the table of Entra's errors (`entra-error-codes.ts`), `abort.ts` and nothing else.
 * A backend in another language is described in `backend/README.md`, section "The contract".
 */

/** The Dynamics 365 user whose grant the backend keeps. */
export interface LinkedAccount {
  username: string;
  name: string;
  /** The Entra tenant (directory) ID. */
  tenantId: string;
}

/** A Dynamics 365 environment. */
export interface Organization {
  name: string;
  /** Origin of the environment, such as `https://contoso.crm11.dynamics.com`. */
  url: string;
}

/**
 * - `active`: the grant works.
 * - `expired`: Entra no longer accepts the grant.
 * - `restricted`: the user lost privileges or the licence, or was disabled.
 *
 * A backend may send a value that is not listed here: read it as "needs attention".
 */
export type LinkHealth = 'active' | 'expired' | 'restricted';

/**
 * Why a link is not active. With `expired`: `revoked`, `more-proof`, `policy`, `consent-withdrawn`, `app-removed`; with
 * `restricted` the others. Read a word that is not listed here as absent.
 */
export type HealthReason =
  | 'revoked'
  | 'more-proof'
  | 'policy'
  | 'consent-withdrawn'
  | 'app-removed'
  | 'user-disabled'
  | 'no-licence'
  | 'not-a-member'
  | 'environment-blocked'
  | 'key-missing'
  | 'tenant-refused';

/** An environment has yet to be chosen, by the user who signed in. */
export interface PendingEnvironment {
  /** Opaque id of the choice. */
  choice: string;
  organizations: Organization[];
  /** Who has signed in. */
  account?: LinkedAccount;
}

/** Another Dynamics 365 user than the linked one has signed in: whether that is meant has yet to be said. */
export interface PendingReplacement {
  /** Opaque id of the choice. */
  choice: string;
  /** The linked user. */
  from: LinkedAccount;
  /** Who has signed in. */
  to: LinkedAccount;
}

/** A sign-in that waits for a decision of the user who began it, for ten minutes. */
export type PendingChoice = PendingEnvironment | PendingReplacement;

interface LinkResourceBase {
  /** Made by the backend for this VCC account and user; single use. It becomes the `nonce` of the sign-in. */
  nonce: string;
  /** False: this user may look, not change. */
  canChange: boolean;
  pending?: PendingChoice;
  /** Opaque, one for each VCC account. Backends of version 0.1 send none. */
  accountTag?: string;
}

export interface UnlinkedResource extends LinkResourceBase {
  status: 'unlinked';
}

export interface LinkedResource extends LinkResourceBase {
  status: 'linked';
  linkId: string;
  /** RFC 3339, UTC. */
  linkedAt: string;
  linkedBy?: string;
  account: LinkedAccount;
  organization: Organization;
  health: LinkHealth | (string & {});
  missingPrivileges?: string[];
  healthReason?: HealthReason | (string & {});
  /** What the linked user may do, as the last check found it. Its presence offers `POST { check: true }`. */
  access?: {
    tables: TableAccess[];
    /** RFC 3339, UTC. */
    checkedAt: string;
  };
}

/** What the linked user may do on the records of a table. */
export interface TableAccess {
  /** Logical name, such as `contact`. */
  table: string;
  read: boolean;
  create: boolean;
  write: boolean;
}

/** The answer to `GET`, to `POST` with 201, and to a check. */
export type LinkResource = UnlinkedResource | LinkedResource;

/** `POST`: redeem this code and link. */
export interface LinkRequest {
  code: string;
  codeVerifier: string;
  nonce: string;
  /** Absolute, exactly as it went to the authorization endpoint. */
  redirectUri: string;
  authority: string;
  organizationUrl?: string;
}

/** `POST`: one of the environments offered by `organization-choice-required`. */
export interface ChoiceRequest {
  choice: string;
  organizationUrl: string;
}

/** `POST`: the user who has signed in takes the place of the linked one, as `user-differs` asked. */
export interface ReplacementRequest {
  choice: string;
  replace: true;
}

/** `POST`: none of the environments, or not this user; the waiting grant is deleted. */
export interface ChoiceCancellation {
  choice: string;
  cancel: true;
}

/** `POST`: ask Dynamics 365 now whether the link works; the answer is that of `GET`. At most once a minute is asked. */
export interface CheckRequest {
  check: true;
}

export type PostBody = LinkRequest | ChoiceRequest | ReplacementRequest | ChoiceCancellation | CheckRequest;

/** Every code that a backend answers with, and the HTTP status that goes with it by default. */
export const backendStatusByCode = {
  'invalid-request': 400,
  'code-rejected': 400,
  'not-signed-in': 401,
  'not-entitled': 403,
  'insufficient-privileges': 403,
  'environment-blocked': 403,
  'wrong-account': 403,
  'consent-declined': 403,
  'admin-consent-required': 403,
  'sign-in-failed': 403,
  'session-changed': 409,
  'already-linked-elsewhere': 409,
  'organization-choice-required': 409,
  'user-differs': 409,
  'choice-expired': 410,
  changed: 412,
  'no-organization': 422,
  'too-many-requests': 429,
  'in-progress': 503,
  configuration: 500,
  internal: 500,
  'identity-provider-unavailable': 502,
  'dynamics-unavailable': 502,
} as const satisfies Record<string, number>;

export type BackendErrorCode = keyof typeof backendStatusByCode;

/** The body of every error: `application/problem+json` (RFC 9457). */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  code: BackendErrorCode;
  /** The attempt's, from `X-Correlation-Id`, else the backend's own. */
  correlationId: string;
  /** The session's VCC account, once it is known. */
  accountTag?: string;
  /** Entra's. */
  upstreamCorrelationId?: string;
  /** With `insufficient-privileges`, such as `prvCreateContact`. */
  missingPrivileges?: string[];
  /** With `organization-choice-required` and `user-differs`. */
  choice?: string;
  /** With `organization-choice-required`. */
  organizations?: Organization[];
  account?: LinkedAccount;
  /** With `user-differs`: the linked user, and who has signed in. */
  from?: LinkedAccount;
  to?: LinkedAccount;
}
