import { z } from 'zod';
import type { Organization } from '../../protocol.js';
import { LinkError } from '../errors.js';
import type { ToEnvironmentOrigin } from './environments.js';
import { privilegesForTable } from './privileges.js';
import { readJson, type WebApi, webApiOf } from './web-api.js';

/** Milliseconds that Dynamics 365 may take for one answer. */
const timeLimit = 10_000;

export interface Dataverse {
  /** The resource to ask Entra for in a token for discovery: an origin. */
  discoveryResource: string;
  /** Returns the environments of the token's user; an empty list when there is none. */
  discover(accessToken: string): Promise<Organization[]>;
  /** Returns the environment's own name, or its host name when the user may not read it. */
  nameOf(environment: string, accessToken: string): Promise<string>;
  /** Resolves when the environment lets the user in. @throws LinkError */
  whoAmI(environment: string, accessToken: string): Promise<void>;
  /**
   * Returns the names of the privileges that the token's user needs and does not have.
   *
   * @throws LinkError `restricted` when the environment does not let the user in, `token-refused`, `dynamics-unavailable`
   */
  missingPrivileges(environment: string, accessToken: string): Promise<string[]>;
}

const instancesAnswer = z.object({
  value: z.array(z.object({ FriendlyName: z.string(), Url: z.string(), ApiUrl: z.string(), State: z.number() })),
});
const whoAmIAnswer = z.object({ UserId: z.guid() });
const privilegesAnswer = z.object({ RolePrivileges: z.array(z.unknown()) });
const organizationsAnswer = z.object({ value: z.array(z.object({ name: z.string() })) });

/** Client of the discovery service and the Web API of Dataverse (powerapps-docs, `developer/data-platform`). */
export function createDataverse(options: {
  webApi: WebApi;
  tables: readonly string[];
  discoveryUrl: string;
  toEnvironmentOrigin: ToEnvironmentOrigin;
}): Dataverse {
  const { webApi } = options;
  const neededPrivileges = options.tables.flatMap(privilegesForTable);

  return {
    discoveryResource: new URL(options.discoveryUrl).origin,

    async discover(accessToken) {
      const url = `${options.discoveryUrl}?$select=ApiUrl,Url,FriendlyName,State,Id,TenantId`;
      const { value } = await get(url, accessToken, instancesAnswer);
      return value.flatMap(({ FriendlyName, Url, ApiUrl, State }) => {
        const origin = options.toEnvironmentOrigin(Url);
        const isEnabled = State === 0;
        return isEnabled && origin && options.toEnvironmentOrigin(ApiUrl) ? [{ name: FriendlyName, url: origin }] : [];
      });
    },

    async nameOf(environment, accessToken) {
      const { host } = new URL(environment);
      try {
        const url = `${webApiOf(environment)}organizations?$select=name`;
        return (await get(url, accessToken, organizationsAnswer)).value[0]?.name ?? host;
      } catch (error) {
        if (error instanceof LinkError && error.code === 'missing-privilege') return host;
        throw error;
      }
    },

    async whoAmI(environment, accessToken) {
      await get(`${webApiOf(environment)}WhoAmI`, accessToken, whoAmIAnswer);
    },

    async missingPrivileges(environment, accessToken) {
      try {
        const { UserId } = await get(`${webApiOf(environment)}WhoAmI`, accessToken, whoAmIAnswer);
        const held = await Promise.all(neededPrivileges.map((name) => holds(environment, accessToken, UserId, name)));
        return neededPrivileges.filter((_, index) => !held[index]);
      } catch (error) {
        // A user without any role may not even ask.
        if (error instanceof LinkError && error.code === 'missing-privilege') return neededPrivileges;
        throw error;
      }
    },
  };

  // Not RetrieveUserPrivileges: it misreports privileges that come through teams (powerapps-docs, security-access-coding).
  async function holds(environment: string, accessToken: string, userId: string, privilege: string): Promise<boolean> {
    const ask = `RetrieveUserPrivilegeByPrivilegeName(PrivilegeName='${encodeURIComponent(privilege)}')`;
    const url = `${webApiOf(environment)}systemusers(${userId})/Microsoft.Dynamics.CRM.${ask}`;
    return (await get(url, accessToken, privilegesAnswer)).RolePrivileges.length > 0;
  }

  async function get<Answer>(url: string, accessToken: string, answer: z.ZodType<Answer>): Promise<Answer> {
    return readJson(await webApi({ url, accessToken, signal: AbortSignal.timeout(timeLimit) }), answer);
  }
}
