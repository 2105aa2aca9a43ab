import { isHttpsOrLoopback } from '../secure-url.js';

/** The commercial cloud and GCC by pattern, the sovereign clouds exactly (Dataverse regions; powerapps-docs). */
const defaultHosts: readonly RegExp[] = [
  /^[a-z0-9-]+(\.api)?\.crm\d*\.dynamics\.com$/,
  /^[a-z0-9-]+(\.api)?\.crm\.microsoftdynamics\.us$/,
  /^[a-z0-9-]+(\.api)?\.crm\.appsplatform\.us$/,
  /^[a-z0-9-]+(\.api)?\.crm\.dynamics\.cn$/,
];

export type ToEnvironmentOrigin = (url: string) => string | undefined;

/**
 * Returns a function that returns the origin of the URL of a Dynamics 365 environment, and undefined for any other URL.
 * The backend sends tokens there, so it must never follow a URL that a browser or a discovery answer made up.
 */
export function createEnvironmentCheck(hosts: readonly RegExp[] = defaultHosts): ToEnvironmentOrigin {
  return (text) => {
    if (!URL.canParse(text)) return;
    const url = new URL(text);
    const isBareOrigin = url.href === `${url.origin}/`;
    const isKnown = hosts.some((pattern) => url.host.match(pattern)?.[0] === url.host);
    return isBareOrigin && isHttpsOrLoopback(url) && isKnown ? url.origin : undefined;
  };
}
