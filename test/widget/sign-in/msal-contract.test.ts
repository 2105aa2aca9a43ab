import { EventType, PublicClientApplication } from '@azure/msal-browser';
import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import { WidgetError } from '../../../src/widget/errors.js';
import { SignIn, type SignInRequest } from '../../../src/widget/sign-in/sign-in.js';
import { FakeBackend } from '../../support/fake-backend.js';
import { clientId, metadata, type Outcome } from '../../support/mounted-element.js';

/** Behaviour of MSAL that we rely on beyond its documentation. An upgrade that changes any of it must fail here. */
describe('MSAL', () => {
  const network = new FakeBackend();
  const tokenRequests: string[] = [];
  before(() => network.start());
  beforeEach(() => {
    tokenRequests.length = 0;
    network.reset();
    network.use(
      http.all(`${location.origin}/token`, ({ request }) => {
        tokenRequests.push(request.url);
        return HttpResponse.json({ error: 'server_error' }, { status: 500 });
      }),
    );
  });
  afterEach(() => {
    expect(tokenRequests, 'calls of the token endpoint').to.deep.equal([]);
    expect({ ...sessionStorage }, 'markers left behind').to.deep.equal({});
    expect({ ...localStorage }).to.deep.equal({});
  });

  const create = (outcome: Outcome, id = clientId) =>
    SignIn.create({
      clientId: id,
      authority: 'https://login.microsoftonline.com/organizations',
      authorityMetadata: metadata(outcome),
      redirectUri: `${location.origin}/popup-callback.html`,
    });

  function request(changes: Partial<SignInRequest> = {}): SignInRequest {
    return {
      nonce: 'nonce-of-the-backend',
      correlationId: crypto.randomUUID(),
      scopes: ['openid', 'profile', 'offline_access', 'https://globaldisco.crm.dynamics.com/user_impersonation'],
      signal: new AbortController().signal,
      takeOver: false,
      onWindow: () => undefined,
      isLinked: () => false,
      ...changes,
    };
  }

  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => {
        throw new Error('it did not fail');
      },
      (error: unknown) => error as WidgetError,
    );

  it('gives us code, verifier and redirect URI in place of the token request', async () => {
    const signIn = await create('code');
    const { code, codeVerifier, redirectUri } = await signIn.open(request());
    expect(code).to.equal('the-code-for-nonce-of-the-backend');
    expect(codeVerifier).to.match(/^[\w.~-]{43,128}$/);
    expect(redirectUri).to.equal(`${location.origin}/popup-callback.html`);
  });

  it('opens the window before open() returns, and tells us its handle', async () => {
    const signIn = await create('code');
    const { open } = window;
    let opened: Window | null = null;
    window.open = (...args) => {
      opened = open.apply(window, args);
      return opened;
    };
    let told: Window | undefined;
    const signedIn = signIn.open(request({ onWindow: (handle) => (told = handle) }));
    window.open = open;
    expect(opened).not.to.equal(null);
    await signedIn;
    expect(told).to.equal(opened);
  });

  it('uses our wait: cancelling rejects at once, cleans up, and the next sign-in starts at once', async () => {
    const signIn = await create('page');
    const cancelling = new AbortController();
    let shown: () => void;
    const isShown = new Promise<void>((resolve) => (shown = resolve));
    const first = signIn.open(request({ signal: cancelling.signal, onWindow: () => shown() }));
    await isShown;
    expect(Object.keys({ ...sessionStorage })).to.deep.equal(['msal.interaction.status']);
    cancelling.abort(new WidgetError('cancelled', 'by the test'));
    expect((await failure(first)).code).to.equal('cancelled');
    expect({ ...sessionStorage }).to.deep.equal({});
    const codes = await create('code');
    expect((await codes.open(request())).code).to.match(/^the-code/);
  });

  it('replaces a cancelled sign-in in the same task without posting twice', async () => {
    const signIn = await create('code');
    const cancelling = new AbortController();
    const first = failure(signIn.open(request({ signal: cancelling.signal })));
    cancelling.abort(new WidgetError('cancelled', 'by the test'));
    const second = await signIn.open(request({ nonce: 'second' }));
    expect((await first).code).to.equal('cancelled');
    expect(second.code).to.equal('the-code-for-second');
  });

  it('ignores an answer with a state that is not ours', async () => {
    const signIn = await create('page');
    const cancelling = new AbortController();
    let window: Window | undefined;
    const signedIn = signIn.open(request({ signal: cancelling.signal, onWindow: (handle) => (window = handle) }));
    while (!window?.location.search) await new Promise((resolve) => setTimeout(resolve, 20));
    const state = new URLSearchParams(window.location.search).get('state') ?? '';
    const { id } = JSON.parse(atob(state.split('|')[0] ?? ''));
    const bridge = new BroadcastChannel(id);
    bridge.postMessage({ v: 1, payload: '#code=stolen&state=foreign' });
    bridge.postMessage('junk');
    bridge.postMessage({ v: 1, payload: `#code=right&state=${encodeURIComponent(state)}` });
    expect((await signedIn).code).to.equal('right');
    bridge.close();
  });

  it('shows the code to nobody: not in events, not in errors', async () => {
    const seen: unknown[] = [];
    const { addEventCallback } = PublicClientApplication.prototype;
    PublicClientApplication.prototype.addEventCallback = function (callback, types) {
      addEventCallback.call(this, (message) => seen.push(message));
      return addEventCallback.call(this, callback, types);
    };
    try {
      // For a client of its own there is no MSAL yet.
      const signIn = await create('code', crypto.randomUUID());
      await signIn.open(request());
    } finally {
      PublicClientApplication.prototype.addEventCallback = addEventCallback;
    }
    const types = seen.map((message) => (message as { eventType: string }).eventType);
    expect(types).to.include(EventType.ACQUIRE_TOKEN_FAILURE);
    const failures = seen.map((message) => {
      const { error } = message as { error: Error | null };
      return `${JSON.stringify(error)} ${error?.message} ${error?.stack}`;
    });
    expect(failures.join()).not.to.include('the-code-for');
  });

  it('leaves the page’s own MSAL alone, and is not taken for it', async () => {
    const own = new PublicClientApplication({
      auth: { clientId: 'the-portal', redirectUri: `${location.origin}/popup-callback.html` },
    });
    await own.initialize();
    const before = { ...sessionStorage, ...localStorage };
    const signIn = await create('code');
    await signIn.open(request());
    expect({ ...sessionStorage, ...localStorage }).to.deep.equal(before);
    expect(own.getAllAccounts()).to.deep.equal([]);

    const marker = JSON.stringify({ clientId: 'the-portal', type: 'signin' });
    sessionStorage.setItem('msal.interaction.status', marker);
    expect((await failure(signIn.open(request()))).code).to.equal('attempt-elsewhere');
    expect(sessionStorage.getItem('msal.interaction.status')).to.equal(marker);
    sessionStorage.clear();
    localStorage.clear();
  });

  it('starts although a reload left our own marker behind', async () => {
    sessionStorage.setItem('msal.interaction.status', JSON.stringify({ clientId, type: 'signin' }));
    const signIn = await create('code');
    expect((await signIn.open(request())).code).to.match(/^the-code/);
  });

  it('says that the window was blocked', async () => {
    const signIn = await create('code');
    const { open } = window;
    window.open = () => null;
    try {
      expect((await failure(signIn.open(request()))).code).to.equal('popup-blocked');
    } finally {
      window.open = open;
    }
  });
});
