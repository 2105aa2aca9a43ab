import '../../src/index.js';
import type { VccDynamicsAuth } from '../../src/index.js';
import type { HealthReason, LinkedResource, LinkResource } from '../../src/protocol.js';
import { detailedTexts } from '../../src/widget/detailed-texts/load.js';
import { waitFor } from './wait-for.js';

const accountTag = 'northwind';

const unlinked: LinkResource = { status: 'unlinked', nonce: 'nonce', canChange: true, accountTag };

const linked: LinkedResource = {
  status: 'linked',
  linkId: 'link-1',
  linkedAt: '2026-11-24T10:15:00Z',
  linkedBy: 'ada.winter@northwind.example',
  account: { username: 'alex@contoso.example', name: 'Alex Morgan', tenantId: '3c1f0a52-7d0e-4f0b-9a55-2f6f4f1d7a10' },
  organization: { name: 'Contoso', url: 'https://contoso.crm11.dynamics.com' },
  health: 'active',
  access: {
    tables: [
      { table: 'contact', read: true, create: true, write: true },
      { table: 'account', read: true, create: true, write: true },
    ],
    checkedAt: '2026-11-24T10:15:00Z',
  },
  nonce: 'nonce',
  canChange: true,
  accountTag,
};

const organizations = [
  { name: 'Contoso', url: 'https://contoso.crm11.dynamics.com' },
  { name: 'Fabrikam', url: 'https://fabrikam.crm4.dynamics.com' },
];

const unanswered = () => new Promise<Response>(() => {});

interface PanelCase {
  /** Answer to GET: a resource, or the code of a problem with its HTTP status. */
  get: LinkResource | { code: string; status: number } | 'never';
  /** The browser's reaction when the sign-in window is asked for. */
  window?: 'opens' | 'is blocked';
  trigger?(element: VccDynamicsAuth): void;
  /** A selector for what is there once it is shown. */
  shows: string;
}

/** Everything that the panel can look like: by status, and by what is said in it. */
export const panelCases = {
  loading: { get: 'never', shows: '.skeleton' },
  unlinked: { get: unlinked, shows: '[part=link-button]' },
  'look-only': { get: { ...linked, canChange: false }, shows: 'dl ~ .secondary' },
  linking: {
    get: unlinked,
    window: 'opens',
    trigger: (element) => void element.link(),
    shows: '.buttons button + button',
  },
  failed: { get: unlinked, window: 'is blocked', trigger: (element) => void element.link(), shows: '[role=alert] p' },
  choosing: { get: { ...unlinked, pending: { choice: 'choice-1', organizations } }, shows: '[part=choice]' },
  linked: { get: linked, shows: '[part=unlink-button]' },
  expired: { get: { ...linked, health: 'expired' }, shows: '.warning' },
  'expired-more-proof': { get: { ...linked, health: 'expired', healthReason: 'more-proof' }, shows: '.warning' },
  restricted: {
    get: { ...linked, health: 'restricted', missingPrivileges: ['prvCreateContact', 'prvWriteAccount'] },
    shows: '.warning',
  },
  question: {
    get: linked,
    trigger: (element) => element.shadowRoot?.querySelector<HTMLElement>('[part=unlink-button]')?.click(),
    shows: 'dialog[open]',
  },
  unlinking: { get: linked, trigger: (element) => void element.unlink(), shows: 'dl ~ .buttons [part=cancel-button]' },
  unavailable: { get: { code: 'internal', status: 500 }, shows: '[part=retry-button]' },
  'another-account': { get: { ...linked, accountTag: 'tailspin' }, shows: '[part=retry-button]' },
  'not-entitled': { get: { code: 'not-entitled', status: 403 }, shows: '[role=alert] p' },
} satisfies Record<string, PanelCase>;

export type PanelCaseName = keyof typeof panelCases;

/** Puts a panel on the page, in the language of its nearest `lang`, and resolves once it looks as the case says. */
export async function showPanel(name: PanelCaseName, parent: Element, language = 'en-GB'): Promise<VccDynamicsAuth> {
  const { get, window: opened, trigger, shows }: PanelCase = panelCases[name];
  const element = document.createElement('vcc-dynamics-auth');
  Object.assign(element, {
    endpoint: '/api/dynamics-link',
    accountTag,
    clientId: '1f4e7d0c-6a52-4b8e-9f37-c0d5a2b81e64',
    redirectUri: '/popup-callback.html',
    supportUrl: 'https://support.example/',
    authorityMetadata: {
      issuer: `${location.origin}/{tenantid}/v2.0`,
      authorization_endpoint: `${location.origin}/authorize/page`,
      token_endpoint: `${location.origin}/token`,
      jwks_uri: `${location.origin}/keys`,
    },
    fetch: async (_url: string, init: RequestInit = {}) =>
      get === 'never' || (init.method ?? 'GET') !== 'GET' ? unanswered() : answer(get),
  });
  const { open } = window;
  if (opened) window.open = () => (opened === 'opens' ? standIn() : null);
  try {
    parent.append(element);
    await element.updateComplete;
    const isShown = (selector: string) => !!element.shadowRoot?.querySelector(`:lang(${language}) ${selector}`);
    if (trigger) {
      await waitFor(element, () => isShown('[part=link-button], [part=unlink-button]'));
      trigger(element);
    }
    await waitFor(element, () =>
      shows.startsWith('dialog') ? !!element.shadowRoot?.querySelector(shows) : isShown(shows),
    );
    if (get !== 'never' && 'healthReason' in get) {
      const detailed = await detailedTexts[language]?.();
      const sentence = detailed?.texts.healthReasons[get.healthReason as HealthReason] ?? '';
      await waitFor(element, () => !!element.shadowRoot?.querySelector(shows)?.textContent?.includes(sentence));
    }
  } finally {
    window.open = open;
  }
  return element;
}

/** Stands for the sign-in window: nothing that happens in it is seen here. */
function standIn(): Window {
  const opened = { closed: false, focus() {}, close() {}, document: {}, location: { assign() {} } };
  return Object.assign(opened, { top: opened }) as unknown as Window;
}

function answer(body: Exclude<PanelCase['get'], 'never'>): Response {
  const isProblem = 'code' in body;
  return new Response(JSON.stringify(body), {
    status: isProblem ? body.status : 200,
    headers: { 'Content-Type': isProblem ? 'application/problem+json' : 'application/json', ETag: '"1"' },
  });
}
