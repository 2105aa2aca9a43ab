import type { LinkBackend } from '../../../src/backend.js';
import { LinkError } from '../../../src/backend.js';
import { vccAccounts } from '../../portal/directory.js';
import type { Sessions } from '../../portal/session.js';
import type { DataverseStandIn } from '../../stand-ins/dataverse/stand-in.js';
import { createEndpointClient, type EndpointClient } from '../../stand-ins/endpoint-client.js';
import type { EntraStandIn } from '../../stand-ins/entra/stand-in.js';

export type Health = 'active' | 'expired' | 'restricted';

export interface TestLinksOptions {
  origin: string;
  sessions: Sessions;
  backend: LinkBackend;
  entra: EntraStandIn;
  dataverse: DataverseStandIn;
  clientId: string;
}

/** Links of the VCC accounts, made and damaged for a tester on the server, without the page. */
export interface TestLinks {
  /** Links this Dynamics 365 user as a browser would, and brings the link into this health. */
  make(accountId: string, username: string, health: Health): Promise<void>;
  /** Unlinks, and discards a sign-in that waits for the choice of an environment. */
  end(accountId: string): Promise<void>;
  endAll(): Promise<void>;
  isLinked(accountId: string): Promise<boolean>;
  /** Revokes the refresh token at Entra. The backend finds out at its next refresh. */
  revokeGrant(accountId: string): Promise<void>;
  /** Makes Dynamics 365 refuse every token during one call, so that the backend has to refresh now. */
  spendAccessToken(accountId: string): Promise<void>;
  /** Takes a privilege that calls need from the linked user. The backend finds out when it checks the link. */
  withdrawPrivilege(accountId: string): Promise<void>;
  /** Returns the health that the backend finds, or the code of the error that prevents the check. */
  check(accountId: string): Promise<string>;
}

export function createTestLinks(options: TestLinksOptions): TestLinks {
  const { origin, sessions, backend, entra, dataverse, clientId } = options;
  const { authority, metadata } = entra;

  async function clientOf(accountId: string): Promise<EndpointClient> {
    const [cookie = ''] = (await sessions.write('admin', accountId)).split(';');
    const redirectUri = `${origin}/popup-callback.html`;
    const fetch = (request: Request) => backend.fetch(request);
    return createEndpointClient(
      { url: `${origin}/api/dynamics-link`, fetch, clientId, redirectUri, authority, metadata },
      { Cookie: cookie },
    );
  }

  async function linkedUser(accountId: string): Promise<string | undefined> {
    const { body } = await (await clientOf(accountId)).get();
    return body.status === 'linked' ? body.account.username : undefined;
  }

  const links: TestLinks = {
    async make(accountId, username, health) {
      const linked = await (await clientOf(accountId)).link(username);
      if (linked.status !== 201) throw new Error(`the link was answered ${linked.status}`);
      if (health === 'expired') {
        await links.revokeGrant(accountId);
        await links.spendAccessToken(accountId);
      }
      if (health === 'restricted') {
        await links.withdrawPrivilege(accountId);
        await links.check(accountId);
      }
    },
    async end(accountId) {
      await (await clientOf(accountId)).delete();
    },
    async endAll() {
      for (const { id } of vccAccounts) await links.end(id);
    },
    isLinked: async (accountId) => (await linkedUser(accountId)) !== undefined,
    revokeGrant: async (accountId) => entra.revokeGrants((await linkedUser(accountId)) ?? ''),
    async spendAccessToken(accountId) {
      const before = dataverse.fault;
      dataverse.fault = { status: 401, code: '0x80048405' };
      // It is refused twice: with the old token and with the new one, or because there is no new one.
      await backend.checkLink(accountId).catch(() => undefined);
      dataverse.fault = before;
    },
    withdrawPrivilege: async (accountId) =>
      dataverse.withdrawPrivilege((await linkedUser(accountId)) ?? '', 'prvCreateContact'),
    check: (accountId) =>
      backend.checkLink(accountId).catch((error: unknown) => {
        if (error instanceof LinkError) return error.code;
        throw error;
      }),
  };
  return links;
}
