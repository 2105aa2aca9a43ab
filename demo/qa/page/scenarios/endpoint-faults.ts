import type { EndpointFault, EndpointFaults, Faults } from '../../../scenarios/scenario.js';

const armed = new Map<string, EndpointFaults>();
let started: Promise<unknown> | undefined;

/** Arms faults of backend and network, in place of earlier ones. A service worker between page and endpoint injects them. */
export async function armEndpoint(endpoint: string, faults: Faults['endpoint'] = {}): Promise<void> {
  armed.clear();
  for (const [method, { faults: list, repeatsLast = false }] of Object.entries(faults)) {
    armed.set(method, { faults: [...list], repeatsLast });
  }
  if (armed.size === 0) return;
  started ??= start(endpoint);
  await started;
}

export function disarmEndpoint(): void {
  armed.clear();
}

/**
 * Starts the service worker.
 *
 * msw is loaded here and not with the page, as it reads `localStorage` on import. That throws in a frame of another site
 * where the browser blocks third-party cookies (Debian's Chromium by default, Chrome in private windows), and no panel
 * would be seen in the scenario `framed`.
 */
async function start(endpoint: string): Promise<void> {
  const { startWorker } = await import('./endpoint-worker.js');
  await startWorker(endpoint, (method) => nextFault(armed.get(method)));
}

function nextFault(faults: EndpointFaults | undefined): EndpointFault | undefined {
  if (!faults) return undefined;
  return faults.repeatsLast && faults.faults.length === 1 ? faults.faults[0] : faults.faults.shift();
}
