import type { Endpoint } from '../../demo/stand-ins/endpoint-client.js';
import type { EntraStandIn } from '../../demo/stand-ins/entra/stand-in.js';
import type { Authorize } from '../../src/backend.js';

export const portalOrigin = 'http://localhost:4000';
export const endpointUrl = `${portalOrigin}/api/dynamics-link`;
export const redirectUri = `${portalOrigin}/popup-callback.html`;
export const clientId = '5d9c0e6e-8d6f-4f2e-9a57-7c1f4b0f3f10';
export const clientSecret = 'the-secret-of-the-stand-in';

export interface TestSession {
  vccAccountId: string;
  userId: string;
  userName?: string;
  canChange?: boolean;
}

/** Returns the header that makes a request one of this administrator. */
export function sessionHeader(session: TestSession): { 'X-Test-Session': string } {
  return { 'X-Test-Session': JSON.stringify({ canChange: true, ...session }) };
}

/** Believes `sessionHeader`. */
export const authorizeTestSession: Authorize = async (request) => {
  const session = request.headers.get('X-Test-Session');
  if (session === null) return 'not-signed-in';
  return session === 'not-entitled' ? session : JSON.parse(session);
};

/** Returns the portal's link resource, with what answers its requests and the Entra stand-in that its users sign in at. */
export function testEndpoint(entra: Pick<EntraStandIn, 'authority' | 'metadata'>, fetch: Endpoint['fetch']): Endpoint {
  return { url: endpointUrl, fetch, clientId, redirectUri, authority: entra.authority, metadata: entra.metadata };
}
