import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, mock } from 'node:test';
import { getResponse, type RequestHandler } from 'msw';
import { Agent, type Dispatcher } from 'undici';

/** Answers of Entra and Dynamics 365 that the stand-ins do not give on demand. */
export interface InterceptedRequests {
  /** The handlers are asked before those that were added earlier; what none of them answers goes to the stand-ins. */
  use(...handlers: RequestHandler[]): void;
  resetHandlers(): void;
}

/**
 * Takes the backend's requests to Microsoft to a server of the test, which answers by its handlers or passes them on. Its
 * handlers are removed after each test of the suite that calls this.
 *
 * A server, since the way there is then the real one: connections, limits and time.
 */
export function interceptRequests(): InterceptedRequests {
  let handlers: RequestHandler[] = [];
  const targets = new Map<string, string>();
  let restore = () => {};
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error));
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const dispatch = Agent.prototype.dispatch;
    const { mock: patch } = mock.method(
      Agent.prototype,
      'dispatch',
      function (this: Agent, options: Agent.DispatchOptions, handler: Dispatcher.DispatchHandler) {
        if (handlers.length === 0) return dispatch.call(this, options, handler);
        const id = randomUUID();
        targets.set(id, `${options.origin}${options.path}`);
        const headers = { ...(options.headers as Record<string, string>), 'x-intercepted': id };
        return dispatch.call(this, { ...options, origin: own, headers }, handler);
      },
    );
    restore = () => patch.restore();
  });
  afterEach(() => {
    handlers = [];
  });
  after(() => {
    restore();
    server.closeAllConnections();
    server.close();
  });

  async function answer(received: IncomingMessage, response: ServerResponse): Promise<void> {
    const { 'x-intercepted': id, host, connection, 'transfer-encoding': _, ...headers } = received.headers;
    const url = targets.get(String(id));
    if (url === undefined) throw new Error('the request was not intercepted');
    const request = new Request(url, {
      method: received.method ?? 'GET',
      headers: Object.entries(headers).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)]],
      ) as [string, string][],
      ...(received.method !== 'GET' && { body: Buffer.concat(await received.toArray()) }),
    });
    const found = await getResponse(handlers, request.clone());
    const isOurs = found !== undefined && found.headers.get('x-msw-intention') !== 'passthrough';
    const chosen = isOurs ? found : await fetch(request, { redirect: 'manual' });
    await play(chosen, response, isOurs);
  }

  return {
    use: (...more) => void handlers.unshift(...more),
    resetHandlers: () => {
      handlers = [];
    },
  };
}

async function play(answer: Response, response: ServerResponse, isOurs: boolean): Promise<void> {
  if (answer.type === 'error') return void response.destroy();
  // `fetch` has decompressed what it got.
  const untrue = isOurs ? /^(content-length|transfer-encoding)$/ : /^(content-(encoding|length)|transfer-encoding)$/;
  const headers = [...answer.headers].filter(([name]) => !untrue.test(name));
  response.writeHead(answer.status, headers.flat());
  response.end(answer.body ? Buffer.from(await answer.arrayBuffer()) : undefined);
}
