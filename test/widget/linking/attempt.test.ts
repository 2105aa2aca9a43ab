import { expect, oneEvent } from '@open-wc/testing';
import { HttpResponse } from 'msw';
import type { VccDynamicsErrorEvent, VccDynamicsLinkedEvent, VccDynamicsTraceEvent } from '../../../src/index.js';
import { FakeBackend, problem } from '../../support/fake-backend.js';
import {
  buttons,
  clientId,
  metadata,
  mount,
  part,
  shownText,
  shows,
  status,
  waitFor,
} from '../../support/mounted-element.js';

describe('linking', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());
  afterEach(() => {
    expect({ ...sessionStorage }, 'sessionStorage').to.deep.equal({});
    expect({ ...localStorage }, 'localStorage').to.deep.equal({});
    expect(document.cookie).to.equal('');
  });

  it('signs in, posts the code once, and says Linked from the backend’s answer', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    const linked = oneEvent(element, 'vcc-dynamics-linked') as Promise<VccDynamicsLinkedEvent>;
    part(element, 'link-button').click();
    expect(element.status).to.equal('linking');
    expect((await linked).link.account.name).to.equal('Alex Morgan');
    await status(element, 'linked');

    const [post, ...others] = backend.sent('POST');
    expect(others).to.deep.equal([]);
    expect(post?.body).to.have.all.keys('code', 'codeVerifier', 'nonce', 'redirectUri', 'authority');
    expect(post?.body?.['code']).to.equal(`the-code-for-${post?.body?.['nonce']}`);
    expect(post?.body?.['codeVerifier']).to.match(/^[\w.~-]{43,128}$/);
    expect(post?.body?.['redirectUri']).to.equal(`${location.origin}/popup-callback.html`);
    expect(post?.body?.['authority']).to.equal('https://login.microsoftonline.com/organizations');
    expect(post?.headers.get('If-Match')).to.equal('"account.none"');
    expect(post?.headers.get('Content-Type')).to.equal('application/json');
    expect(element.currentLink?.linkId).to.equal('link-1');
  });

  it('asks for the environment that the host names, and posts it', async () => {
    const organizationUrl = 'https://contoso.crm11.dynamics.com/main.aspx';
    const opened: string[] = [];
    const element = await mount({ organizationUrl, authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const window = await openWindow(element);
    await windowShows(window, 'Sign in');
    opened.push(window.location.href);
    const asked = new URL(opened[0] ?? '').searchParams;
    expect(asked.get('scope')).to.equal(
      'openid profile offline_access https://contoso.crm11.dynamics.com/user_impersonation',
    );
    expect(asked.get('nonce')).to.match(/^nonce-/);
    expect(asked.get('prompt')).to.equal('select_account');
    expect(asked.get('code_challenge_method')).to.equal('S256');
    expect(asked.get('client_id')).to.equal(clientId);
    expect(asked.get('response_type')).to.equal('code');
    const attempt = asked.get('client-request-id');
    window.location.href = `/authorize/code?${asked}`;
    await status(element, 'linked');
    expect(backend.sent('POST')[0]?.body?.['organizationUrl']).to.equal('https://contoso.crm11.dynamics.com');
    expect(backend.sent('POST')[0]?.headers.get('X-Correlation-Id')).to.equal(attempt);
  });

  it('opens the window in the click’s own task once it is warm', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    await warm(element);
    const { open } = window;
    let opened = 0;
    window.open = (...args) => {
      opened += 1;
      return open.apply(window, args);
    };
    try {
      part(element, 'link-button').click();
      expect(opened).to.equal(1);
    } finally {
      window.open = open;
    }
    await status(element, 'linked');
  });

  it('cancels at once, posts nothing, and links the next time', async () => {
    const element = await mount({ authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const first = await openWindow(element);
    expect(buttons(element)).to.include('Cancel');
    part(element, 'cancel-button').click();
    await status(element, 'unlinked');
    expect(element.error?.code).to.equal('cancelled');
    await shows(element, 'Nothing was linked');
    expect(first.closed).to.equal(true);
    element.authorityMetadata = metadata('code');
    await element.updateComplete;
    expect(await element.link()).to.equal('linked');
    expect(backend.sent('POST').length).to.equal(1);
  });

  it('tells a window that it gave up whether anything was linked since', async () => {
    const element = await mount({ authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const orphan = await openWindow(element);
    await windowShows(orphan, 'Sign in');
    const { search } = orphan.location;
    part(element, 'cancel-button').click();
    await status(element, 'unlinked');
    expect(await finishedSignIn(search)).to.include('Nothing was linked');
    element.authorityMetadata = metadata('code');
    await element.updateComplete;
    expect(await element.link()).to.equal('linked');
    expect(await finishedSignIn(search)).to.include('no longer needed');
    expect(await element.unlink()).to.equal('unlinked');
    expect(await finishedSignIn(search)).to.include('Nothing was linked');
    expect(backend.sent('POST').length).to.equal(1);
  });

  it('says what Entra refused, and links the next time', async () => {
    const element = await mount({ authorityMetadata: metadata('AADSTS65004') });
    await status(element, 'unlinked');
    const failed = oneEvent(element, 'vcc-dynamics-error') as Promise<VccDynamicsErrorEvent>;
    part(element, 'link-button').click();
    const { code, message, correlationId } = await failed;
    expect(code).to.equal('consent-declined');
    expect(message).to.include('choose Accept');
    expect(correlationId).to.match(/^[0-9a-f-]{36}$/);
    await status(element, 'unlinked');
    expect(shownText(element)).to.include(message);
    element.authorityMetadata = metadata('code');
    await element.updateComplete;
    expect(await element.link()).to.equal('linked');
  });

  it('names the privileges that are missing', async () => {
    backend.answer('POST', () =>
      problem('insufficient-privileges', { missingPrivileges: ['prvCreateContact', 'prvWriteAccount'] }),
    );
    const element = await mount();
    await status(element, 'unlinked');
    expect(await element.link()).to.equal('unlinked');
    await shows(element, 'Missing: Create on Contact and Write on Account.');
    await shows(element, 'prvCreateContact prvWriteAccount');
    expect(element.error).to.deep.equal({
      code: 'insufficient-privileges',
      correlationId: 'correlation-of-the-backend',
    });
    expect(await element.link()).to.equal('linked');
  });

  it('repeats the identical POST until it has a definite answer', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    backend.answer(
      'POST',
      () => HttpResponse.error(),
      () => problem('in-progress', {}, { 'Retry-After': '0' }),
    );
    expect(await element.link()).to.equal('linked');
    const bodies = backend.sent('POST').map(({ body }) => JSON.stringify(body));
    expect(bodies.length).to.equal(3);
    expect(new Set(bodies).size).to.equal(1);
    expect(new Set(backend.sent('POST').map(({ headers }) => headers.get('If-Match'))).size).to.equal(1);
  });

  it('ends when the element leaves the page, unposted', async () => {
    const element = await mount({ authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const window = await openWindow(element);
    const ended = element.link();
    element.remove();
    await ended;
    expect(window.closed).to.equal(true);
    expect(backend.sent('POST')).to.deep.equal([]);
  });

  it('counts Back in the account picker as a cancellation, and declining the permissions as that', async () => {
    for (const [outcome, code, text] of [
      ['back', 'cancelled', 'Nothing was linked'],
      ['AADSTS65004', 'consent-declined', 'The permissions were not accepted'],
    ] as const) {
      const element = await mount({ authorityMetadata: metadata(outcome) });
      await status(element, 'unlinked');
      expect(await element.link()).to.equal('unlinked');
      expect(element.error?.code).to.equal(code);
      await shows(element, text);
      element.remove();
    }
  });

  it('does not wait for minutes when it has asked too often: Try again posts the same code', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    backend.answer('POST', () => problem('too-many-requests', {}, { 'Retry-After': '600' }));
    expect(await element.link()).to.equal('unlinked');
    await shows(element, 'Too many attempts');
    part(element, 'retry-button').click();
    await status(element, 'linked');
    const [first, second] = backend.sent('POST');
    expect(second?.body).to.deep.equal(first?.body);
  });

  it('asks for another nonce before a sign-in that could outlast the one it has', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    const asked = backend.sent('GET').length;
    const { now } = Date;
    // A nonce lives for an hour, and a sign-in may take half an hour.
    Date.now = () => now() + 31 * 60_000;
    try {
      await element.link();
    } finally {
      Date.now = now;
    }
    expect(backend.sent('GET').length).to.be.greaterThan(asked);
    expect(backend.sent('POST')[0]?.body?.['nonce']).not.to.equal('nonce-1');
  });

  it('shows no code, verifier or nonce in any event', async () => {
    const seen: string[] = [];
    const element = await mount();
    for (const type of ['status', 'linked', 'unlinked', 'error', 'trace'])
      element.addEventListener(`vcc-dynamics-${type}`, (event) => seen.push(JSON.stringify({ ...event })));
    await status(element, 'unlinked');
    expect(await element.link()).to.equal('linked');
    expect(await element.unlink()).to.equal('unlinked');
    const { body = {} } = backend.sent('POST')[0] ?? {};
    const all = seen.join('\n');
    expect(all).to.include('confirmed');
    for (const secret of ['code', 'codeVerifier', 'nonce']) expect(all).not.to.include(String(body[secret]));
  });

  it('offers no window to show once it looks closed, and asks only when the page has the focus', async () => {
    const element = await mount({ authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    const window = await openWindow(element);
    const { hasFocus } = document;
    document.hasFocus = () => false;
    try {
      window.close();
      await shows(element, /look behind this one/);
      expect(buttons(element)).to.deep.equal(['Try again', 'Cancel']);
      expect(shownText(element)).not.to.include('Did you finish signing in?');
      document.hasFocus = () => true;
      await shows(element, 'Did you finish signing in?');
    } finally {
      document.hasFocus = hasFocus;
    }
    part(element, 'cancel-button').click();
    await status(element, 'unlinked');
  });

  it('traces the phases of an attempt', async () => {
    const phases: string[] = [];
    const element = await mount();
    element.addEventListener('vcc-dynamics-trace', ({ phase, ms }: VccDynamicsTraceEvent) => {
      expect(ms).to.be.at.least(0);
      phases.push(phase);
    });
    await status(element, 'unlinked');
    await element.link();
    expect(phases).to.deep.equal([
      'started',
      'sign-in-loaded',
      'window-opened',
      'code-received',
      'posted',
      'confirmed',
    ]);
  });
});

async function warm(element: HTMLElementTagNameMap['vcc-dynamics-auth']): Promise<void> {
  await import('../../../src/widget/sign-in/sign-in.js');
  await element.updateComplete;
  // Initialising MSAL takes a few turns of the event loop.
  await new Promise((resolve) => requestIdleCallback(resolve));
  await new Promise((resolve) => requestIdleCallback(resolve));
}

/** Clicks Link and takes hold of the window that opens. */
async function openWindow(element: HTMLElementTagNameMap['vcc-dynamics-auth']): Promise<Window> {
  const { open } = window;
  const opened = new Promise<Window>((resolve) => {
    window.open = (...args) => {
      const handle = open.apply(window, args);
      if (handle) resolve(handle);
      return handle;
    };
  });
  try {
    part(element, 'link-button').click();
    const handle = await opened;
    await waitFor(element, () => buttons(element).includes('Show the window'));
    return handle;
  } finally {
    window.open = open;
  }
}

async function windowShows(handle: Window, title: string): Promise<void> {
  while (handle.document.title !== title) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** What the callback page says at the end of the sign-in that was begun with this query. */
async function finishedSignIn(search: string): Promise<string> {
  const frame = document.createElement('iframe');
  frame.src = `/authorize/code${search}`;
  document.body.append(frame);
  try {
    for (;;) {
      const text = frame.contentDocument?.body?.innerText ?? '';
      if (/You can close this window/.test(text)) return text;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    frame.remove();
  }
}
