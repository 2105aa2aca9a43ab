import type { Authorize } from '../../src/backend.js';
import type { Sessions } from './session.js';

/** Tells the link backend whose request it is, by the portal's session. */
export function authorizeBy(sessions: Sessions): Authorize {
  return async (request) => {
    const session = await sessions.read(request);
    if (!session) return 'not-signed-in';
    const { user, account } = session;
    if (user.role === 'visitor') return 'not-entitled';
    return {
      vccAccountId: account.id,
      userId: user.id,
      userName: user.email,
      canChange: user.role === 'administrator',
    };
  };
}
