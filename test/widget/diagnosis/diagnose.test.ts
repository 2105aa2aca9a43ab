import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import type { VccDynamicsAuth } from '../../../src/index.js';
import { FakeBackend, problem } from '../../support/fake-backend.js';
import { mount, status } from '../../support/mounted-element.js';

describe('diagnose()', () => {
  const backend = new FakeBackend();
  before(async () => {
    await backend.start();
    // The test server compiles the page's script when it is first asked for: that is not the time that the page takes.
    const frame = document.createElement('iframe');
    frame.src = '/popup-callback.html#vcc-dynamics-check=first';
    await new Promise((resolve) => {
      frame.onload = resolve;
      document.body.append(frame);
    });
    frame.remove();
  });
  beforeEach(() => backend.reset());

  async function findings(
    properties: object = {},
    after?: VccDynamicsAuth['status'],
  ): Promise<Record<string, { ok: boolean; detail: string; fix?: string }>> {
    const element = await mount(properties);
    if (after) await status(element, after);
    return Object.fromEntries((await element.diagnose()).map(({ check, ...finding }) => [check, finding]));
  }

  it('finds nothing wrong where nothing is wrong, and asks the callback page itself', async () => {
    backend.answer('GET', backend.current);
    const found = await findings();
    expect(Object.keys(found)).to.have.members([
      'secure-context',
      'framing',
      'host-coop',
      'sign-in-code',
      'callback-page',
      'callback-coop',
      'callback-headers',
      'callback-script',
      'content-security-policy',
      'backend',
      'post',
      'delete',
      'site-data',
      'pop-ups',
      'web-locks',
      'clipboard',
    ]);
    for (const [check, { ok, detail }] of Object.entries(found))
      if (check !== 'backend') expect(ok, `${check}: ${detail}`).to.equal(true);
    expect(found['callback-script']?.detail).to.include('answers, version');
    expect(found['backend']?.detail).to.include('lacks Cache-Control: no-store');
  });

  it('names what the callback page and the backend lack', async () => {
    const page = `${location.origin}/other-callback.html`;
    backend.use(
      http.get(page, () =>
        HttpResponse.html('<!doctype html><title>Portal</title>', {
          headers: { 'Cross-Origin-Opener-Policy': 'same-origin' },
        }),
      ),
    );
    const found = await findings({ redirectUri: page, endpoint: '/nowhere' });
    expect(found['callback-coop']?.ok).to.equal(false);
    expect(found['callback-headers']?.ok).to.equal(false);
    expect(found['callback-headers']?.detail).to.include('frame-ancestors').and.include('nosniff');
    expect(found['callback-script']?.ok).to.equal(false);
    expect(found['backend']?.detail).to.include('status 200 (it answered 404)');
  });

  it('names a backend that does not tell accounts apart', async () => {
    backend.namesAccount = false;
    const found = await findings();
    expect(found['backend']?.detail).to.include('an accountTag');
  });

  it('says to sign in where the backend knows nobody', async () => {
    const found = await findings({ fetch: () => Promise.resolve(new Response('{}', { status: 401 })) });
    expect(found['backend']?.detail).to.include('status 200 (it answered 401)');
    expect(found['backend']?.fix).to.include('Sign in to the portal');
  });

  describe('says what answers GET in the backend’s place:', () => {
    const page = (code: number) => () => HttpResponse.html(`<h1>${code}</h1>`, { status: code });

    for (const [what, answer, detail, fix] of [
      ['a login page', page(200), 'is a web page with status 200', 'out of its login and of its fallback route'],
      ['a redirect', () => HttpResponse.redirect('/api/dynamics-link/', 308), 'GET is redirected', 'the last slash'],
      ['a proxy without its upstream', page(502), 'it answered 502', 'in the log of the proxy'],
      [
        'a server that falls over',
        () => new HttpResponse(null, { status: 500 }),
        'it answered 500',
        'log of the proxy',
      ],
      ['a proxy that passes another path on', page(404), 'it answered 404', 'proxy_pass'],
      ['a proxy that finds the cookies too large', page(400), 'it answered 400', 'large_client_header_buffers'],
      ['a server that does', () => new HttpResponse(null, { status: 431 }), 'it answered 431', 'cookies'],
      ['a rule that denies', page(403), 'it answered 403', 'Allow GET on this path'],
      ['a rate limit', page(429), 'it answered 429', 'limit_req'],
      ['a network with a sign-in of its own', page(511), 'it answered 511', 'network that this computer is in'],
    ] as const) {
      it(what, async () => {
        backend.answer('GET', backend.current, answer as () => Response);
        const { backend: found } = await findings({}, 'unlinked');
        expect(found?.ok).to.equal(false);
        expect(found?.detail).to.include(detail).and.not.include('nonce');
        expect(found?.fix).to.include(fix);
      });
    }

    it('not the backend that refuses it', async () => {
      for (const [code, fix] of [
        ['not-signed-in', 'Sign in to the portal'],
        ['not-entitled', 'use the integration'],
        ['internal', 'the backend’s log'],
      ] as const) {
        backend.answer('GET', backend.current, () => problem(code));
        const { backend: found } = await findings({}, 'unlinked');
        expect(found?.detail).to.include(`, ${code})`).and.not.include('in its place');
        expect(found?.fix).to.include(fix);
      }
    });

    it('a cache, which knows no sessions', async () => {
      const current = () =>
        HttpResponse.json(backend.body(), { headers: { ETag: backend.etag, 'Cache-Control': 'no-store' } });
      backend.withoutSession = (method) => (method === 'GET' ? current() : undefined);
      backend.answer('GET', current, current);
      const found = await findings({}, 'unlinked');
      expect(found['backend']?.detail).to.equal('GET is answered with the link although no session went along.');
      expect(found['backend']?.fix).to.include('proxy_cache');
      expect(found['post']?.ok).to.equal(true);
    });

    it('nothing, in time', async () => {
      const original = AbortSignal.timeout;
      AbortSignal.timeout = (milliseconds) => original.call(AbortSignal, milliseconds / 100);
      const { backend: found } = await findings({ fetch: () => new Promise(() => {}) });
      AbortSignal.timeout = original;
      expect(found?.detail).to.include('gives no answer within 10 seconds');
      expect(found?.fix).to.include('what takes so long');
    });

    it('a proxy that takes a header off', async () => {
      backend.answer('GET', backend.current, () => HttpResponse.json(backend.body()));
      const { backend: found } = await findings({}, 'unlinked');
      expect(found?.detail).to.equal('The answer to GET lacks an ETag header, Cache-Control: no-store.');
      expect(found?.fix).to.include('proxy_hide_header');
    });
  });

  it('tells a clock that is wrong', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const found = await findings({
      fetch: () => Promise.resolve(new Response('{}', { headers: { Date: date } })),
    });
    expect(found['clock']).to.include({ ok: false });
    expect(found['clock']?.detail).to.include('60 minutes behind');
  });

  describe('asks for POST and DELETE without a session, and', () => {
    const page = (code: number) => () => HttpResponse.html(`<h1>${code}</h1>`, { status: code });

    it('sends nothing of the host’s and no session, and changes nothing', async () => {
      const sent: Request[] = [];
      backend.linked();
      backend.use(
        http.all('/api/dynamics-link', ({ request }) => {
          if (request.credentials === 'omit') sent.push(request.clone());
        }),
      );
      const asked: (string | undefined)[] = [];
      const element = await mount({
        fetch: (url, init) => {
          asked.push(init?.method);
          return fetch(url, { ...init, headers: { ...init?.headers, Authorization: 'Bearer of-the-host' } });
        },
      });
      await status(element, 'linked');
      await element.diagnose();
      expect(sent.map(({ method }) => method)).to.have.members(['GET', 'POST', 'DELETE']);
      for (const { headers } of sent) {
        expect(headers.get('Authorization')).to.equal(null);
        expect(headers.get('If-Match')).to.not.equal(backend.etag);
      }
      expect(asked).to.not.include.members(['POST']);
      expect(asked).to.not.include.members(['DELETE']);
      expect(backend.resource.status).to.equal('linked');
    });

    for (const [method, code, fix] of [
      ['POST', 403, 'limit_except'],
      ['DELETE', 403, 'limit_except'],
      ['DELETE', 405, 'WebDAV'],
      ['DELETE', 501, 'WebDAV'],
      ['POST', 413, 'client_max_body_size'],
      ['POST', 419, 'antiforgery'],
      ['POST', 500, 'log of the proxy'],
      ['POST', 502, 'log of the proxy'],
      ['DELETE', 504, 'log of the proxy'],
      ['POST', 511, 'network'],
      ['POST', 404, 'Pass POST on'],
      ['POST', 401, 'auth_basic'],
      ['DELETE', 412, 'a page of its own'],
      ['POST', 429, 'limit_req'],
      ['DELETE', 431, 'large_client_header_buffers'],
    ] as const) {
      it(`says what refuses ${method} with ${code}`, async () => {
        backend.withoutSession = (asked) => (asked === method ? page(code)() : undefined);
        const found = await findings();
        const [refused, other] = method === 'POST' ? ['post', 'delete'] : ['delete', 'post'];
        expect(found[refused]?.ok).to.equal(false);
        expect(found[refused]?.detail).to.include(
          `${method} ${location.origin}/api/dynamics-link is answered with ${code}`,
        );
        expect(found[refused]?.fix).to.include(fix);
        expect(found[other]?.ok).to.equal(true);
      });
    }

    it('takes every problem of the backend for a sign that it was reached, but for a method that it does not know', async () => {
      for (const code of ['not-signed-in', 'not-entitled', 'invalid-request', 'too-many-requests'] as const) {
        backend.withoutSession = () => problem(code);
        const found = await findings();
        expect(found['post']).to.deep.equal({ ok: true, detail: 'POST reaches the backend.' });
        expect(found['delete']).to.deep.equal({ ok: true, detail: 'DELETE reaches the backend.' });
      }
      backend.withoutSession = () =>
        HttpResponse.json({ code: 'invalid-request', status: 405, correlationId: '1' }, { status: 405 });
      expect((await findings())['delete']?.ok).to.equal(false);
    });

    it('says which headers matter where the backend refuses them before it looks for a session', async () => {
      for (const status of [403, 415]) {
        backend.withoutSession = (method) =>
          method === 'GET'
            ? undefined
            : HttpResponse.json({ code: 'invalid-request', status, correlationId: '1' }, { status });
        const { post } = await findings();
        expect(post?.ok).to.equal(true);
        expect(post?.detail).to.include(`(${status})`).and.include('Origin, Sec-Fetch-Site and Content-Type');
        expect(post?.detail).to.include(location.origin);
      }
    });

    it('accuses a server that acts without a session', async () => {
      for (const answer of [page(200), () => new HttpResponse(null, { status: 204 })]) {
        backend.withoutSession = (method) => (method === 'DELETE' ? answer() : undefined);
        expect((await findings())['delete']?.detail).to.include('although no session went along');
      }
    });

    it('can’t tell where the portal’s login takes all that comes without a session', async () => {
      const pages = (method: string) => page(method === 'GET' ? 200 : 412)();
      const redirect = () => HttpResponse.redirect('/sign-in', 302);
      for (const login of [page(200), pages, page(401), page(403), redirect]) {
        backend.withoutSession = login as () => Response;
        const found = await findings();
        for (const check of ['post', 'delete']) {
          expect(found[check]?.ok).to.equal(true);
          expect(found[check]?.detail).to.include('can’t be told');
        }
      }
    });

    it('finds a method that breaks the connection, on this origin and on another', async () => {
      backend.withoutSession = (method) => (method === 'DELETE' ? HttpResponse.error() : undefined);
      expect((await findings())['delete']?.fix).to.include('breaks the connection');
      const elsewhere = 'https://backend.example/dynamics-link';
      backend.use(
        http.get(elsewhere, ({ request }) =>
          request.credentials === 'omit' ? problem('not-signed-in') : backend.current(),
        ),
        http.post(elsewhere, () => problem('not-signed-in')),
        http.delete(elsewhere, () => HttpResponse.error()),
      );
      const found = await findings({ endpoint: `${elsewhere}?account=7` });
      expect(found['post']?.ok).to.equal(true);
      expect(found['delete']?.detail).to.equal(`DELETE ${elsewhere} gets no answer, although GET does.`);
      expect(found['delete']?.fix).to.include('Access-Control-Allow-Methods');
    });
  });

  it('says first of all that the page needs https', async () => {
    const original = Object.getOwnPropertyDescriptor(window, 'isSecureContext') ?? {};
    Object.defineProperty(window, 'isSecureContext', { value: false, configurable: true });
    const { error } = console;
    console.error = () => undefined;
    try {
      const found = await findings();
      expect(Object.keys(found)).to.deep.equal(['secure-context']);
      expect(found['secure-context']?.fix).to.include('https');
    } finally {
      Object.defineProperty(window, 'isSecureContext', original);
      console.error = error;
    }
  });

  it('names the attribute that is missing', async () => {
    const original = console.error;
    console.error = () => undefined;
    const element = await mount({ clientId: '' });
    await status(element, 'unavailable');
    console.error = original;
    expect((await element.diagnose())[0]).to.include({ check: 'settings', ok: false });
  });
});
