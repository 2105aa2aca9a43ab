import { z } from 'zod';

/** Who a request comes from, as the portal says. */
export interface Caller {
  vccAccountId: string;
  userId: string;
  userName?: string;
  /** The attempt's correlation ID. */
  correlationId: string;
}

export type Authorize = (request: Request) => Promise<
  | {
      vccAccountId: string;
      /** Stable and unique within the portal. */
      userId: string;
      /** Shown as *linked by*. */
      userName?: string;
      /** False: this user may look, not change. */
      canChange: boolean;
    }
  | 'not-signed-in'
  | 'not-entitled'
>;

/** PostgreSQL takes no NUL, and all halves of surrogate pairs for the same character. */
const identifier = z.string().regex(/^[^\0\p{Surrogate}]+$/u);

/** What a portal says of who is signed in; anything else lets nobody in. */
export const authorizedCaller = z.object({
  vccAccountId: identifier,
  userId: identifier,
  userName: z
    .string()
    .regex(/^[^\0]*$/)
    .optional(),
  canChange: z.boolean(),
});
