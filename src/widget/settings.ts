import { WidgetError } from './errors.js';

/** The element's attributes and properties, checked and resolved. */
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
  /** The account that the page was made for, if the host said so. */
  accountTag: string | undefined;
  fetch: typeof globalThis.fetch;
}

export interface RawSettings {
  endpoint: string;
  clientId: string;
  redirectUri: string;
  authority: string;
  authorityMetadata: object | null;
  organizationUrl: string;
  accountTag: string;
  fetch: typeof globalThis.fetch;
}

/** With a token for this resource the backend finds the user's environments (Dataverse's global discovery service). */
const globalDiscovery = 'https://globaldisco.crm.dynamics.com';

/**
 * Reads what the host has set.
 *
 * @throws WidgetError `configuration`; the message names the attribute
 */
export function readSettings(raw: RawSettings, baseUrl: string): Settings {
  const url = (name: string, value: string, isRight: (url: URL) => boolean = () => true) => {
    const parsed = value && URL.canParse(value, baseUrl) && new URL(value, baseUrl);
    return parsed && isRight(parsed) ? parsed : fail(name, value);
  };
  const isHttps = ({ protocol }: URL) => protocol === 'https:';
  // Browsers give no crypto and no locks to other pages.
  if (!isSecureContext) fail('the scheme', 'http');
  const organization = raw.organizationUrl ? url('organization-url', raw.organizationUrl, isHttps).origin : undefined;
  url('authority', raw.authority, isHttps);
  const fetch = raw.fetch ?? globalThis.fetch;
  // jQuery's `prop` calls a function instead of setting it.
  if (typeof fetch !== 'function') fail('fetch', String(fetch));
  return {
    endpoint: url('endpoint', raw.endpoint).href,
    clientId: raw.clientId || fail('client-id', ''),
    redirectUri: url('redirect-uri', raw.redirectUri, ({ origin }) => origin === location.origin).href,
    authority: raw.authority,
    authorityMetadata: raw.authorityMetadata,
    organizationUrl: organization,
    resource: organization ?? globalDiscovery,
    accountTag: raw.accountTag || undefined,
    fetch,
  };
}

function fail(name: string, value: string): never {
  throw new WidgetError(
    'configuration',
    `<vcc-dynamics-auth>: ${name} is ${value ? `wrong: ${value.replace(/[?#].*/, '')}` : 'missing'}`,
  );
}
