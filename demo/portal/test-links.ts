import type { LinkBackend } from '../../src/backend.js';
import { LinkError } from '../../src/backend.js';
import type { DynamicsStandIn } from '../stand-ins/dynamics.js';
import type { EntraStandIn } from '../stand-ins/entra.js';
import { signIn } from '../stand-ins/sign-in.js';
import { vccAccounts } from './directory.js';
import type { Sessions } from './session.js';

export type Health = 'active' | 'expired' | 'restricted';

export interface TestLinksOptions {
  origin: string;
  sessions: Sessions;
  backend: LinkBackend;
  entra: EntraStandIn;
  dynamics: DynamicsStandIn;
  clientId: string;
}

/** Links of a VCC account, made and spoilt for a tester by what happens in real life, behind the page's back. */
export interface TestLinks {
  /** Links this Dynamics 365 user as a browser would, and lets the link fall ill for real. */
  make(accountId: string, username: string, health: Health): Promise<void>;
  /** Unlinks, and discards what is waiting for a choice. */
  end(accountId: string): Promise<void>;
  endAll(): Promise<void>;
  isLinked(accountId: string): Promise<boolean>;
  /** Entra accepts the refresh token no longer; nobody notices before the next refresh. */
  revokeGrant(accountId: string): Promise<void>;
  /** Dynamics 365 refuses every token for the length of a call, so that the backend has to refresh now. */
  spendAccessToken(accountId: string): Promise<void>;
  /** The health that the backend finds, or the code of what is in the way. */
  check(accountId: string): Promise<string>;
}

export function createTestLinks(options: TestLinksOptions): TestLinks {
  const { origin, sessions, backend, entra, dynamics, clientId } = options;

  async function send(accountId: string, method: string, headers: Record<string, string> = {}, body?: object) {
    const [cookie = ''] = (await sessions.write('admin', accountId)).split(';');
    return backend.fetch(
      new Request(`${origin}/api/dynamics-link`, {
        method,
        headers: { ...headers, Cookie: cookie, Origin: origin },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
  }

  async function read(accountId: string) {
    const answer = await send(accountId, 'GET');
    const resource = (await answer.json()) as { nonce: string; account?: { username: string } };
    return { ...resource, etag: answer.headers.get('ETag') ?? '' };
  }

  async function usernameOf(accountId: string): Promise<string> {
    return (await read(accountId)).account?.username ?? '';
  }

  const links: TestLinks = {
    async make(accountId, username, health) {
      const { nonce, etag } = await read(accountId);
      const redirectUri = `${origin}/popup-callback.html`;
      const { code, codeVerifier } = await signIn({ entra, username, nonce, redirectUri, clientId });
      const headers = { 'Content-Type': 'application/json', 'If-Match': etag };
      const { authority } = entra;
      const linked = await send(accountId, 'POST', headers, { code, codeVerifier, nonce, redirectUri, authority });
      if (linked.status !== 201) throw new Error(`the link was answered ${linked.status}`);
      if (health === 'expired') {
        await links.revokeGrant(accountId);
        await links.spendAccessToken(accountId);
      }
      if (health === 'restricted') {
        dynamics.withdrawPrivilege(username, 'prvCreateContact');
        await links.check(accountId);
      }
    },
    async end(accountId) {
      await send(accountId, 'DELETE', { 'If-Match': (await read(accountId)).etag });
    },
    async endAll() {
      for (const { id } of vccAccounts) await links.end(id);
    },
    isLinked: async (accountId) => (await read(accountId)).account !== undefined,
    revokeGrant: async (accountId) => entra.revokeGrants(await usernameOf(accountId)),
    async spendAccessToken(accountId) {
      const before = dynamics.fault;
      dynamics.fault = { status: 401, code: '0x80048405' };
      const name = { field: 'lastname', operator: 'eq', value: 'nobody' } as const;
      await backend
        .dataConnector(accountId)
        .find('contact', { anyOf: [name] })
        // It is refused twice: with the old token and with the new one, or because there is no new one.
        .catch(() => undefined);
      dynamics.fault = before;
    },
    check: (accountId) =>
      backend.checkLink(accountId).catch((error: unknown) => {
        if (error instanceof LinkError) return error.code;
        throw error;
      }),
  };
  return links;
}
