import { z } from 'zod';

/** The VCC account and user of a request, as the portal's session says. */
export interface Caller {
  vccAccountId: string;
  userId: string;
  userName?: string;
  /** Correlation ID of the request. */
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

/** Without NUL, which PostgreSQL refuses, and half surrogate pairs, which all become the same character there. */
const identifier = z.string().regex(/^[^\0\p{Surrogate}]+$/u);

/** The form of what `authorize` returns for a user who may come in; any other form lets nobody in. */
export const authorizedCaller = z.object({
  vccAccountId: identifier,
  userId: identifier,
  userName: z
    .string()
    .regex(/^[^\0]*$/)
    .optional(),
  canChange: z.boolean(),
});
