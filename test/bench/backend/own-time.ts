import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { createEndpointClient } from '../../../demo/stand-ins/endpoint-client.js';
import {
  authorizeTestSession,
  clientId,
  clientSecret,
  redirectUri,
  sessionHeader,
  testEndpoint,
} from '../../support/test-portal.js';
import { percentile } from '../figures.js';
import { createLinkBackend } from './built.js';
import { startStandInsApart } from './processes.js';

export interface OwnTime {
  /** Milliseconds from the POST to its answer, without those in which an answer of Entra or Dynamics 365 was awaited. */
  p50: number;
  p99: number;
  /** With them: what the stand-ins take is in it. */
  whole: number;
}

/** Links again and again, and takes from each POST the time in which Entra or Dynamics 365 had something to answer. */
export async function measureOwnTime(databaseUrl: string, times: number): Promise<OwnTime> {
  const standIns = await startStandInsApart();
  const { authority, metadata, discoveryUrl, hosts } = standIns.addresses;
  const backend = await createLinkBackend({
    authorize: authorizeTestSession,
    entra: { clientId, credentials: [{ secret: clientSecret }], registrations: [{ redirectUri, authority, metadata }] },
    dynamics: { discoveryUrl, hosts: hosts.map((host) => new RegExp(host)) },
    database: { url: databaseUrl },
    keys: [{ id: 'bench', secret: randomBytes(32) }],
    keepAlive: false,
  });
  const waiting = watchRequests();
  const own: number[] = [];
  const whole: number[] = [];
  try {
    const endpoint = testEndpoint({ authority, metadata }, backend.fetch);
    const page = createEndpointClient(endpoint, sessionHeader({ vccAccountId: 'account', userId: 'admin-1' }));
    for (let time = -5; time < times; time++) {
      const body = await page.signIn('alex');
      const waited = waiting.sum();
      const start = performance.now();
      const { status } = await page.post(body);
      const taken = performance.now() - start;
      if (status !== 201) throw new Error(`POST answered ${status}`);
      if (time < 0) continue;
      own.push(taken - (waiting.sum() - waited));
      whole.push(taken);
    }
  } finally {
    await backend.close();
    await standIns.close();
  }
  return { p50: percentile(own, 50), p99: percentile(own, 99), whole: percentile(whole, 50) };
}

/** Adds up the time in which at least one request is under way, from its first byte to the last of its answer. */
function watchRequests(): { sum(): number } {
  let underWay = 0;
  let since = 0;
  let sum = 0;
  subscribe('undici:request:create', () => {
    if (underWay++ === 0) since = performance.now();
  });
  const ended = () => {
    if (--underWay === 0) sum += performance.now() - since;
  };
  subscribe('undici:request:trailers', ended);
  subscribe('undici:request:error', ended);
  return { sum: () => sum };
}
