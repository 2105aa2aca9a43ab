import { expect } from '@open-wc/testing';

/** MSAL's part of the state of a popup's answer (MSAL, ProtocolUtils). */
function stateOf(id: string, interactionType: string): string {
  return btoa(JSON.stringify({ id, meta: { interactionType } }));
}

describe('the callback page', () => {
  let frame: HTMLIFrameElement;
  afterEach(() => frame.remove());

  async function open(answer: string): Promise<Document> {
    frame = document.createElement('iframe');
    frame.src = `/popup-callback.html${answer}`;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve));
    const { contentDocument } = frame;
    if (!contentDocument) throw new Error('the frame has no document');
    return contentDocument;
  }

  async function says(page: Document, text: string): Promise<void> {
    while (!page.body.innerText.includes(text)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  function listen(name: string): { messages: unknown[]; close(): void } {
    const channel = new BroadcastChannel(name);
    const messages: unknown[] = [];
    channel.onmessage = ({ data }) => messages.push(data);
    return { messages, close: () => channel.close() };
  }

  it('says that there is nothing to do without an answer', async () => {
    await says(await open(''), 'Nothing to do here');
  });

  for (const [what, state] of [
    ['a state of type redirect', stateOf('attempt-1', 'redirect')],
    ['a state of type silent', stateOf('attempt-1', 'silent')],
    ['a state without an id', stateOf('', 'popup')],
    ['a state that is no state', 'crafted'],
    ['no state', ''],
  ] as const) {
    it(`refuses ${what}, cleans its URL, tells nobody and goes nowhere`, async () => {
      sessionStorage.setItem('msal.interaction.status', JSON.stringify({ clientId: 'portal', type: 'signin' }));
      const bridge = listen('attempt-1');
      try {
        const page = await open(`?code=in-the-query#code=crafted-code&state=${encodeURIComponent(state)}`);
        await says(page, 'not an answer that we asked for');
        expect(page.location.href).to.equal(`${location.origin}/popup-callback.html`);
        expect(bridge.messages).to.deep.equal([]);
        expect(Object.values({ ...sessionStorage }).join()).not.to.include('crafted-code');
      } finally {
        sessionStorage.clear();
        bridge.close();
      }
    });
  }

  for (const [what, answer] of [
    ['two states', `code=the-code&state=${encodeURIComponent(stateOf('attempt-1', 'popup'))}&state=other`],
    ['two codes', `code=the-code&code=other&state=${encodeURIComponent(stateOf('attempt-1', 'popup'))}`],
    ['a state beyond ASCII', `code=the-code&state=${encodeURIComponent(`${stateOf('attempt-1', 'popup')}é`)}`],
  ] as const) {
    it(`takes an answer with ${what} for none: another reader could read it otherwise`, async () => {
      const bridge = listen('attempt-1');
      await says(await open(`#${answer}`), 'not an answer that we asked for');
      expect(bridge.messages).to.deep.equal([]);
      bridge.close();
    });
  }

  it('cleans its URL at once, asks, and hands over only when the attempt is wanted', async () => {
    const bridge = listen('attempt-2');
    const questions = new BroadcastChannel('vcc-dynamics-auth/attempt-2');
    const asked = new Promise((resolve) => {
      questions.onmessage = ({ data }) => resolve(data);
    });
    const page = await open(`#code=the-code&state=${encodeURIComponent(stateOf('attempt-2', 'popup'))}`);
    expect(await asked).to.deep.equal({ v: 1, type: 'is-it-wanted' });
    expect(page.location.href).to.equal(`${location.origin}/popup-callback.html`);
    expect(bridge.messages).to.deep.equal([]);
    questions.postMessage({ v: 1, type: 'wanted' });
    await says(page, 'You have signed in');
    while (bridge.messages.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(JSON.stringify(bridge.messages)).to.include('the-code');
    expect(page.location.href).to.equal(`${location.origin}/popup-callback.html`);
    bridge.close();
    questions.close();
  });

  it('says that nothing was linked when the attempt is not wanted any more, and tells nobody the code', async () => {
    const bridge = listen('attempt-3');
    const questions = new BroadcastChannel('vcc-dynamics-auth/attempt-3');
    questions.onmessage = () => questions.postMessage({ v: 1, type: 'unwanted' });
    const page = await open(`#code=the-code&state=${encodeURIComponent(stateOf('attempt-3', 'popup'))}`);
    await says(page, 'Sign-in was cancelled');
    expect(page.body.innerText).to.include('Nothing was linked');
    expect(bridge.messages).to.deep.equal([]);
    bridge.close();
    questions.close();
  });

  it('says that it is no longer needed when the portal is linked by now, and tells nobody the code', async () => {
    const bridge = listen('attempt-5');
    const questions = new BroadcastChannel('vcc-dynamics-auth/attempt-5');
    questions.onmessage = () => questions.postMessage({ v: 1, type: 'unwanted', isLinked: true });
    const page = await open(`#code=the-code&state=${encodeURIComponent(stateOf('attempt-5', 'popup'))}`);
    await says(page, 'This window is no longer needed');
    expect(page.body.innerText).not.to.include('othing was linked');
    expect(bridge.messages).to.deep.equal([]);
    bridge.close();
    questions.close();
  });

  it('says where to go when nobody answers, and still hands over when somebody does', async () => {
    const page = await open(`#code=the-code&state=${encodeURIComponent(stateOf('attempt-4', 'popup'))}`);
    await says(page, 'Waiting for the portal');
    // The page that could have told may be gone, and another may have linked since.
    expect(page.body.innerText).not.to.include('othing was linked');
    const questions = new BroadcastChannel('vcc-dynamics-auth/attempt-4');
    questions.onmessage = () => questions.postMessage({ v: 1, type: 'wanted' });
    await says(page, 'You have signed in');
    questions.close();
  });

  it('thanks a Microsoft administrator who accepted for the organisation', async () => {
    await says(await open('?admin_consent=True&tenant=t'), 'Thank you');
  });

  for (const answer of [
    '?error=permission_denied&error_description=The+admin+canceled+the+request',
    '?admin_consent=True&error=access_denied&error_description=AADSTS65004&tenant=t',
    '?error=consent_required&error_description=%3Cscript%3Ealert(1)%3C/script%3E',
  ]) {
    it(`thanks nobody for ${answer.slice(1, 30)}, and shows nothing of what it says`, async () => {
      const page = await open(answer);
      await says(page, 'Sign-in was cancelled');
      expect(page.body.innerText).not.to.match(/Thank you|AADSTS|script|canceled/);
    });
  }
});
