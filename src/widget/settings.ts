import { WidgetError } from './errors.js';
import { isSecure } from './secure-url.js';

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
  /** Act although another origin of the same site frames the page. */
  allowFraming: boolean;
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
  allowFraming: boolean;
  fetch: typeof globalThis.fetch;
}

/** With a token for this resource the backend finds the user's environments (Dataverse's global discovery service). */
const globalDiscovery = 'https://globaldisco.crm.dynamics.com';

/**
 * Reads what the host has set.
 *
 * @param isMarkup the endpoint is the one of the attribute: whoever can put markup on the page, but no script, must not be able
 *   to send codes elsewhere. For the same reason URLs are resolved against the page's address, whatever `<base>` says.
 * @throws WidgetError `configuration`; the message names the attribute
 */
export function readSettings(raw: RawSettings, isMarkup: boolean): Settings {
  const url = (name: string, value: string, isRight: (url: URL) => boolean) => {
    const parsed = value && URL.canParse(value, location.href) && new URL(value, location.href);
    return parsed && isRight(parsed) ? parsed : fail(name, value);
  };
  const isHttps = ({ protocol }: URL) => protocol === 'https:';
  const isOwn = ({ origin }: URL) => origin === location.origin;
  // Browsers give no crypto and no locks to other pages.
  if (!isSecureContext) fail('the scheme', 'http');
  const organization = raw.organizationUrl ? url('organization-url', raw.organizationUrl, isHttps).origin : undefined;
  url('authority', raw.authority, isHttps);
  const fetch = raw.fetch ?? globalThis.fetch;
  // jQuery's `prop` calls a function instead of setting it.
  if (typeof fetch !== 'function') fail('fetch', String(fetch));
  return {
    endpoint: url(
      isMarkup ? 'endpoint (another origin only by the property)' : 'endpoint',
      raw.endpoint,
      (it) => isOwn(it) || (!isMarkup && isSecure(it)),
    ).href,
    clientId: raw.clientId || fail('client-id', ''),
    redirectUri: url('redirect-uri', raw.redirectUri, isOwn).href,
    authority: raw.authority,
    authorityMetadata: raw.authorityMetadata,
    organizationUrl: organization,
    resource: organization ?? globalDiscovery,
    accountTag: raw.accountTag || undefined,
    allowFraming: raw.allowFraming === true,
    fetch,
  };
}

function fail(name: string, value: string): never {
  throw new WidgetError(
    'configuration',
    `<vcc-dynamics-auth>: ${name} is ${value ? `wrong: ${value.replace(/[?#].*/, '')}` : 'missing'}`,
  );
}
