import { bypass, HttpResponse, http } from 'msw';
import { setupWorker } from 'msw/browser';
import { backendStatusByCode } from '../../src/protocol.js';
import type { EndpointFault, EndpointFaults, Faults } from '../scenarios.js';

/** Faults of backend and network, made by a service worker between page and endpoint. */
export async function armEndpoint(endpoint: string, faults: NonNullable<Faults['endpoint']>): Promise<() => void> {
  const armed = new Map<string, EndpointFaults>(
    Object.entries(faults).map(([method, { faults, stays = false }]) => [method, { faults: [...faults], stays }]),
  );
  const worker = setupWorker(
    http.all(endpoint, ({ request }) => {
      const fault = nextFault(armed.get(request.method));
      return fault && respond(fault, request);
    }),
  );
  await worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
  return () => armed.clear();
}

function nextFault(armed: EndpointFaults | undefined): EndpointFault | undefined {
  if (!armed) return undefined;
  return armed.stays && armed.faults.length === 1 ? armed.faults[0] : armed.faults.shift();
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
      return new HttpResponse(text.slice(0, text.length / 2), {
        status: answer.status,
        headers: { 'Content-Type': 'application/json' },
      });
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
  if ('json' in fault)
    return new HttpResponse(JSON.stringify(fault.json), {
      status: fault.status ?? 200,
      headers: { 'Content-Type': 'application/json' },
    });
  return new HttpResponse(null, { status: fault.status });
}
