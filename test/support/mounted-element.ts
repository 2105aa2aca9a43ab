import { fixture, html } from '@open-wc/testing';
import '../../src/index.js';
import type { LinkStatus, VccDynamicsAuth } from '../../src/index.js';
import { waitFor } from './wait-for.js';

export { waitFor };

export const clientId = '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64';

/** Answer of the test server's authorization endpoint; an AADSTS number stands for a refusal. */
export type Outcome = 'code' | 'page' | 'back' | `AADSTS${number}`;

export function metadata(outcome: Outcome): object {
  const { origin } = location;
  return {
    issuer: `${origin}/{tenantid}/v2.0`,
    authorization_endpoint: `${origin}/authorize/${outcome}`,
    token_endpoint: `${origin}/token`,
    jwks_uri: `${origin}/keys`,
    end_session_endpoint: `${origin}/logout`,
  };
}

let endpoints = 0;

/** The fake endpoint under a name that no other test has: elements with the same endpoint show the same account. */
export function ownEndpoint(): string {
  return `/api/dynamics-link?${++endpoints}`;
}

/** Puts an element on the page. */
export async function mount(properties: Partial<VccDynamicsAuth> = {}): Promise<VccDynamicsAuth> {
  const element = document.createElement('vcc-dynamics-auth');
  Object.assign(element, {
    endpoint: '/api/dynamics-link',
    clientId,
    redirectUri: '/popup-callback.html',
    authorityMetadata: metadata('code'),
    ...properties,
  });
  await fixture(html`${element}`);
  return element;
}

/** Resolves as soon as the status is the given one and shown. */
export async function status(element: VccDynamicsAuth, wanted: LinkStatus): Promise<void> {
  if (element.status !== wanted) {
    await new Promise<void>((resolve) => {
      element.addEventListener('vcc-dynamics-status', (event) => event.status === wanted && resolve());
    });
  }
  await element.updateComplete;
  // The chunk for linking comes one turn of the event loop later.
  await import('../../src/widget/linking/linking.js');
  await new Promise((resolve) => setTimeout(resolve));
  await element.updateComplete;
}

/** Clicks Unlink, and resolves to the dialog once it is open. */
export async function askToUnlink(element: VccDynamicsAuth): Promise<HTMLDialogElement> {
  part(element, 'unlink-button').focus();
  part(element, 'unlink-button').click();
  await waitFor(element, () => parts(element, 'dialog').some((dialog) => (dialog as HTMLDialogElement).open));
  return part(element, 'dialog') as HTMLDialogElement;
}

/** Resolves as soon as the panel shows this text. */
export async function shows(element: VccDynamicsAuth, pattern: RegExp | string): Promise<void> {
  await waitFor(element, () => {
    const text = shownText(element);
    // Between a title and the rest there is a line break, also in languages without spaces.
    return typeof pattern === 'string' ? withoutSpaces(text).includes(withoutSpaces(pattern)) : pattern.test(text);
  });
}

function withoutSpaces(text: string): string {
  return text.replace(/\s/g, '');
}

/** The text that can be seen, without dialog and live region. */
export function shownText(element: VccDynamicsAuth): string {
  const panel = part(element, 'panel');
  return panel.innerText.replace(/\s+/g, ' ').trim();
}

export function parts(element: VccDynamicsAuth, name: string): HTMLElement[] {
  return [...(element.shadowRoot?.querySelectorAll<HTMLElement>(`[part~="${name}"]`) ?? [])];
}

export function part(element: VccDynamicsAuth, name: string): HTMLElement {
  const [found] = parts(element, name);
  if (!found) throw new Error(`the part ${name} is not shown`);
  return found;
}

/** The names of the buttons that are shown. */
export function buttons(element: VccDynamicsAuth): string[] {
  return [...(element.shadowRoot?.querySelectorAll<HTMLElement>('section button') ?? [])]
    .filter((button) => button.offsetParent !== null)
    .map((button) => button.innerText.trim());
}
