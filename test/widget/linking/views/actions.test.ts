import { expect, oneEvent } from '@open-wc/testing';
import { FakeBackend, organizations, problem } from '../../../support/fake-backend.js';
import { mount, part, parts, shownText, shows, status } from '../../../support/mounted-element.js';

describe('after a click, the panel', () => {
  const backend = new FakeBackend();
  before(() => backend.start());
  beforeEach(() => backend.reset());

  const clipboards: Record<string, PropertyDescriptor> = {
    refuses: { value: { writeText: () => Promise.reject(new DOMException('no', 'NotAllowedError')) } },
    'has no clipboard': { value: undefined },
    'can only read it': { value: {} },
    throws: {
      get: () => {
        throw new DOMException('no', 'SecurityError');
      },
    },
    'leaves its question without an answer': { value: { writeText: () => new Promise(() => undefined) } },
  };

  for (const [how, descriptor] of Object.entries(clipboards)) {
    it(`shows the report where it can’t be copied: the browser ${how}`, async () => {
      const element = await mount();
      await status(element, 'unlinked');
      backend.answer('POST', () => problem('internal'));
      await element.link();
      await shows(element, 'Copy support report');
      Object.defineProperty(navigator, 'clipboard', { ...descriptor, configurable: true });
      try {
        element.shadowRoot?.querySelector<HTMLElement>('.quiet')?.click();
        await shows(element, 'The browser did not allow copying');
      } finally {
        Reflect.deleteProperty(navigator, 'clipboard');
      }
      const shown = element.shadowRoot?.querySelector('textarea') as HTMLTextAreaElement;
      expect(shown.value).to.include('error internal');
    });
  }

  it('shows the report where the browser does not allow copying', async () => {
    const element = await mount();
    await status(element, 'unlinked');
    backend.answer('POST', () => problem('internal', { missingPrivileges: ['prvCreateContact', 'prvReadAccount'] }));
    await element.link();
    await shows(element, 'Copy support report');
    const { writeText } = navigator.clipboard;
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    try {
      element.shadowRoot?.querySelector<HTMLElement>('.quiet')?.click();
      await shows(element, 'The browser did not allow copying');
    } finally {
      navigator.clipboard.writeText = writeText;
    }
    const shown = element.shadowRoot?.querySelector('textarea') as HTMLTextAreaElement;
    if (element.shadowRoot?.activeElement !== shown) await oneEvent(shown, 'focus');
    const report = shown.value.slice(shown.selectionStart, shown.selectionEnd);
    expect(report).to.match(
      /error internal[\s\S]*correlation id correlation-of-the-backend[\s\S]*missing privileges prvCreateContact, prvReadAccount[\s\S]*posted[\s\S]*failed internal/,
    );
    const { body = {} } = backend.sent('POST')[0] ?? {};
    for (const secret of ['code', 'codeVerifier', 'nonce']) expect(report).not.to.include(String(body[secret]));
  });

  it('never loses the keyboard’s place', async () => {
    backend.resource = { status: 'unlinked', canChange: true, pending: { choice: 'choice-1', organizations } };
    const element = await mount();
    await status(element, 'choosing');
    parts(element, 'choice')[1]?.focus();
    backend.resource = { status: 'unlinked', canChange: true };
    parts(element, 'choice')[1]?.click();
    await new Promise((resolve) => setTimeout(resolve));
    await element.updateComplete;
    expect(element.shadowRoot?.activeElement).not.to.equal(null);
    await status(element, 'linked');
    expect(element.shadowRoot?.activeElement).to.equal(part(element, 'unlink-button'));
    expect(shownText(element)).to.include('Linked');
  });
});
