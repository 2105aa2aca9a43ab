import type { LinkedAccount, PendingChoice } from '../../protocol.js';
import { type Environment, toOrganization } from '../environment.js';

/** What the user who signed in has yet to decide: the environment, or whether another user than the linked one is meant. */
export type Question = { choice: string } & (
  | { organizations: Environment[]; users?: undefined }
  | { users: { from: LinkedAccount; to: LinkedAccount }; organizations?: undefined }
);

export interface QuestionRow {
  choice: string | null;
  /** Kept once it is answered. */
  organizations: Environment[] | null;
  /** Null once it is answered. */
  users: { from: LinkedAccount; to: LinkedAccount } | null;
}

export function toQuestion({ choice, organizations, users }: QuestionRow): Question | undefined {
  if (choice === null) return undefined;
  if (users) return { choice, users };
  return organizations ? { choice, organizations } : undefined;
}

/** Returns what the contract says of a question. */
export function toPendingChoice({ choice, organizations, users }: Question): PendingChoice {
  return users ? { choice, ...users } : { choice, organizations: organizations.map(toOrganization) };
}
