import { type Scenario, scenarios } from '../scenarios.js';
import { armEndpoint } from './endpoint-faults.js';
import { blockWindows } from './window-faults.js';

/** Arms what the address names, and only then lets the element in: its first request is already met by the faults. */
async function begin(): Promise<void> {
  const scenario = scenarios.find(({ id }) => id === new URLSearchParams(location.search).get('scenario'));
  const disarm = scenario ? await arm(scenario, new URL('/api/dynamics-link', location.origin).href) : () => undefined;
  document.getElementById('end-faults')?.addEventListener('click', async () => {
    disarm();
    await fetch('/api/qa/end-faults', { method: 'POST' });
    document.documentElement.dataset['faults'] = 'ended';
  });
  await import(/* @vite-ignore */ `${location.origin}/vcc-dynamics-auth/vcc-dynamics-auth.js`);
}

async function arm({ id, faults = {} }: Scenario, url: string): Promise<() => void> {
  const { endpoint, window: windowFault } = faults;
  const disarms: (() => void)[] = [];
  const headers = { 'Content-Type': 'application/json' };
  const armed = await fetch('/api/qa/arm', { method: 'POST', headers, body: JSON.stringify({ scenario: id }) });
  if (!armed.ok) throw new Error(`The scenario could not be armed: ${armed.status}`);
  if (endpoint) disarms.push(await armEndpoint(url, endpoint));
  if (windowFault === 'blocked') disarms.push(blockWindows());
  return () => {
    for (const disarm of disarms) disarm();
  };
}

await begin();
