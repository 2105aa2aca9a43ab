import type { Organization } from '../protocol.js';

/** A Dynamics 365 environment as the backend knows it. */
export interface Environment extends Organization {
  /** Origin that calls go to, where discovery said that it is not `url`. Tokens are for `url`, which people see. */
  apiUrl?: string;
  /** ID of the organisation, which stays the same when the environment is renamed or moved. */
  id?: string;
}

/** Returns the origin that calls go to. */
export function apiOf({ apiUrl, url }: Environment): string {
  return apiUrl ?? url;
}

/** Returns what the contract says of an environment. */
export function toOrganization({ name, url }: Environment): Organization {
  return { name, url };
}
