import type { Scenario } from './scenario.js';

export const tabsScenarios: readonly Scenario[] = [
  {
    id: 'linked-in-other-tab',
    group: 'tabs',
    title: 'Another tab links and unlinks.',
    codes: 1,
    trigger: 'custom',
    steps: 'Open a second tab. Link here, then Unlink there.',
    testerActions: ['second-tab'],
    expect: 'Both tabs show the same at once.',
    outcome: { status: 'unlinked', says: 'Unlinked' },
  },
  {
    id: 'attempt-elsewhere',
    group: 'tabs',
    title: 'Another tab is already linking.',
    codes: 1,
    trigger: 'custom',
    steps: 'Open a second tab. Click Link here, then there, then Continue here instead.',
    testerActions: ['second-tab'],
    expect: 'The second tab says so and offers to take over; then the first one gives up.',
    outcome: { status: 'linked', says: 'Linked' },
  },
  {
    id: 'two-elements',
    group: 'tabs',
    title: 'Two panels on one page.',
    codes: 1,
    trigger: 'custom',
    steps: 'Put a second panel on the page. Click Link in it, then in the first one, then finish the sign-in.',
    testerActions: ['second-panel'],
    expect: 'They show the same, and an attempt in one is not disturbed by the other.',
    outcome: { status: 'linked', says: 'Linked' },
  },
];
