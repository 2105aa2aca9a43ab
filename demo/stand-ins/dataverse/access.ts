import type { MiddlewareHandler } from 'hono';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type EnvironmentName, type Person, people } from '../people.js';
import { DataverseError } from './errors.js';

export type SignedIn = { Variables: { person: Person } };

/** Access control: tokens, membership of environments, privileges. */
export interface Access {
  /** Admits requests with a bearer token that Entra issued for one of these audiences. */
  requireToken(audiences: string[]): MiddlewareHandler<SignedIn>;
  requireMember(environment: EnvironmentName): MiddlewareHandler<SignedIn>;
  hasPrivilege(person: Person, privilege: string): boolean;
  requirePrivilege(person: Person, privilege: string): void;
  /** @param delay in milliseconds, until it counts */
  withdrawPrivilege(username: string, privilege: string, delay: number): void;
  reset(): void;
}

/** @param jwksUri called when the first token comes, since Entra starts after Dynamics 365. */
export function createAccess(jwksUri: () => string): Access {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  /** When it counts, by user and privilege. */
  const withdrawn = new Map<string, number>();

  const hasPrivilege = (person: Person, privilege: string) =>
    person.privileges.includes(privilege) &&
    (withdrawn.get(`${person.username} ${privilege}`) ?? Number.POSITIVE_INFINITY) > Date.now();

  return {
    requireToken: (audiences) => async (c, next) => {
      const token = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1];
      if (!token) throw new DataverseError(401, '0x80048405', 'A bearer token is required');
      keys ??= createRemoteJWKSet(new URL(jwksUri()));
      const { payload } = await jwtVerify(token, keys, { audience: audiences, requiredClaims: ['exp', 'oid'] }).catch(
        (cause: Error) => {
          throw new DataverseError(401, '0x80048405', `The token is not valid: ${cause.message}`);
        },
      );
      const person = people.find(({ oid, tid }) => oid === payload['oid'] && tid === payload['tid']);
      if (!person) throw new DataverseError(403, '0x80072560', 'The user is not a member of the organization.');
      c.set('person', person);
      await next();
    },
    requireMember: (environment) => async (c, next) => {
      if (!c.get('person').environments.includes(environment)) {
        throw new DataverseError(403, '0x80072560', 'The user is not a member of the organization.');
      }
      await next();
    },
    hasPrivilege,
    requirePrivilege: (person, privilege) => {
      if (hasPrivilege(person, privilege)) return;
      throw new DataverseError(
        403,
        '0x80040220',
        `Principal user (Id=${person.oid}) is missing ${privilege} privilege`,
      );
    },
    withdrawPrivilege: (username, privilege, delay) => {
      withdrawn.set(`${username} ${privilege}`, Date.now() + delay);
    },
    reset: () => withdrawn.clear(),
  };
}
