import { LinkError } from './errors.js';

/** What the element's attributes and properties come to. */
export interface Settings {
  /** Absolute. */
  endpoint: string;
  clientId: string;
  /** Absolute. */
  redirectUri: string;
  authority: string;
  authorityMetadata: object | null;
  /** An origin. */
  organizationUrl: string | undefined;
  /** The resource that is asked for: an origin. */
  resource: string;
  fetch: typeof globalThis.fetch;
}

export interface RawSettings {
  endpoint: string;
  clientId: string;
  redirectUri: string;
  authority: string;
  authorityMetadata: object | null;
  organizationUrl: string;
  fetch: typeof globalThis.fetch;
}

/** With a token for global discovery the backend finds the user's environments (design of Dataverse's discovery). */
const globalDiscovery = 'https://globaldisco.crm.dynamics.com';

/**
 * Reads what the host has set.
 *
 * @throws LinkError `configuration`; the message names the attribute
 */
export function readSettings(raw: RawSettings, baseUrl: string): Settings {
  const required = (name: string, value: string) => value || fail(`the attribute ${name} is missing`);
  const url = (name: string, value: string) =>
    URL.canParse(value, baseUrl) ? new URL(value, baseUrl) : fail(`${name} is not a URL: ${value}`);

  if (!isSecureContext) fail('the page is not a secure context: serve it over https');
  const endpoint = url('endpoint', required('endpoint', raw.endpoint));
  const redirectUri = url('redirect-uri', required('redirect-uri', raw.redirectUri));
  if (redirectUri.origin !== location.origin)
    fail(`redirect-uri must be on this page's own origin, ${location.origin}`);
  const authority = url('authority', raw.authority);
  if (authority.protocol !== 'https:') fail('authority must be https');
  const organization = raw.organizationUrl ? url('organization-url', raw.organizationUrl) : undefined;
  if (organization && organization.protocol !== 'https:') fail('organization-url must be https');
  return {
    endpoint: endpoint.href,
    clientId: required('client-id', raw.clientId),
    redirectUri: redirectUri.href,
    authority: raw.authority,
    authorityMetadata: raw.authorityMetadata,
    organizationUrl: organization?.origin,
    resource: organization?.origin ?? globalDiscovery,
    fetch: raw.fetch ?? globalThis.fetch,
  };
}

function fail(problem: string): never {
  throw new LinkError('configuration', `<vcc-dynamics-auth>: ${problem}`);
}
