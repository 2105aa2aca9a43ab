import { type BackendErrorCode, backendStatusByCode } from '../../protocol.js';
import { readObject, readResource } from '../link/resource.js';

/** Who an answer is from, as far as it tells. `link` is the backend's good answer to GET. */
export type Sender = 'link' | 'problem' | 'login' | 'other';

/** @param text the body of the response */
export function senderOf(response: Response, text: string): Sender {
  if (response.type === 'opaqueredirect') return 'login';
  if (!isPage(response)) {
    if (response.ok && readResource(text)) return 'link';
    if (problemOf(text)) return 'problem';
  }
  return response.status === 401 ? 'login' : 'other';
}

/** The code of a problem document of the contract. */
export function problemOf(text: string): BackendErrorCode | undefined {
  const { code } = readObject(text);
  return typeof code === 'string' && Object.hasOwn(backendStatusByCode, code) ? (code as BackendErrorCode) : undefined;
}

export function isPage({ headers }: Response): boolean {
  return /html/i.test(headers.get('Content-Type') ?? '');
}

/** What the portal's operator has to change where something between page and backend answers a method with this status. */
export function fixFor(status: number, method: 'GET' | 'POST' | 'DELETE'): string {
  if (status === 431 || (status === 400 && method === 'GET'))
    return 'The portal’s cookies may be too large: allow larger request headers on this path (nginx: large_client_header_buffers), or set fewer.';
  switch (status) {
    case 0:
      return method === 'GET'
        ? 'Sign in to the portal. If you are, write the endpoint as the server does: a redirect adds or removes the last slash, too.'
        : `Pass ${method} on to the backend on this path, without a redirect.`;
    case 401:
      return `Ask for no sign-in of the proxy’s own on this path (nginx: auth_basic, auth_request): ${method} comes with the portal’s session alone.`;
    case 405:
    case 501:
      return `Allow ${method} on this path in the firewall or web server (IIS: remove the WebDAV module).`;
    case 404:
    case 410:
      return `Pass ${method} on to the backend under the path that it has there (nginx: the slash at the end of proxy_pass).`;
    case 413:
      return 'Allow bodies of 16 kB on this path (nginx: client_max_body_size).';
    case 429:
      return `Allow more requests on this path in the firewall or proxy (nginx: limit_req).`;
    case 511:
      return 'Sign in to the network that this computer is in.';
  }
  if (status >= 500) return `See in the log of the proxy why it can’t pass ${method} on to the backend.`;
  if (status < 300 || status === 412)
    return `Pass ${method} on to the backend on this path, without a login or a page of its own in front of it.`;
  const antiforgery =
    method === 'GET' ? '' : ' If it asks for an antiforgery token, see that the element’s fetch sends it.';
  return `Allow ${method} on this path in the firewall or proxy (nginx: limit_except, deny).${antiforgery}`;
}
