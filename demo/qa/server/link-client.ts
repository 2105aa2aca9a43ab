import type { EntraStandIn } from '../../stand-ins/entra/stand-in.js';
import { signIn } from '../../stand-ins/sign-in.js';

export interface LinkClientOptions {
  /** Origin of the portal. */
  origin: string;
  /** Session cookie of the portal. */
  cookie: string;
  entra: EntraStandIn;
  clientId: string;
  /** @default globalThis.fetch */
  fetch?: (request: Request) => Promise<Response>;
}

/** Client of the link endpoint, which signs in and posts as the element does in a browser. */
export interface LinkClient {
  read(): Promise<{ nonce: string; account?: { username: string }; etag: string }>;
  /** Signs this Dynamics 365 user in at the Entra stand-in, and posts the code. */
  link(username: string): Promise<Response>;
  unlink(): Promise<Response>;
}

export function createLinkClient(options: LinkClientOptions): LinkClient {
  const { origin, cookie, entra, clientId, fetch = globalThis.fetch } = options;
  const send = (method: string, headers: Record<string, string> = {}, body?: object) =>
    fetch(
      new Request(`${origin}/api/dynamics-link`, {
        method,
        headers: { ...headers, Cookie: cookie, Origin: origin },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );

  const client: LinkClient = {
    async read() {
      const answer = await send('GET');
      return { ...(await answer.json()), etag: answer.headers.get('ETag') ?? '' };
    },
    async link(username) {
      const { nonce, etag } = await client.read();
      const redirectUri = `${origin}/popup-callback.html`;
      const { code, codeVerifier } = await signIn({ entra, username, nonce, redirectUri, clientId });
      const { authority } = entra;
      const headers = { 'Content-Type': 'application/json', 'If-Match': etag };
      return send('POST', headers, { code, codeVerifier, nonce, redirectUri, authority });
    },
    unlink: async () => send('DELETE', { 'If-Match': (await client.read()).etag }),
  };
  return client;
}
