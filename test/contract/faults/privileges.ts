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
];
