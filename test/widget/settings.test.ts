import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import { FakeBackend } from '../support/fake-backend.js';
import { clientId, metadata, mount, status } from '../support/mounted-element.js';

describe('the settings', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  it('name the attribute that is missing or wrong', async () => {
    const errors: string[] = [];
    const original = console.error;
    console.error = (error: Error) => errors.push(error.message);
    try {
      for (const [properties, name] of [
        [{ endpoint: '' }, 'endpoint'],
        [{ clientId: '' }, 'client-id'],
        [{ redirectUri: 'https://elsewhere.example/callback.html' }, 'redirect-uri'],
        [{ authority: 'http://localhost/organizations' }, 'authority'],
        [{ organizationUrl: 'https://' }, 'organization-url'],
        [{ fetch: Promise.resolve() as never }, 'fetch'],
      ] as const) {
        const element = await mount(properties);
        await status(element, 'unavailable');
        expect(element.error?.code).to.equal('configuration');
        expect(errors.pop()).to.include(name);
      }
    } finally {
      console.error = original;
    }
    expect(backend.requests).to.deep.equal([]);
  });

  it('have by the names of Vue’s templates, .authority-metadata and .allow-framing, what has no attribute', async () => {
    const element = await mount();
    const given = { ...metadata };
    Object.assign(element, { 'authority-metadata': given, 'allow-framing': true });
    expect(element.authorityMetadata).to.equal(given);
    expect(element.allowFraming).to.equal(true);
  });

  it('send nothing to another origin that markup names, and say once who may', async () => {
    const errors: string[] = [];
    const original = console.error;
    console.error = (error: Error) => errors.push(error.message);
    const asked: string[] = [];
    const fetch: typeof globalThis.fetch = async (url) => {
      asked.push(String(url));
      return new Response();
    };
    try {
      for (const endpoint of [
        'https://evil.example/api',
        '//evil.example/api',
        '\\\\evil.example/api',
        ' https://evil.example',
        'data:application/json,{}',
        'blob:https://evil.example/x',
      ]) {
        const element = document.createElement('vcc-dynamics-auth');
        element.setAttribute('endpoint', endpoint);
        Object.assign(element, { clientId, redirectUri: '/popup-callback.html', fetch });
        document.body.append(element);
        await status(element, 'unavailable');
        element.fetch = (...request) => fetch(...request);
        await element.updateComplete;
        expect(errors.splice(0), endpoint).to.have.length(1);
        expect(element.error?.code).to.equal('configuration');
        element.remove();
      }
      expect(asked).to.deep.equal([]);
      const element = await mount({ endpoint: 'https://api.portal.example/link', fetch });
      await element.updateComplete;
      expect(asked).to.deep.equal(['https://api.portal.example/link']);
    } finally {
      console.error = original;
    }
  });

  it('are resolved against the address of the page, whatever a base element or named elements say', async () => {
    const injected = document.createElement('div');
    injected.innerHTML = `<base href="https://evil.example/">
      <img name="baseURI"><form name="location" id="location"></form><img id="origin"><img name="currentScript">`;
    document.head.append(injected.firstElementChild as Element);
    document.body.append(injected);
    try {
      const asked: string[] = [];
      const element = await mount({
        fetch: (url, init) => {
          asked.push(String(url));
          return fetch(url, init);
        },
      });
      await status(element, 'unlinked');
      expect(await element.link()).to.equal('linked');
      for (const url of asked) expect(url).to.equal(`${location.origin}/api/dynamics-link`);
      expect(backend.sent('POST')[0]?.body?.['redirectUri']).to.equal(`${location.origin}/popup-callback.html`);
    } finally {
      document.querySelector('base')?.remove();
      injected.remove();
    }
  });

  it('are read without what `__proto__` and `constructor` in them would change', async () => {
    const messages = JSON.parse(
      '{"__proto__":{"link":"Evil"},"errors":{"__proto__":{"configuration":"Evil"}},"constructor":{"prototype":{"link":"Evil"}}}',
    );
    const authorityMetadata = {
      ...metadata('code'),
      ...JSON.parse('{"constructor":{"prototype":{"authorization_endpoint":"https://evil.example"}}}'),
    };
    Object.defineProperty(authorityMetadata, '__proto__', {
      value: { authorization_endpoint: 'https://evil.example' },
      enumerable: true,
    });
    const element = await mount({ messages, authorityMetadata });
    await status(element, 'unlinked');
    expect(element.shadowRoot?.textContent).not.to.include('Evil');
    expect(await element.link()).to.equal('linked');
    expect(({} as Record<string, unknown>)['link']).to.equal(undefined);
    expect(({} as Record<string, unknown>)['authorization_endpoint']).to.equal(undefined);
  });

  it('open no window for an authorization endpoint that a browser would run, or that is not safe', async () => {
    const { open } = window;
    const opened: unknown[] = [];
    window.open = (...parameters) => {
      opened.push(parameters[0]);
      return open(...parameters);
    };
    const original = console.error;
    console.error = () => undefined;
    try {
      for (const authorization_endpoint of [
        'javascript:opener.pwned=1//',
        ' \u0001java\nscript:opener.pwned=1',
        'data:text/html,<script>opener.pwned=1</script>',
        'blob:https://login.microsoftonline.com/x',
        'http://login.microsoftonline.com/authorize',
        'http://localhost.evil.example/authorize',
        '/authorize',
        ['javascript:opener.pwned=1'],
        { toString: 1 },
        '',
      ]) {
        const element = await mount({ authorityMetadata: { ...metadata('code'), authorization_endpoint } });
        await status(element, 'unlinked');
        await element.link();
        expect(element.error?.code, JSON.stringify(authorization_endpoint)).to.equal('configuration');
        element.remove();
      }
      expect(opened).to.deep.equal([]);

      // The same from an authority that describes itself so.
      const authority = 'https://login.evil.example/organizations';
      backend.use(
        http.get(`${authority}/v2.0/.well-known/openid-configuration`, () =>
          HttpResponse.json({ ...metadata('code'), authorization_endpoint: 'javascript:opener.pwned=1//' }),
        ),
      );
      const element = await mount({ authority, authorityMetadata: null });
      await status(element, 'unlinked');
      await element.link();
      expect(element.error?.code).to.equal('configuration');
      expect(opened.filter((url) => url && url !== 'about:blank')).to.deep.equal([]);
      expect('pwned' in window).to.equal(false);
    } finally {
      window.open = open;
      console.error = original;
    }
  });
});
