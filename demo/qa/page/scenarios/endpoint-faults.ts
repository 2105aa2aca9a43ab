import { bypass, HttpResponse, http } from 'msw';
import { setupWorker } from 'msw/browser';
import { backendStatusByCode } from '../../../../src/protocol.js';
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

function start(endpoint: string): Promise<unknown> {
  const worker = setupWorker(
    http.all(endpoint, ({ request }) => {
      const fault = nextFault(armed.get(request.method));
      return fault && respond(fault, request);
    }),
  );
  return worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
}

function nextFault(faults: EndpointFaults | undefined): EndpointFault | undefined {
  if (!faults) return undefined;
  return faults.repeatsLast && faults.faults.length === 1 ? faults.faults[0] : faults.faults.shift();
}

async function respond(fault: EndpointFault, request: Request): Promise<Response> {
  switch (fault) {
    case 'login-page':
      return HttpResponse.html('<!doctype html><title>Sign in</title><form></form>');
    case 'redirect':
      return Response.redirect('/sign-in', 302);
    case 'network-error':
      return HttpResponse.error();
    case 'answer-lost':
      await fetch(bypass(request));
      return HttpResponse.error();
    case 'answer-cut': {
      const answer = await fetch(bypass(request));
      const text = await answer.text();
      return json(text.slice(0, text.length / 2), answer.status);
    }
  }
  if ('problem' in fault) {
    const { problem: code, retryAfter } = fault;
    const status = backendStatusByCode[code];
    return new HttpResponse(JSON.stringify({ title: code, status, code, correlationId: crypto.randomUUID() }), {
      status,
      headers: {
        'Content-Type': 'application/problem+json',
        ...(retryAfter !== undefined && { 'Retry-After': String(retryAfter) }),
      },
    });
  }
  if ('alter' in fault) {
    const answer = await fetch(bypass(request));
    const { status, headers } = answer;
    return new HttpResponse(JSON.stringify({ ...(await answer.json()), ...fault.alter }), { status, headers });
  }
  if ('json' in fault) return json(JSON.stringify(fault.json), fault.status ?? 200);
  return new HttpResponse(null, { status: fault.status });
}

function json(text: string, status: number): Response {
  return new HttpResponse(text, { status, headers: { 'Content-Type': 'application/json' } });
}
