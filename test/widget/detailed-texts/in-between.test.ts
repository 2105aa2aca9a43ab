import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import type { VccDynamicsAuth } from '../../../src/index.js';
import { detailedTexts } from '../../../src/widget/detailed-texts/load.js';
import { FakeBackend, problem } from '../../support/fake-backend.js';
import { mount, ownEndpoint, part, parts, shownText, shows, status } from '../../support/mounted-element.js';

const page = (code: number) => () => HttpResponse.html(`<h1>${code}</h1><hr>nginx`, { status: code });
const text = (code: number) => () => HttpResponse.text('Request Rejected', { status: code });
const empty = (code: number) => () => new HttpResponse(null, { status: code });
const json = (code: number, body: object) => () => HttpResponse.json(body, { status: code });

/** What is seen of firewalls, proxies, gateways and web servers that know nothing of the backend. */
const strangers: readonly (readonly [what: string, code: number, answer: () => Response])[] = [
  ['nginx’s limit_except', 403, page(403)],
  ['a firewall that sends no body', 403, empty(403)],
  ['a web server’s WebDAV module', 405, page(405)],
  ['a proxy that allows small bodies', 413, page(413)],
  ['a framework that wants a token of its own', 419, page(419)],
  ['a server that falls over', 500, empty(500)],
  ['a proxy that knows no such method', 501, text(501)],
  ['a gateway', 502, page(502)],
  ['a load balancer', 503, empty(503)],
  ['a gateway that gives up', 504, text(504)],
  ['a network that wants a sign-in', 511, page(511)],
  ['an API gateway', 403, json(403, { message: 'Forbidden' })],
  ['another API gateway', 403, json(403, { code: 'AccessDenied', requestId: '1' })],
  ['a framework’s own problem document', 400, json(400, { title: 'Bad Request', status: 400, traceId: '1' })],
  ['a firewall that answers 401', 401, page(401)],
  ['a firewall whose page comes with 200', 200, page(200)],
];

