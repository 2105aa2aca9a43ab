import { backend } from './scenarios/backend.js';
import { dynamics } from './scenarios/dynamics.js';
import { entra } from './scenarios/entra.js';
import { health } from './scenarios/health.js';
import { network } from './scenarios/network.js';
import type { Scenario } from './scenarios/scenario.js';
import { tabs } from './scenarios/tabs.js';
import { window } from './scenarios/window.js';

export {
  type Aid,
  aids,
  type EndpointFault,
  type EndpointFaults,
  type Faults,
  groups,
  type Scenario,
} from './scenarios/scenario.js';

/** Everything that can be shown without a live tenant: one list for the tester's page and for the tests. */
export const scenarios: readonly Scenario[] = [
  ...window,
  ...entra,
  ...dynamics,
  ...backend,
  ...network,
  ...tabs,
  ...health,
];
