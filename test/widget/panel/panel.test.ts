import { expect, oneEvent } from '@open-wc/testing';
import { HttpResponse } from 'msw';
import { FakeBackend, organizations, problem } from '../../support/fake-backend.js';
import {
  askToUnlink,
  buttons,
  mount,
  part,
  parts,
  shownText,
  shows,
  status,
  waitFor,
} from '../../support/mounted-element.js';

describe('the panel', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  it('asks the backend once, as the contract says, and loads no sign-in code before Link is shown', async () => {
    backend.linked();
    const element = await mount();
    expect(element.status).to.equal('loading');
    expect(shownText(element)).to.include('MS Dynamics Authorisation');
    await status(element, 'linked');
    expect(backend.requests.length).to.equal(1);
    const { headers } = backend.requests[0] ?? { headers: new Headers() };
    expect(headers.get('Accept')).to.equal('application/json, application/problem+json');
    expect(headers.get('X-Requested-With')).to.equal('XMLHttpRequest');
    expect(headers.get('X-Correlation-Id')).to.match(/^[0-9a-f-]{36}$/);
    part(element, 'unlink-button').focus();
    await new Promise((resolve) => requestIdleCallback(resolve));
    const loaded = performance.getEntriesByType('resource').map(({ name }) => name);
    expect(loaded.filter((name) => name.includes('sign-in.') || name.includes('msal'))).to.deep.equal([]);
  });

  it('says Unlinked, which user to link, and offers Link', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    expect(part(element, 'status').innerText).to.equal('Unlinked');
    expect(shownText(element)).to.include('Calls act as the user you link');
    expect(buttons(element)).to.deep.equal(['Link']);
    expect(element.getAttribute('status')).to.equal('unlinked');
    expect(element.currentLink).to.equal(null);
    expect(element.error).to.equal(null);
  });

  it('says Linked, since when, who, where and by whom, and offers Unlink only', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    expect(part(element, 'status').innerText).to.equal('Linked');
    expect(part(element, 'linked-date').getAttribute('datetime')).to.equal('2026-11-24T10:15:00Z');
    expect(part(element, 'linked-date').innerText).to.include('24 November 2026');
    expect(part(element, 'account').innerText).to.include('Alex Morgan').and.include('alex@contoso.example');
    expect(shownText(element)).to.include('Contoso contoso.crm11.dynamics.com');
    expect(shownText(element)).to.include('ada.winter@northwind.example');
    expect(buttons(element)).to.deep.equal(['Unlink']);
    expect(element.currentLink?.linkId).to.equal('link-1');
    expect(element.currentLink).not.to.have.any.keys('nonce', 'status', 'canChange');
  });

  it('shows text from outside as text', async () => {
    const account = { username: '<b>x</b>', name: '<img src=x onerror=alert(1)>', tenantId: 't' };
    backend.linked({ account });
    const element = await mount();
    await status(element, 'linked');
    expect(part(element, 'account').innerText).to.include('<img src=x onerror=alert(1)>');
    expect(element.shadowRoot?.querySelector('img')).to.equal(null);
  });

  it('offers nothing to somebody who may only look', async () => {
    backend.linked({ canChange: false, health: 'expired' });
    const element = await mount();
    await status(element, 'linked');
    expect(buttons(element)).to.deep.equal([]);
    expect(shownText(element)).to.include('Only an administrator');
    expect(await element.unlink()).to.equal('linked');
    expect(await element.link()).to.equal('linked');
    expect(backend.requests.length).to.equal(1);
  });

  it('shows heading and contact-support to somebody who is not entitled, and nothing else', async () => {
    backend.answer('GET', () => problem('not-entitled'));
    const element = await mount({ supportUrl: 'https://support.example/' });
    await status(element, 'unavailable');
    expect(parts(element, 'credentials').length).to.equal(0);
    expect(shownText(element)).to.include('MS Dynamics Authorisation This VCC account does not include');
    expect(element.shadowRoot?.querySelector('a')?.href).to.equal('https://support.example/');
    expect(element.error?.code).to.equal('not-entitled');
  });

  it('shows the same to somebody who is no longer entitled', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    backend.answer('GET', () => problem('not-entitled'));
    expect(await element.refresh()).to.equal('unavailable');
    await shows(element, 'This VCC account does not include');
    expect(parts(element, 'credentials').length).to.equal(0);
    expect(parts(element, 'unlink-button').length).to.equal(0);
  });

  it('loads what its buttons need when a pointer or the focus comes near', async () => {
    backend.linked();
    const { requestIdleCallback } = window;
    window.requestIdleCallback = () => 0;
    try {
      for (const event of [
        new PointerEvent('pointerenter'),
        new PointerEvent('pointerdown', { bubbles: true }),
        new FocusEvent('focusin', { bubbles: true }),
      ]) {
        const element = await mount();
        await status(element, 'linked');
        expect(parts(element, 'dialog')).to.have.length(0);
        // Browsers tell of a pointer that enters each element by itself; the others bubble up from a button.
        part(element, event.bubbles ? 'unlink-button' : 'panel').dispatchEvent(event);
        await waitFor(element, () => parts(element, 'dialog').length === 1);
      }
    } finally {
      window.requestIdleCallback = requestIdleCallback;
    }
  });

  it('is unavailable when the backend could not be asked, and asks again on Try again', async () => {
    backend.answer(
      'GET',
      () => HttpResponse.error(),
      () => HttpResponse.error(),
    );
    const element = await mount();
    await status(element, 'unavailable');
    expect(element.error?.code).to.equal('backend-unreachable');
    expect(buttons(element)).to.include('Try again');
    part(element, 'retry-button').click();
    await status(element, 'unlinked');
    expect(element.error).to.equal(null);
  });

  it('lists the environments that a user has yet to choose from, also after a reload', async () => {
    backend.resource = { status: 'unlinked', canChange: true, pending: { choice: 'choice-1', organizations } };
    const element = await mount();
    await status(element, 'choosing');
    expect(parts(element, 'choice').map((choice) => choice.innerText.replace(/\s+/g, ' '))).to.deep.equal([
      'Contoso contoso.crm11.dynamics.com',
      'Fabrikam fabrikam.crm4.dynamics.com',
    ]);
    backend.resource = { status: 'unlinked', canChange: true };
    parts(element, 'choice')[1]?.click();
    await status(element, 'linked');
    const [post] = backend.sent('POST');
    expect(post?.body).to.deep.equal({ choice: 'choice-1', organizationUrl: organizations[1]?.url });
    expect(post?.headers.get('If-Match')).to.equal('"account.none"');
  });

  it('says that a choice is being checked', async () => {
    backend.resource = { status: 'unlinked', canChange: true, pending: { choice: 'choice-1', organizations } };
    const element = await mount();
    await status(element, 'choosing');
    const posted = new Promise<(response: Response) => void>((resolve) => {
      backend.answer('POST', () => new Promise<Response>((answer) => resolve(answer)));
    });
    parts(element, 'choice')[1]?.click();
    await shows(element, 'Checking the Dynamics 365 user…');
    expect(parts(element, 'choice').map((choice) => choice.ariaDisabled)).to.deep.equal(['true', 'true']);
    (await posted)(problem('choice-expired'));
    await shows(element, 'The choice was open for too long');
  });

  it('cancels a choice', async () => {
    backend.resource = { status: 'unlinked', canChange: true, pending: { choice: 'choice-1', organizations } };
    const element = await mount();
    await status(element, 'choosing');
    backend.answer('POST', () => {
      backend.resource = { status: 'unlinked', canChange: true };
      return new HttpResponse(null, { status: 204 });
    });
    part(element, 'cancel-button').click();
    await status(element, 'unlinked');
    expect(backend.sent('POST')[0]?.body).to.deep.equal({ choice: 'choice-1', cancel: true });
    expect(element.error?.code).to.equal('cancelled');
  });

  it('asks before it unlinks, says what stops and what remains, and keeps the link when told to', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    const dialog = await askToUnlink(element);
    expect(dialog.matches(':modal')).to.equal(true);
    expect(dialog.innerText)
      .to.match(/no longer find, create or update/)
      .and.match(/stays in Microsoft Entra/);
    part(element, 'dismiss-button').click();
    expect(dialog.open).to.equal(false);
    expect(element.shadowRoot?.activeElement).to.equal(part(element, 'unlink-button'));
    expect(backend.sent('DELETE')).to.deep.equal([]);
  });

  it('unlinks exactly the link that it shows, and says so', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    await askToUnlink(element);
    const unlinked = oneEvent(element, 'vcc-dynamics-unlinked');
    part(element, 'confirm-button').click();
    await status(element, 'unlinking');
    await unlinked;
    await status(element, 'unlinked');
    expect(backend.sent('DELETE')[0]?.headers.get('If-Match')).to.equal('"account.link-1"');
    expect(element.currentLink).to.equal(null);
    await shows(element, 'Unlinked');
  });

  it('shows what is now when a colleague changed the link before the unlink', async () => {
    backend.linked();
    const element = await mount();
    await status(element, 'linked');
    backend.answer('DELETE', () => problem('changed'));
    backend.linked({ linkId: 'link-2', account: { username: 'kim@contoso.example', name: 'Kim', tenantId: 't' } });
    expect(await element.unlink()).to.equal('linked');
    await shows(element, 'Somebody changed this link meanwhile');
    expect(part(element, 'account').innerText).to.include('Kim');
    expect(element.currentLink?.linkId).to.equal('link-2');
  });

  it('asks anew when endpoint, client ID or fetch change, and counts what was set before', async () => {
    const element = await mount({ endpoint: '/nowhere' });
    await status(element, 'unavailable');
    element.endpoint = '/api/dynamics-link';
    await status(element, 'unlinked');
    const seen: string[] = [];
    element.fetch = (input, init) => {
      seen.push(String(input));
      return fetch(input, init);
    };
    await status(element, 'loading');
    await status(element, 'unlinked');
    expect(seen.length).to.equal(1);
  });

  it('takes the heading level and the host’s own words', async () => {
    const element = await mount({ headingLevel: 4, messages: { heading: 'CRM', errors: { cancelled: 'Stopped.' } } });
    await status(element, 'unlinked');
    expect(part(element, 'heading').getAttribute('aria-level')).to.equal('4');
    expect(part(element, 'heading').innerText).to.equal('CRM');
  });

  it('takes from a host in plain JavaScript what makes sense, and leaves the rest', async () => {
    const element = await mount({ headingLevel: 2.6, messages: { errors: null, user: undefined } as object });
    await status(element, 'unlinked');
    expect(part(element, 'heading').getAttribute('aria-level')).to.equal('2');
    expect(shownText(element)).to.include('Unlinked');
  });
});
