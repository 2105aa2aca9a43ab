import { parseSigned, serializeSigned } from 'hono/utils/cookie';
import { type PortalUser, portalUsers, type VccAccount, vccAccounts } from './directory.js';

const cookieName = 'portal_session';

export interface Session {
  user: PortalUser;
  account: VccAccount;
}

/** Sessions of the portal: user and VCC account, both in a signed cookie. */
export interface Sessions {
  read(request: Request): Promise<Session | undefined>;
  /** Returns the Set-Cookie header that begins, changes or (without ids) ends a session. */
  write(userId?: string, accountId?: string): Promise<string>;
}

export function createSessions(secret: string): Sessions {
  return {
    read: async (request) => {
      const cookies = await parseSigned(request.headers.get('cookie') ?? '', secret, cookieName);
      const [userId, accountId] = (cookies[cookieName] || '').split('/');
      const user = portalUsers.find(({ id }) => id === userId);
      const account = vccAccounts.find(({ id }) => id === accountId);
      return user && account && { user, account };
    },
    write: (userId, accountId) =>
      serializeSigned(cookieName, `${userId ?? ''}/${accountId ?? ''}`, secret, {
        path: '/',
        httpOnly: true,
        sameSite: 'Lax',
        maxAge: userId ? 12 * 60 * 60 : 0,
      }),
  };
}
