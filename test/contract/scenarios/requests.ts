import { randomUUID } from 'node:crypto';
import { type Answer, createEndpointClient, type EndpointClient } from '../../../demo/stand-ins/endpoint-client.js';
import { expect, expectProblem, expectStatus } from '../expectations.js';
import { link, ownPage, type Scenario, sendRaw, type Target } from '../scenario.js';

async function isStillLinked(client: EndpointClient, what: string): Promise<void> {
  expect((await client.get()).body.status === 'linked', `${what} unlinked the account`);
}

export const requestScenarios: readonly Scenario[] = [
  {
    requirement: 'R-SITE-1',
    name: 'refuses every origin and site but its own',
    async run({ first, target }) {
      await link(first, 'alex');
      const { etag } = await first.get();
      for (const headers of foreignPages(target)) {
        const what = `with ${JSON.stringify(headers)}`;
        const change = { ...headers, 'If-Match': etag };
        expectProblem(await first.delete(change), 403, 'invalid-request', `DELETE ${what}`);
        const cancel = { choice: randomUUID(), cancel: true };
        expectProblem(await first.post(cancel, change), 403, 'invalid-request', `POST ${what}`);
      }
      await isStillLinked(first, 'a request of another site');
    },
  },
  {
    requirement: 'R-SITE-2',
    name: 'takes no redirect URI of another origin than the page’s',
    async run({ first, target }) {
      const request = await first.signIn('alex');
      const { protocol, host, pathname } = new URL(target.redirectUri);
      for (const redirectUri of [
        `${protocol}//other.${host}${pathname}`,
        `${protocol}//${host.split(':')[0]}:1${pathname}`,
      ]) {
        expectProblem(await first.post({ ...request, redirectUri }), 400, 'invalid-request', `the URI ${redirectUri}`);
      }
    },
  },
  {
    requirement: 'R-HTTP-2',
    name: 'lets no other origin read or ask in advance',
    async run({ target }) {
      const asked = { 'Access-Control-Request-Method': 'DELETE', 'Access-Control-Request-Headers': 'if-match' };
      for (const method of ['OPTIONS', 'GET']) {
        const headers = { Origin: 'https://evil.example', ...(method === 'OPTIONS' && asked) };
        const answer = await sendRaw({ target, session: target.first }, method, { headers });
        const found = [...answer.headers.keys()].find((name) => name.startsWith('access-control-'));
        expect(found === undefined, `${method} of another origin is answered with ${found}`);
      }
    },
  },
  {
    requirement: 'R-HTTP-6',
    name: 'changes nothing with GET and HEAD, whatever they ask for',
    async run({ first, target }) {
      await link(first, 'alex');
      const { etag } = await first.get();
      const page = { ...ownPage(target), 'If-Match': etag };
      const searches = ['?unlink', '?unlink=1', '?delete', '?delete=true', '?action=unlink', '?action=delete'];
      for (const search of [...searches, '?_method=DELETE', '?method=DELETE', '?x-http-method-override=DELETE']) {
        await sendRaw({ target, session: target.first }, 'GET', { headers: page, search });
        await isStillLinked(first, `GET ${search}`);
      }
      const names = ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', '_method'];
      for (const name of names) {
        for (const method of ['GET', 'HEAD', 'POST']) {
          const body = method === 'POST' ? { body: new TextEncoder().encode('{"_method":"DELETE"}') } : {};
          const type = { 'Content-Type': 'application/json' };
          const headers = { ...page, [name]: 'DELETE', ...(method === 'POST' && type) };
          await sendRaw({ target, session: target.first }, method, { headers, ...body });
          await isStillLinked(first, `${method} with ${name}: DELETE`);
        }
      }
      await sendRaw({ target, session: target.first }, 'HEAD', { headers: page });
      await isStillLinked(first, 'HEAD');
    },
  },
  {
    requirement: 'R-HTTP-6',
    name: 'has no methods but its three',
    async run({ first, target }) {
      await link(first, 'alex');
      const { etag } = await first.get();
      const headers = { ...ownPage(target), 'If-Match': etag, 'Content-Type': 'application/json' };
      for (const method of ['PUT', 'PATCH']) {
        expectProblem(await first.send(method, headers, '{}'), 405, 'invalid-request', method);
        await isStillLinked(first, method);
      }
    },
  },
  {
    requirement: 'R-HTTP-8',
    name: 'answers what is wrong first',
    async run({ first, second, target }) {
      const page = ownPage(target);
      const json = { 'Content-Type': 'application/json' };
      const foreign = { ...page, Origin: 'https://evil.example' };
      const stale = (await first.get()).etag;
      await link(first, 'alex');
      const made = { ...(await first.signIn('kim')), nonce: 'made-up' };
      const nobody = createEndpointClient(target, {});
      const requests: [what: string, status: number, answer: Promise<Answer>][] = [
        ['another method of another site without a session', 405, nobody.send('PUT', foreign, '{')],
        ['DELETE of another site without a session', 403, nobody.send('DELETE', foreign)],
        ['POST of another site, of another type', 403, first.send('POST', foreign, '{')],
        ['POST of another type without a session', 415, nobody.send('POST', page, '{')],
        ['a malformed POST without a session', 401, nobody.send('POST', { ...page, ...json }, '{')],
        ['DELETE without a session and without If-Match', 401, nobody.send('DELETE', page)],
        ['a malformed POST without If-Match', 400, first.send('POST', { ...page, ...json }, '{')],
        ['a made-up nonce with a stale If-Match', 409, first.post(made, { 'If-Match': stale })],
        ['a made-up nonce of a page that shows another account', 409, second.post(made, { 'If-Match': stale })],
      ];
      for (const [what, status, answer] of requests) expectStatus(await answer, status, what);
    },
  },
  {
    requirement: 'R-HTTP-5',
    name: 'repeats the correlation ID of every request that it refuses',
    async run({ first, target }) {
      const id = () => ({ 'X-Correlation-Id': randomUUID() });
      const { etag } = await first.get();
      const requests: [string, (headers: Record<string, string>) => ReturnType<EndpointClient['get']>][] = [
        ['a malformed body', (headers) => first.post('{', headers)],
        ['another site', (headers) => first.delete({ ...headers, Origin: 'https://evil.example' })],
        ['another method', (headers) => first.send('PUT', { ...ownPage(target), ...headers }, '{}')],
        ['another type', (headers) => first.post('{}', { ...headers, 'Content-Type': 'text/plain' })],
        ['a made-up ETag', (headers) => first.delete({ ...headers, 'If-Match': etag.replace('.', 'x.') })],
      ];
      for (const [what, send] of requests) {
        const headers = id();
        const { problem } = await send(headers);
        expect(
          problem.correlationId === headers['X-Correlation-Id'],
          `the answer to ${what} has another correlationId`,
        );
      }
      const made = [await first.delete({ 'If-Match': undefined }), await first.delete({ 'If-Match': undefined })];
      const [one, other] = made.map(({ problem }) => problem.correlationId);
      expect(one !== other, 'two requests without a correlation ID are given the same');
    },
  },
];

function foreignPages({ redirectUri }: Target): Record<string, string | undefined>[] {
  const { origin, protocol, hostname, port, host } = new URL(redirectUri);
  const otherScheme = protocol === 'http:' ? 'https:' : 'http:';
  const origins = [
    'https://evil.example',
    'null',
    '',
    `${origin}.evil.example`,
    `${protocol}//evil${host}`,
    `${protocol}//evil.example:${port || 443}`,
    `${otherScheme}//${host}`,
    `${protocol}//${hostname}:${port === '1' ? 2 : 1}`,
    `${protocol}//sub.${host}`,
    `https://evil.example/${host}`,
    `${origin}, https://evil.example`,
  ];
  return [
    ...origins.map((Origin) => ({ Origin })),
    { Origin: undefined },
    { Origin: undefined, Referer: redirectUri },
    { Origin: undefined, 'Sec-Fetch-Site': undefined },
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': undefined },
    { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site', Referer: redirectUri },
    ...['cross-site', 'same-site', 'none', 'made-up'].map((site) => ({ 'Sec-Fetch-Site': site })),
  ];
}
