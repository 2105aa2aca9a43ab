import { bypass, HttpResponse, http } from 'msw';
import { setupWorker } from 'msw/browser';
import { backendStatusByCode } from '../../../../src/protocol.js';
import type { EndpointFault } from '../../../scenarios/scenario.js';

/** Starts a service worker that answers requests to the endpoint with the next fault of their method, if there is one. */
export async function startWorker(
  endpoint: string,
  nextFault: (method: string) => EndpointFault | undefined,
): Promise<void> {
  const worker = setupWorker(
    http.all(endpoint, ({ request }) => {
      const fault = nextFault(request.method);
      return fault && respond(fault, request);
    }),
  );
  await worker.start({ quiet: true, onUnhandledRequest: 'bypass' });
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
  if ('proxyPage' in fault) {
    const { proxyPage: status } = fault;
    return HttpResponse.html(`<!doctype html><title>${status}</title><h1>${status}</h1><hr>proxy`, { status });
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
