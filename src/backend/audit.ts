import type { LinkError } from './errors.js';

/** Something to keep on record. No event holds a code, a token or a secret. */
export type AuditEvent = {
  vccAccountId: string;
  at: Date;
  /** The portal user who did it; left out when the backend did. */
  userId?: string;
  correlationId?: string;
} & (
  | { type: 'linked' | 'unlinked' | 'refreshed' | 'expired' }
  /** The account's expired link lost its Dynamics user to another VCC account. */
  | { type: 'taken-over'; byVccAccountId: string }
  /** `error` is for operators: its `message` and `cause` say what the answer did not. */
  | { type: 'refused'; error: LinkError }
);

export type Audit = (event: AuditEvent) => void;
