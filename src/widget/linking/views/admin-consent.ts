import type { Settings } from '../../settings.js';

/**
 * Returns the URL where a Microsoft administrator accepts the permissions for the whole organisation.
 * Source: entra-docs, v2-admin-consent.
 */
export function adminConsentUrl({ authority, clientId, resource, redirectUri }: Settings): string {
  const url = new URL(`${authority.replace(/\/$/, '')}/v2.0/adminconsent`);
  url.search = new URLSearchParams({
    client_id: clientId,
    scope: `${resource}/user_impersonation offline_access openid profile`,
    redirect_uri: redirectUri,
  }).toString();
  return url.href;
}
