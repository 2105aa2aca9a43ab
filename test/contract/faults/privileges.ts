import { Refusal } from '../minimal/refusal.js';
import type { Fault } from './fault.js';

export const privilegeFaults: Fault[] = [
  {
    id: 'P7',
    does: 'does not check privileges',
    seed(backend) {
      backend.checkPrivileges = async () => undefined;
    },
  },
  {
    id: 'P8',
    does: 'names the first missing privilege only',
    seed({ microsoft }) {
      const sound = microsoft.missingPrivileges.bind(microsoft);
      microsoft.missingPrivileges = async (...args) => (await sound(...args)).slice(0, 1);
    },
  },
  {
    id: 'P8b',
    does: 'names all privileges as missing when one is',
    seed({ microsoft }) {
      const sound = microsoft.missingPrivileges.bind(microsoft);
      const all = ['Contact', 'Account'].flatMap((table) =>
        ['Read', 'Create', 'Write'].map((one) => `prv${one}${table}`),
      );
      microsoft.missingPrivileges = async (...args) => ((await sound(...args)).length > 0 ? all : []);
    },
  },
  ...(
    [
      ['P30', 'checks the privilege to create only', /^prvCreate/],
      ['P30b', 'checks the privileges to create and write only', /^prv(Create|Write)/],
      ['P30c', 'checks the privileges to read and write only', /^prv(Read|Write)/],
      ['P31', 'checks the privileges on contacts only', /Contact$/],
      ['P31b', 'checks the privileges on accounts only', /Account$/],
    ] satisfies [string, string, RegExp][]
  ).map(
    ([id, does, checked]): Fault => ({
      id,
      does,
      seed({ microsoft }) {
        const sound = microsoft.neededPrivileges.bind(microsoft);
        microsoft.neededPrivileges = async (...args) => (await sound(...args)).filter((name) => checked.test(name));
      },
    }),
  ),
  {
    id: 'P32',
    does: "asks for privileges with Entra's object ID",
    seed({ microsoft }) {
      const sound = microsoft.askDynamics.bind(microsoft);
      microsoft.askDynamics = async (url, token) => {
        const answer = await sound(url, token);
        const { oid } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
        return url.endsWith('/WhoAmI') ? { ...answer, UserId: oid } : answer;
      };
    },
  },
  {
    id: 'P60',
    does: 'knows a user by the user name',
    seed(backend) {
      const sound = backend.save.bind(backend);
      backend.save = (row, grant, organization) => {
        const { claims } = grant;
        sound(row, { ...grant, claims: { ...claims, oid: claims['preferred_username'] } }, organization);
      };
    },
  },
  {
    id: 'P61',
    does: 'links no guests',
    seed({ microsoft }) {
      const sound = microsoft.checkIdToken.bind(microsoft);
      microsoft.checkIdToken = async (...args) => {
        const claims = await sound(...args);
        if (claims['idp'] !== undefined) throw new Refusal(403, 'wrong-account');
        return claims;
      };
    },
  },
  {
    id: 'P62',
    does: 'shows of a guest the home tenant',
    seed({ microsoft }) {
      const sound = microsoft.checkIdToken.bind(microsoft);
      microsoft.checkIdToken = async (...args) => {
        const claims = await sound(...args);
        const home = /[\w-]{36}/.exec(String(claims['idp'] ?? ''))?.[0];
        return home === undefined ? claims : { ...claims, tid: home };
      };
    },
  },
  {
    id: 'P63',
    does: 'links a user once for each environment',
    seed(backend) {
      const sound = backend.save.bind(backend);
      backend.save = (row, grant, organization) => {
        const oid = `${grant.claims['oid']} ${organization.url}`;
        sound(row, { ...grant, claims: { ...grant.claims, oid } }, organization);
      };
    },
  },
];
