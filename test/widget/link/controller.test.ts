import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import { FakeBackend, link, organizations, problem } from '../../support/fake-backend.js';
import { askToUnlink, metadata, mount, part, parts, shows, status } from '../../support/mounted-element.js';

describe('with a failing backend, a colleague or a page that goes away, the panel', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const always = (respond: () => Response) => backend.use(http.get(`${location.origin}/api/dynamics-link`, respond));

  it('does not ask in a loop when its nonce is old and the backend fails', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    // What is prepared on idle is prepared with a nonce that is still young.
    await new Promise((resolve) => requestIdleCallback(resolve));
    let asked = 0;
    always(() => {
      asked += 1;
      return problem('not-signed-in');
    });
    const { now } = Date;
    Date.now = () => now() + 11 * 60_000;
    try {
      document.dispatchEvent(new Event('visibilitychange'));
      await shows(element, 'Your portal session has ended');
      for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => requestIdleCallback(resolve));
    } finally {
      Date.now = now;
    }
    expect(asked).to.equal(1);
  });

  it('can be cancelled while Entra’s configuration does not come, and links afterwards', async () => {
    backend.use(http.get('https://login.example/*', () => new Promise<Response>(() => undefined)));
    const element = await mount({ authority: 'https://login.example/organizations', authorityMetadata: null });
    await status(element, 'unlinked');
    const ended = element.link();
    await status(element, 'linking');
    await element.cancel();
    expect(await ended).to.equal('unlinked');
    expect(element.error?.code).to.equal('cancelled');
    const other = await mount();
    await status(other, 'unlinked');
    expect(await other.link()).to.equal('linked');
  });

  it('asks on when neither the answer to an unlink nor the truth could be had', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    backend.answer('DELETE', () => {
      backend.resource = { status: 'unlinked', canChange: true };
      return HttpResponse.error();
    });
    backend.answer(
      'GET',
      () => HttpResponse.error(),
      () => HttpResponse.error(),
      () => HttpResponse.error(),
    );
    expect(await element.unlink()).to.equal('linked');
    await shows(element, 'The portal does not answer');
    await status(element, 'unlinked');
    expect(element.error).to.equal(null);
  });

  it('does not unlink a link that came under the open dialog', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    expect((await askToUnlink(element)).innerText).to.include('Unlink Alex Morgan?');
    backend.linked({ linkId: 'link-2', account: { ...link.account, name: 'Kim Okafor' } });
    await element.refresh();
    await shows(element, 'Somebody changed this link meanwhile');
    expect((part(element, 'dialog') as HTMLDialogElement).open).to.equal(false);
    expect(backend.sent('DELETE')).to.deep.equal([]);
    expect(part(element, 'account').innerText).to.include('Kim Okafor');
  });

  it('keeps a choice that it can’t ask about', async () => {
    backend.answer('POST', () => problem('organization-choice-required', { choice: 'choice-1', organizations }));
    const element = await mount();
    await status(element, 'unlinked');
    expect(await element.link()).to.equal('choosing');
    backend.answer('GET', () => problem('not-signed-in'));
    await element.refresh();
    expect(element.status).to.equal('choosing');
    await shows(element, 'Your portal session has ended');
    expect(parts(element, 'choice').length).to.equal(2);
  });

  it('keeps what went wrong while the backend can’t be asked', async () => {
    backend.answer('POST', () => problem('insufficient-privileges', { missingPrivileges: ['prvCreateContact'] }));
    const element = await mount();
    await status(element, 'unlinked');
    await element.link();
    backend.answer(
      'GET',
      () => HttpResponse.error(),
      () => HttpResponse.error(),
    );
    document.dispatchEvent(new Event('visibilitychange'));
    await shows(element, 'prvCreateContact');
    expect(element.error?.code).to.equal('insufficient-privileges');
  });

  it('drops an error that a good answer disproves', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    backend.answer('DELETE', () => problem('not-signed-in'));
    backend.answer('GET', () => problem('not-signed-in'));
    await element.unlink();
    await shows(element, 'Your portal session has ended');
    document.dispatchEvent(new Event('visibilitychange'));
    await shows(element, /Contoso contoso\.crm11\.dynamics\.com Linked by \S+ Unlink$/);
    expect(element.error).to.equal(null);
  });

  it('begins nothing for a host that calls link() while the element is set up anew', async () => {
    const element = await mount({ authorityMetadata: metadata('page') });
    await status(element, 'unlinked');
    void element.link();
    await status(element, 'linking');
    let again: Promise<string> | undefined;
    element.addEventListener('vcc-dynamics-status', () => (again ??= element.link()), { once: true });
    element.endpoint = '/api/dynamics-link?other';
    await element.updateComplete;
    expect(await again).to.equal('unlinked');
    expect(await element.cancel()).to.equal(element.status);
    expect(element.status).to.be.oneOf(['loading', 'unavailable']);
  });

  it('asks nothing while it is on no page', async () => {
    const element = document.createElement('vcc-dynamics-auth');
    element.endpoint = '/api/dynamics-link';
    const shown = await mount();
    await status(shown, 'unlinked');
    shown.remove();
    backend.requests = [];
    shown.endpoint = '/api/dynamics-link?other';
    await shown.updateComplete;
    document.dispatchEvent(new Event('visibilitychange'));
    await new Promise((resolve) => requestIdleCallback(resolve));
    expect(backend.requests).to.deep.equal([]);
  });

  it('does not replace a link that a colleague made right after an unlink', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    let release: (response: Response) => void = () => undefined;
    const asked = new Promise<void>((resolve) =>
      backend.answer('GET', () => {
        resolve();
        return new Promise<Response>((answer) => (release = answer));
      }),
    );
    expect(await element.unlink()).to.equal('unlinked');
    // Else Link takes the place of this question before it has left the page.
    await asked;
    backend.linked({ linkId: 'link-2' });
    expect(await element.link()).to.equal('linked');
    release(HttpResponse.error());
    expect(backend.sent('POST')).to.deep.equal([]);
    await shows(element, 'Somebody changed this link meanwhile');
  });

  it('says unlinked only on the answer of the contract, and asks for the truth after any other', async () => {
    for (const [isGone, outcome] of [
      [false, 'linked'],
      [true, 'unlinked'],
    ] as const) {
      backend.reset();
      backend.linked();
      const element = await mount();
      await status(element, 'linked');
      let unlinked = 0;
      element.addEventListener('vcc-dynamics-unlinked', () => unlinked++);
      backend.answer('DELETE', () => {
        if (isGone) backend.resource = { status: 'unlinked', canChange: true };
        return HttpResponse.json({ message: 'queued' }, { status: 202 });
      });
      expect(await element.unlink()).to.equal(outcome);
      expect(element.error?.code).to.equal(isGone ? undefined : 'backend-invalid');
      expect(unlinked).to.equal(isGone ? 1 : 0);
    }
  });

  it('ends a refresh with the answer that counts, whatever overtakes its question', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    backend.answer('POST', () => problem('already-linked-elsewhere'));
    await element.link();
    expect(element.error?.code).to.equal('already-linked-elsewhere');
    const refreshed = element.refresh();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(await refreshed).to.equal('unlinked');
    expect(element.error).to.equal(null);

    backend.answer('GET', () => problem('internal'));
    await element.refresh();
    element.endpoint = `${element.endpoint}?`;
    backend.answer('GET', () => problem('internal'));
    await status(element, 'unavailable');
    const again = element.refresh();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(await again).to.equal('unlinked');
  });

  it('announces a link that came after Cancel', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    backend.answer('POST', () => new Promise<Response>(() => undefined));
    const ended = element.link();
    await shows(element, 'Checking the Dynamics 365 user');
    element.cancel();
    expect(await ended).to.equal('unlinked');
    await shows(element, 'You stopped waiting');
    const linked = new Promise<string>((resolve) => {
      element.addEventListener('vcc-dynamics-linked', (event) => resolve(event.link.linkId));
    });
    backend.linked();
    expect(await linked).to.equal('link-1');
    expect(element.error).to.equal(null);
  });
});
