import { always, type Scenario } from './scenario.js';

export const healthScenarios: readonly Scenario[] = [
  {
    id: 'expired',
    group: 'health',
    title: 'Entra no longer accepts the grant.',
    trigger: 'page-load',
    steps: 'Look; then Link again as Alex Morgan.',
    expect: 'Linked with a warning; Link again never passes through Unlinked.',
    link: 'expired',
    outcome: { status: 'linked', says: 'has ended this link' },
  },
  {
    id: 'restricted',
    group: 'health',
    title: 'The linked user has lost a privilege.',
    trigger: 'page-load',
    steps: 'Look.',
    expect: 'Linked with a warning that names the privilege, and Link again.',
    link: 'restricted',
    outcome: { status: 'linked', says: 'prvCreateContact' },
  },
  {
    id: 'unknown-health',
    group: 'health',
    title: 'The backend reports a health that this version does not know.',
    trigger: 'custom',
    steps: 'Look.',
    faults: { endpoint: { GET: always({ alter: { health: 'sleepy' } }) } },
    expect: 'Linked, and the panel says that the link needs attention.',
    link: 'active',
    outcome: { status: 'linked', says: 'needs attention' },
  },
];
