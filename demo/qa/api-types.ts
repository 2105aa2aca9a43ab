/** Result of one scenario in one browser. */
export interface Result {
  scenario: string;
  /** Such as `Firefox 145 on Windows`. */
  browser: string;
  verdict: 'passed' | 'failed';
  remark: string;
  /** ISO 8601. */
  at: string;
  /** Version of the panel that was tested. */
  version: string;
}

/** Session and switches of the server that the page shows. */
export interface QaState {
  user: string;
  account: string;
  /** Whether Entra's pages carry Cross-Origin-Opener-Policy; `as asked`: unless the sign-in asks for none. */
  coop: boolean | 'as asked';
}

/** An event of the backend's audit. */
export interface AuditedEvent {
  id: string;
  type: string;
  /** ISO 8601. */
  at: string;
  vccAccountId?: string;
  details: Record<string, unknown>;
}
