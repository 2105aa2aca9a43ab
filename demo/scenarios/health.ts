import { type Scenario, stays } from './scenario.js';

export const health: readonly Scenario[] = [
  {
    id: 'expired',
    group: 'health',
    title: 'Entra no longer accepts the grant.',
    act: 'look',
    steps: 'Look; then Link again as Alex Morgan.',
    expect: 'Linked with a warning; Link again never passes through Unlinked.',
    link: 'expired',
    ends: { status: 'linked', says: 'no longer accepts this link' },
  },
  {
    id: 'restricted',
    group: 'health',
    title: 'The linked user has lost a privilege.',
    act: 'look',
    steps: 'Look.',
    expect: 'Linked with a warning that names the privilege, and Link again.',
    link: 'restricted',
    ends: { status: 'linked', says: 'prvCreateContact' },
  },
  {
    id: 'unknown-health',
    group: 'health',
    title: 'The backend reports a health that this version does not know.',
    act: 'own',
    steps: 'Look.',
    faults: { endpoint: { GET: stays({ alter: { health: 'sleepy' } }) } },
    expect: 'Linked, and the panel says that the link needs attention.',
    link: 'active',
    ends: { status: 'linked', says: 'needs attention' },
  },
];
