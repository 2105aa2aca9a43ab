/** The tenant of all personal Microsoft accounts. Source: Microsoft identity platform, ID token claims reference. */
export const personalAccountsTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

const contosoTenant = '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10';

export type EnvironmentName = 'Contoso' | 'Fabrikam';

/** A sample user: known to the Entra stand-in by `oid` and `tid`, to the Dataverse stand-in by `oid`. */
export interface Person {
  /** User name for the sign-in page. The part before the @ is enough. */
  username: string;
  name: string;
  /** The user's object ID. */
  oid: string;
  /** The tenant ID. */
  tid: string;
  /** Purpose of this user, for people who try the demo. */
  description: string;
  environments: readonly EnvironmentName[];
  privileges: readonly string[];
}

export const allPrivileges = [
  'prvReadContact',
  'prvCreateContact',
  'prvWriteContact',
  'prvReadAccount',
  'prvCreateAccount',
  'prvWriteAccount',
  'prvReadActivity',
  'prvCreateActivity',
  'prvWriteActivity',
] as const;

export const people: readonly Person[] = [
  {
    username: 'alex@contoso.example',
    name: 'Alex Morgan',
    oid: '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a01',
    tid: contosoTenant,
    description: 'one environment, all privileges',
    environments: ['Contoso'],
    privileges: allPrivileges,
  },
  {
    username: 'kim@contoso.example',
    name: 'Kim Okafor',
    oid: '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a02',
    tid: contosoTenant,
    description: 'another user with all privileges',
    environments: ['Contoso'],
    privileges: allPrivileges,
  },
  {
    username: 'sam@contoso.example',
    name: 'Sam Lindqvist',
    oid: '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a03',
    tid: contosoTenant,
    description: 'two environments',
    environments: ['Contoso', 'Fabrikam'],
    privileges: allPrivileges,
  },
  {
    username: 'robin@contoso.example',
    name: 'Robin Castillo',
    oid: '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a04',
    tid: contosoTenant,
    description: 'may not create contacts',
    environments: ['Contoso'],
    privileges: allPrivileges.filter((privilege) => privilege !== 'prvCreateContact'),
  },
  {
    username: 'jo@contoso.example',
    name: 'Jo Petersen',
    oid: '0b6f6d3e-2a61-4d0f-8e0c-5b2f0f5d9a05',
    tid: contosoTenant,
    description: 'no environment',
    environments: [],
    privileges: [],
  },
  {
    username: 'pat@outlook.example',
    name: 'Pat Doyle',
    oid: '00000000-0000-0000-66f3-3332eca7ea81',
    tid: personalAccountsTenant,
    description: 'personal account',
    environments: [],
    privileges: [],
  },
];

export function findPerson(username: string): Person | undefined {
  const wanted = username.trim().toLowerCase();
  return people.find((person) => person.username === wanted || person.username.split('@')[0] === wanted);
}