describe('something between page and backend', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const report = async (element: VccDynamicsAuth): Promise<string> => {
    const original = navigator.clipboard.writeText;
    let copied = '';
    navigator.clipboard.writeText = async (copy) => {
      copied = copy;
    };
    const copy = [...(element.shadowRoot?.querySelectorAll('button') ?? [])].find(
      ({ textContent }) => textContent?.trim() === 'Copy support report',
    );
    copy?.click();
    navigator.clipboard.writeText = original;
    return copied;
  };

  for (const [what, code, answer] of strangers) {
    it(`that refuses DELETE is told from an ended session and a lost network: ${what} (${code})`, async () => {
      backend.linked();
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'linked');
      backend.answer('DELETE', answer);
      expect(await element.unlink()).to.equal('linked');
      const mayPass = [500, 502, 503, 504].includes(code);
      await shows(
        element,
        `${mayPass ? 'answered in its place' : 'does not let this request through'}: DELETE (${code})`,
      );
      expect(shownText(element)).to.contain(
        mayPass ? 'Try again in a moment' : 'Ask the portal’s operator to allow POST and DELETE',
      );
      expect(element.error?.code).to.equal('backend-invalid');
      const copied = await report(element);
      expect(copied).to.contain(`DELETE ${location.origin}/api/dynamics-link was answered with ${code}`);
      expect(copied).to.not.match(/dynamics-link\?/);
    });
  }

  it('stays named when GET is answered once more, until somebody asks', async () => {
    backend.linked();
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    backend.answer('DELETE', page(403));
    await element.unlink();
    await shows(element, 'DELETE (403)');
    backend.resource = { ...backend.resource, linkedBy: 'grace@northwind.example' } as typeof backend.resource;
    document.dispatchEvent(new Event('visibilitychange'));
    await shows(element, 'grace@northwind.example');
    expect(shownText(element)).to.contain('DELETE (403)');
    await element.refresh();
    expect(element.error).to.equal(null);
  });

  for (const [what, code, answer] of strangers.filter(([, status]) => status < 500)) {
    it(`that refuses POST keeps the sign-in, and is not asked again unbidden: ${what} (${code})`, async () => {
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'unlinked');
      backend.answer('POST', answer);
      expect(await element.link()).to.equal('unlinked');
      await shows(element, `does not let this request through: POST (${code})`);
      expect(shownText(element)).to.not.contain('session has ended');
      expect(backend.sent('POST')).to.have.length(1);
      part(element, 'retry-button').click();
      await status(element, 'linked');
      const [first, second] = backend.sent('POST');
      expect(second?.body).to.deep.equal(first?.body);
    });
  }

  it('that redirects DELETE or POST, or breaks their connections, is told from a lost network', async () => {
    for (const answer of [
      () => HttpResponse.redirect('/api/dynamics-link/', 308) as Response,
      () => HttpResponse.redirect('/sign-in', 302) as Response,
      () => HttpResponse.error() as Response,
    ]) {
      backend.reset();
      backend.linked();
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'linked');
      backend.answer('DELETE', answer, answer);
      expect(await element.unlink()).to.equal('linked');
      await shows(element, 'does not let this request through: DELETE.');
      expect(shownText(element)).to.not.contain('Check your connection');
      expect(await element.unlink()).to.equal('unlinked');
      backend.answer('POST', answer, answer, answer);
      expect(await element.link()).to.equal('unlinked');
      await shows(element, 'does not let this request through: POST.');
      expect(backend.sent('POST')).to.have.length(3);
      element.remove();
    }
  });

  it('is not accused of one request that got lost', async () => {
    backend.linked();
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    backend.answer('DELETE', () => HttpResponse.error());
    expect(await element.unlink()).to.equal('unlinked');
    expect(element.error).to.equal(null);
    const [first, second] = backend.sent('DELETE');
    expect(second?.headers.get('If-Match')).to.equal(first?.headers.get('If-Match'));
    backend.answer('POST', () => HttpResponse.error());
    expect(await element.link()).to.equal('linked');
  });

  it('stays on the panel where it was a gateway, though GET is answered, and that a retry may help', async () => {
    backend.linked();
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    backend.answer('DELETE', page(502));
    await element.unlink();
    await shows(element, 'DELETE (502)');
    document.dispatchEvent(new Event('visibilitychange'));
    backend.resource = { ...backend.resource, linkedBy: 'grace@northwind.example' } as typeof backend.resource;
    await shows(element, 'grace@northwind.example');
    expect(shownText(element)).to.contain('DELETE (502)');
    expect(await element.unlink()).to.equal('unlinked');
    expect(element.error).to.equal(null);
  });

  it('that answers a POST with 502 is asked again, for the backend may have acted', async () => {
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'unlinked');
    backend.answer('POST', page(502));
    expect(await element.link()).to.equal('linked');
    expect(backend.sent('POST')).to.have.length(2);
  });

  for (const [what, code, answer] of strangers.filter(([, status]) => status > 401)) {
    it(`that answers GET too is said with method and status: ${what} (${code})`, async () => {
      backend.answer('GET', answer);
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'unavailable');
      await shows(element, `answered in its place: GET (${code})`);
      expect(element.error?.code).to.equal('backend-invalid');
      expect(await report(element)).to.contain(`GET ${location.origin}/api/dynamics-link was answered with ${code}`);
      part(element, 'retry-button').click();
      await status(element, 'unlinked');
    });
  }

  it('is not accused where GET says that the session has ended', async () => {
    for (const ended of [
      () => problem('not-signed-in'),
      page(200),
      empty(401),
      () => HttpResponse.redirect('/sign-in', 302) as Response,
    ]) {
      backend.reset();
      backend.linked();
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'linked');
      backend.answer('DELETE', page(403));
      backend.answer('GET', ended, ended);
      await element.unlink();
      await shows(element, 'Your portal session has ended');
      expect(element.error?.code).to.equal('not-signed-in');
      element.remove();
    }
  });

  it('is named without a reason where GET gets through to nobody either', async () => {
    backend.linked();
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    backend.answer('DELETE', page(403));
    backend.answer('GET', () => HttpResponse.error(), page(403));
    await element.unlink();
    await shows(element, 'answered in its place: DELETE (403)');
  });

  it('is told from a problem of the backend, also one that this version does not know', async () => {
    for (const [answer, sentence] of [
      [() => problem('not-entitled'), 'does not include the integration'],
      [() => problem('internal'), 'Something went wrong on our side'],
      [json(403, { code: 'out-of-office', correlationId: '1' }), 'can’t be read here'],
    ] as const) {
      backend.reset();
      backend.linked();
      const element = await mount({ endpoint: ownEndpoint() });
      await status(element, 'linked');
      backend.answer('DELETE', answer);
      await element.unlink();
      await shows(element, sentence);
      element.remove();
    }
  });

  it('is found on another origin, where its page has no CORS headers and is no answer at all', async () => {
    backend.linked();
    const elsewhere = 'https://backend.example/tenants/7/dynamics-link?account=7';
    let isBlocking = true;
    backend.use(
      http.get(elsewhere.replace(/\?.*/, ''), () => backend.current()),
      http.delete(elsewhere.replace(/\?.*/, ''), () =>
        isBlocking ? HttpResponse.error() : new HttpResponse(null, { status: 204 }),
      ),
    );
    const element = await mount({ endpoint: elsewhere });
    await status(element, 'linked');
    await element.unlink();
    await shows(element, /does not let this request through: DELETE\. /);
    const copied = await report(element);
    expect(copied).to.contain('DELETE https://backend.example/tenants/7/dynamics-link did not get through');
    isBlocking = false;
    expect(await element.unlink()).to.equal('unlinked');
  });

  for (const [tag, load] of Object.entries(detailedTexts)) {
    it(`is told in ${tag}, with method and status and who must act`, async () => {
      const { texts } = await load();
      backend.linked();
      const element = await mount({ endpoint: ownEndpoint(), lang: tag });
      await status(element, 'linked');
      backend.answer('DELETE', page(405));
      await element.unlink();
      const sentence = texts.errors['backend-invalid/refused'].replace('{request}', 'DELETE (405)');
      await shows(element, sentence);
      expect(shownText(element)).to.contain('POST');
      expect(texts.errors['backend-invalid/in-between']).to.contain('{request}');
    });
  }

  it('is told once, in the language of the page, and follows it', async () => {
    backend.linked();
    const element = await mount({ endpoint: ownEndpoint() });
    await status(element, 'linked');
    const alerts: string[] = [];
    new MutationObserver(() => {
      const said = element.shadowRoot?.querySelector('[role=alert]')?.textContent?.trim();
      if (said && said !== alerts.at(-1)) alerts.push(said);
    }).observe(element.shadowRoot as ShadowRoot, { childList: true, characterData: true, subtree: true });
    backend.answer('DELETE', page(403));
    await element.unlink();
    await shows(element, 'DELETE (403)');
    expect(alerts).to.have.length(1);
    element.lang = 'de';
    await shows(element, 'lässt diese Anfrage nicht durch: DELETE (403)');
    element.messages = { errors: { 'backend-invalid/refused': 'Call Ada about {request}.' } };
    await shows(element, 'Call Ada about DELETE (403).');
    expect(parts(element, 'unlink-button')).to.have.length(1);
  });
});
