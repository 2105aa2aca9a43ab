/** Milliseconds. */
const window = 60_000;

/** Refusals of one user that are kept in a window: more than a person causes. Those without a session count as one user. */
const kept = 60;

/** The portal user who was refused, if that was known. */
export interface Refused {
  vccAccountId?: string;
  userId?: string;
}

export interface RefusalLimit {
  /** Returns false for a refusal that is to be counted only. */
  admits(refused: Refused): boolean;
  /** Returns how many were counted only since the last call, by user. */
  takeLeftOut(): (Refused & { count: number })[];
}

/** Keeps a flood of refusals from filling the audit table. Counts in this process. */
export function createRefusalLimit(): RefusalLimit {
  let windowEnds = 0;
  const seen = new Map<string, number>();
  const leftOut = new Map<string, Refused & { count: number }>();

  return {
    admits({ vccAccountId, userId }) {
      const now = Date.now();
      if (now >= windowEnds) {
        seen.clear();
        windowEnds = now + window;
      }
      const key = JSON.stringify([vccAccountId, userId]);
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      if (count <= kept) return true;
      const before = leftOut.get(key)?.count ?? 0;
      leftOut.set(key, {
        ...(vccAccountId !== undefined && { vccAccountId }),
        ...(userId !== undefined && { userId }),
        count: before + 1,
      });
      return false;
    },

    takeLeftOut() {
      const taken = [...leftOut.values()];
      leftOut.clear();
      return taken;
    },
  };
}
