import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';

describe('what a browser sees of a link', () => {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
  });
  afterEach(() => setup.reset());
  after(() => setup.close());

  for (const coop of [true, false]) {
    it(`holds the code in the callback's fragment and the POST only, and no token at all, COOP ${coop ? 'on' : 'off'}`, async () => {
      setup.demo.entra.coop = coop;
      const portal = await setup.openPortal('admin');
      const { page, context } = portal;
      const shown: string[] = [];
      context.on('page', (window) => window.on('framenavigated', (frame) => shown.push(frame.url())));
      const sent: Promise<string>[] = [];
      const received: Promise<string>[] = [];
      const redirects: URL[] = [];
      // Read at once: bodies and headers can't be read after the window has closed.
      context.on('request', (request) => {
        const headers = request.allHeaders().catch(() => request.headers());
        sent.push(headers.then((all) => `${request.url()} ${request.postData()} ${JSON.stringify(all)}`));
      });
      context.on('response', (response) => {
        const { location } = response.headers();
        if (location) redirects.push(new URL(location, response.url()));
        else received.push(response.text().catch(() => ''));
      });
      await portal.status('unlinked');
      await portal.signIn('Alex Morgan');
      await portal.status('linked');

      const [{ code, codeVerifier, nonce } = {}] = portal.posts();
      assert.ok(code && codeVerifier && nonce);

      const withCode = portal.requests.filter((request) =>
        `${request.url()} ${request.postData() ?? ''}`.includes(code),
      );
      assert.deepEqual(
        withCode.map((request) => new URL(request.url()).pathname),
        ['/api/dynamics-link'],
      );
      // The code comes in the fragment of the redirect to the callback page. Fragments are not part of requests.
      const callbacks = redirects.filter(({ href }) => href.includes(code));
      assert.deepEqual(
        callbacks.map(({ pathname, search, hash }) => [pathname, search, hash.includes(code)]),
        [['/popup-callback.html', '', true]],
      );
      // The window's history does not have it either.
      assert.equal(shown.at(-1), `${setup.demo.url}/popup-callback.html`);

      const everything = JSON.stringify([
        await context.storageState({ indexedDB: true }),
        await page.evaluate(() => [
          { ...localStorage },
          { ...sessionStorage },
          document.cookie,
          history.state,
          location.href,
        ]),
        await page.evaluate(() => caches.keys()),
      ]);
      const allSent = (await Promise.all(sent)).join('\n');
      const allReceived = (await Promise.all(received)).join('\n');
      assert.ok(allSent.includes(code) && allReceived.includes('alex@contoso.example'), 'nothing was recorded');
      const { issuedTokens } = setup.demo.entra;
      assert.ok(issuedTokens.length >= 3);
      for (const token of issuedTokens) {
        assert.ok(!everything.includes(token), 'a token is stored');
        assert.ok(!allSent.includes(token), 'a token was sent');
        assert.ok(!allReceived.includes(token), 'a token was received');
      }
      for (const secret of [code, codeVerifier, nonce]) assert.ok(!everything.includes(secret), 'a secret is stored');
      assert.ok(!allReceived.includes(code) && !allReceived.includes(codeVerifier));
      assert.deepEqual(Object.keys(await page.evaluate(() => ({ ...sessionStorage }))), []);
      const [state] = (await context.storageState()).origins.filter(({ origin }) => origin === setup.demo.url);
      assert.equal(state, undefined);
    });
  }

  it('loads no sign-in code on a Linked page', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    portal.requests.length = 0;
    await portal.page.reload();
    await portal.status('linked');
    await portal.part('unlink-button').hover();
    await portal.page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    assert.ok(!portal.requests.some((request) => request.url().includes('sign-in-')));
  });
});
