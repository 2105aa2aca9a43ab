import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import { FakeBackend } from '../../support/fake-backend.js';
import { mount, status } from '../../support/mounted-element.js';

describe('diagnose()', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  async function findings(
    properties: object = {},
  ): Promise<Record<string, { ok: boolean; detail: string; fix?: string }>> {
    const element = await mount(properties);
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

  it('tells a clock that is wrong', async () => {
    const date = new Date(Date.now() + 3_600_000).toUTCString();
    const found = await findings({
      fetch: () => Promise.resolve(new Response('{}', { headers: { Date: date } })),
    });
    expect(found['clock']).to.include({ ok: false });
    expect(found['clock']?.detail).to.include('60 minutes behind');
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
