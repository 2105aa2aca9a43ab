import { dataverseFaults } from './dataverse/faults.js';
import type { DataverseStandIn } from './dataverse/stand-in.js';
import { guestName, issuedFaults, tokenFaults } from './entra/faults.js';
import type { EntraStandIn } from './entra/stand-in.js';
import { allPrivileges, findPerson } from './people.js';

export interface StandIns {
  entra: EntraStandIn;
  dataverse: DataverseStandIn;
}

/** Something that goes wrong at Microsoft, by command: on the command line, over http, and on the control page. */
export interface Failure {
  /** What it is called, such as `dataverse-ip-firewall`. With a `:` what follows is an argument. */
  name: string;
  title: string;
  /** What the argument is, where there is one. */
  argument?: string;
  /** @throws Error when the argument is not one */
  begin(standIns: StandIns, argument: string): void;
}

const number = (text: string): number => {
  if (!/^\d{4,9}$/.test(text)) throw new Error(`“${text}” is no AADSTS number`);
  return Number(text);
};

const milliseconds = (text: string): number => {
  if (!/^\d{1,6}$/.test(text)) throw new Error(`“${text}” is no number of milliseconds`);
  return Number(text);
};

const userName = (text: string): string => {
  const person = findPerson(text);
  if (!person) throw new Error(`there is no user “${text}”`);
  return person.username;
};

/** A privilege by its name, such as prvCreateContact, or all of a table, such as contact. */
const privilegesOf = (text: string): string[] => {
  const named = allPrivileges.filter(
    (name) => name === text || name.replace(/^prv[A-Z][a-z]+/, '').toLowerCase() === text,
  );
  if (named.length === 0) throw new Error(`there is no privilege and no table “${text}”`);
  return named;
};

const aadsts = 'an AADSTS number';

export const failures: readonly Failure[] = [
  {
    name: 'sign-in',
    title: 'Each sign-in ends with this error',
    argument: aadsts,
    begin: ({ entra }, text) => change(entra, { authorize: number(text) }),
  },
  {
    name: 'own-page',
    title: 'Entra keeps this error on its own page',
    argument: aadsts,
    begin: ({ entra }, text) => change(entra, { ownPage: number(text) }),
  },
  {
    name: 'token',
    title: 'The token endpoint refuses everything',
    argument: aadsts,
    begin: ({ entra }, text) => change(entra, { token: number(text) }),
  },
  {
    name: 'refresh',
    title: 'Refresh tokens are refused',
    argument: aadsts,
    begin: ({ entra }, text) => change(entra, { refresh: number(text) }),
  },
  ...(Object.keys(tokenFaults) as (keyof typeof tokenFaults)[]).flatMap((fault): Failure[] => [
    {
      name: `token-${fault}`,
      title: `The token endpoint: ${fault}`,
      begin: ({ entra }) => change(entra, { token: fault }),
    },
    {
      name: `refresh-${fault}`,
      title: `Refresh tokens: ${fault}`,
      begin: ({ entra }) => change(entra, { refresh: fault }),
    },
  ]),
  ...issuedFaults.map(
    (fault): Failure => ({
      name: `id-token-${fault}`,
      title: `The answer to a code is wrong: ${fault}`,
      begin: ({ entra }) => change(entra, { issued: fault }),
    }),
  ),
  {
    name: 'personal-accounts',
    title: 'Entra lets personal accounts in',
    begin: ({ entra }) => change(entra, { personalAccounts: 'let in' }),
  },
  {
    name: 'guests',
    title: `Everybody is a guest of the tenant, from another one, as ${guestName}`,
    begin: ({ entra }) => change(entra, { guests: true }),
  },
  {
    name: 'default-scopes',
    title: 'The token endpoint refuses .default in place of a permission',
    begin: ({ entra }) => change(entra, { refusesDefaultScopes: true }),
  },
  {
    name: 'coop',
    title: 'Entra’s pages are isolated (COOP), whatever the sign-in asks for',
    begin: ({ entra }) => {
      entra.coop = true;
    },
  },
  { name: 'consent', title: 'Everybody is asked for consent once again', begin: ({ entra }) => entra.forgetConsents() },
  {
    name: 'revoke',
    title: 'The grants of this user are revoked',
    argument: 'a user name',
    begin: ({ entra }, user) => entra.revokeGrants(userName(user)),
  },
  ...Object.entries(dataverseFaults).map(
    ([name, { title, fault }]): Failure => ({
      name: `dataverse-${name}`,
      title: `Dynamics 365: ${title}`,
      begin: ({ dataverse }) => {
        dataverse.fault = fault;
      },
    }),
  ),
  {
    name: 'hold-token',
    title: 'The token endpoint lets requests wait until all failures end',
    begin: ({ entra }) => entra.gate.close(),
  },
  {
    name: 'hold-dataverse',
    title: 'Dynamics 365 lets requests wait until all failures end',
    begin: ({ dataverse }) => dataverse.gate.close(),
  },
  {
    name: 'slow-token',
    title: 'The token endpoint takes its time',
    argument: 'milliseconds',
    begin: ({ entra }, text) => {
      entra.gate.delay = milliseconds(text);
    },
  },
  {
    name: 'slow-dataverse',
    title: 'Dynamics 365 takes its time',
    argument: 'milliseconds',
    begin: ({ dataverse }, text) => {
      dataverse.gate.delay = milliseconds(text);
    },
  },
  {
    name: 'privilege',
    title: 'This user loses a privilege, or those on a table',
    argument: 'user name and privilege or table, such as alex,prvCreateContact or alex,contact',
    begin({ dataverse }, text) {
      const [user, privilege] = text.split(',');
      if (!user || !privilege) throw new Error(`“${text}” is not a user name, a comma and a privilege`);
      for (const name of privilegesOf(privilege)) dataverse.withdrawPrivilege(userName(user), name);
    },
  },
  {
    name: 'role-delay',
    title: 'A change of roles counts after a delay',
    argument: 'milliseconds',
    begin: ({ dataverse }, text) => {
      dataverse.roleDelay = milliseconds(text);
    },
  },
];

function change(entra: EntraStandIn, faults: EntraStandIn['faults']): void {
  entra.faults = { ...entra.faults, ...faults };
}

/** Begins a failure that is written as `name` or `name:argument`. @throws Error when there is none of that name */
export function beginFailure(standIns: StandIns, text: string): void {
  const [name = '', ...rest] = text.split(':');
  const failure = failures.find((one) => one.name === name);
  if (!failure) throw new Error(`there is no failure “${name}”`);
  if ((failure.argument === undefined) !== (rest.length === 0)) {
    throw new Error(failure.argument ? `“${name}” needs ${failure.argument} after a colon` : `“${name}” takes nothing`);
  }
  failure.begin(standIns, rest.join(':'));
}

/** Ends all failures; revoked grants stay revoked. */
export function endFailures({ entra, dataverse }: StandIns): void {
  entra.faults = {};
  entra.gate.open();
  entra.coop = 'as asked';
  dataverse.reset();
}
