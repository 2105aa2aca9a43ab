import type { LinkedAccount, PendingChoice } from '../../protocol.js';
import { type Environment, toOrganization } from '../environment.js';

/** What the user who signed in has yet to decide: the environment, or whether another user than the linked one is meant. */
export type Question = { choice: string } & (
  | { organizations: Environment[]; users?: { from?: undefined; to: LinkedAccount } }
  | { users: { from: LinkedAccount; to: LinkedAccount }; organizations?: undefined }
);

export interface QuestionRow {
  choice: string | null;
  /** Kept once it is answered. */
  organizations: Environment[] | null;
  /** `from` is the linked user, where the question is about that one. Null once it is answered. */
  users: { from?: LinkedAccount; to: LinkedAccount } | null;
}

export function toQuestion({ choice, organizations, users }: QuestionRow): Question | undefined {
  if (choice === null) return undefined;
  if (users?.from) return { choice, users: { from: users.from, to: users.to } };
  return organizations ? { choice, organizations, ...(users && { users: { to: users.to } }) } : undefined;
}

/** Returns what the contract says of a question. */
export function toPendingChoice({ choice, organizations, users }: Question): PendingChoice {
  if (!organizations) return { choice, ...users };
  return { choice, organizations: organizations.map(toOrganization), ...(users && { account: users.to }) };
}
