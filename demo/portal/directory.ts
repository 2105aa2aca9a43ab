/** A user of the portal. Nobody has a password: this is a demo. */
export interface PortalUser {
  id: string;
  name: string;
  email: string;
  /** Purpose of this user, for people who try the demo. */
  description: string;
  /** An operator works for Vonage and sees the links of all VCC accounts. */
  role: 'administrator' | 'viewer' | 'visitor' | 'operator';
}

export const portalUsers: readonly [PortalUser, ...PortalUser[]] = [
  {
    id: 'admin',
    name: 'Ada Winter',
    email: 'ada.winter@northwind.example',
    description: 'administrator',
    role: 'administrator',
  },
  {
    id: 'viewer',
    name: 'Vera Bloom',
    email: 'vera.bloom@northwind.example',
    description: 'may look, not change',
    role: 'viewer',
  },
  {
    id: 'visitor',
    name: 'Vic Tanaka',
    email: 'vic.tanaka@northwind.example',
    description: 'not entitled to the integration',
    role: 'visitor',
  },
  {
    id: 'operator',
    name: 'Olu Brandt',
    email: 'olu.brandt@vonage.example',
    description: 'operator: may look at the links of all accounts',
    role: 'operator',
  },
];

export interface VccAccount {
  id: string;
  name: string;
}

export const vccAccounts: readonly [VccAccount, ...VccAccount[]] = [
  { id: 'northwind', name: 'Northwind Support' },
  { id: 'tailspin', name: 'Tailspin Sales' },
];
