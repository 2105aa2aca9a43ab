import { unlessAborted } from '../../abort.js';
import { requestOf } from '../link/client.js';
import type { Settings } from '../settings.js';
import { type Finding, timeLimit, withoutQuery } from './probe.js';

/** Milliseconds between this clock and the server's before it is worth telling. */
const tolerance = 5 * 60_000;

export async function checkBackend({ endpoint, fetch }: Settings): Promise<Finding[]> {
  const question = async () => fetch(endpoint, requestOf(crypto.randomUUID()));
  const response = await unlessAborted(question(), AbortSignal.timeout(timeLimit)).catch(() => undefined);
  if (!response) {
    return [
      {
        check: 'backend',
        ok: false,
        detail: `${withoutQuery(endpoint)} can’t be reached, or redirects.`,
        fix: 'Check the address, connect-src of the content security policy, and that the portal session has not ended.',
      },
    ];
  }
  const contract = await checkContract(response);
  const date = Date.parse(response.headers.get('Date') ?? '');
  return Number.isNaN(date) ? [contract] : [contract, clock(Date.now() - date)];
}

async function checkContract(response: Response): Promise<Finding> {
  const body: unknown = await response.json().catch(() => undefined);
  const { status, nonce, accountTag } = (body ?? {}) as Record<string, unknown>;
  const missing = [
    ...(response.status === 200 ? [] : [`status 200 (it answered ${response.status})`]),
    ...(status === 'linked' || status === 'unlinked' ? [] : ['status linked or unlinked in the body']),
    ...(typeof nonce === 'string' ? [] : ['a nonce']),
    ...(typeof accountTag === 'string'
      ? []
      : ['an accountTag: a page can’t tell when the session is switched to another account']),
    ...(response.headers.has('ETag') ? [] : ['an ETag header']),
    ...(response.headers.get('Cache-Control')?.includes('no-store') ? [] : ['Cache-Control: no-store']),
  ];
  if (missing.length === 0) return { check: 'backend', ok: true, detail: 'The backend answers as the contract says.' };
  const fix =
    response.status === 401
      ? 'Sign in to the portal. If you are, see that the session reaches the endpoint: by cookie, or by a fetch of your own.'
      : response.status >= 400 && status === undefined
        ? 'Something between the page and the backend, such as a firewall or proxy, may have answered: see that GET, POST and DELETE reach the backend.'
        : 'Compare the endpoint with the backend contract in the README.';
  return { check: 'backend', ok: false, detail: `The answer to GET lacks ${missing.join(', ')}.`, fix };
}

function clock(difference: number): Finding {
  const minutes = Math.round(difference / 60_000);
  return Math.abs(difference) <= tolerance
    ? { check: 'clock', ok: true, detail: 'This computer’s clock agrees with the server’s.' }
    : {
        check: 'clock',
        ok: false,
        detail: `This computer’s clock is ${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead of' : 'behind'} the server’s.`,
        fix: 'Set the clock: sign-ins and nonces expire by it.',
      };
}
