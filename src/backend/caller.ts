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
