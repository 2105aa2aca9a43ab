import { setTimeout as sleep } from 'node:timers/promises';
import { CannotCheck } from './options.js';
import { reasonOf } from './stand-in.js';

/** Longer than the panel waits for anything. */
const longest = 60_000;

/** The checks ask more often than a page: a backend that limits the rate is waited for. */
export async function patientFetch(request: Request): Promise<Response> {
  const body = await request.arrayBuffer();
  // A server may close the socket after it refused a body half-way; the next request must not meet that.
  const headers = { ...Object.fromEntries(request.headers), Connection: 'close' };
  for (;;) {
    const response = await fetch(request.url, {
      method: request.method,
      headers,
      redirect: request.redirect,
      signal: AbortSignal.timeout(longest),
      ...(body.byteLength > 0 && { body }),
    });
    const seconds = Number(response.headers.get('Retry-After'));
    if (response.status !== 429 || !(seconds > 0 && seconds <= 600)) return response;
    console.log(`  …    the backend asks to wait for ${seconds} s (too-many-requests)`);
    await sleep(seconds * 1000);
  }
}

/** @throws CannotCheck when the backend doesn't answer, or doesn't know who asks */
export async function expectSession(url: string, option: string, session: Record<string, string>): Promise<void> {
  const response = await patientFetch(new Request(url, { headers: session, redirect: 'manual' })).catch(
    (error: Error) => {
      throw new CannotCheck(`The backend does not answer at ${url}: ${reasonOf(error)}.`);
    },
  );
  if (response.status === 401) {
    throw new CannotCheck(`The backend takes nobody for signed in with --${option}: GET ${url} answered 401.`);
  }
  if (response.status >= 300 && response.status < 400) {
    const to = response.headers.get('Location') ?? 'somewhere else';
    throw new CannotCheck(`The backend sends a GET with --${option} to ${to}: is that session still good?`);
  }
}
