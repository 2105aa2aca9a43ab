import type { BrowserContext, Page, Request } from 'playwright-core';
import type { TesterAction } from '../../../demo/scenarios/scenario.js';
import type { VccDynamicsAuth } from '../../../src/index.js';
import { finishSignIn } from './sign-in-window.js';

/** Drives the portal's page in a browser profile of its own, and records requests and errors of all its windows. */
export interface PortalDriver {
  context: BrowserContext;
  page: Page;
  /** Every request of every page, in order. */
  requests: Request[];
  /** Uncaught errors, and errors and warnings in the console, of every page. */
  consoleErrors: string[];
  /** Waits until the panel has this status. */
  status(status: string): Promise<void>;
  /** Waits until the panel shows this text. */
  says(text: string): Promise<void>;
  /** Goes to the QA page with this scenario armed. */
  arm(scenario: string): Promise<void>;
  endFaults(): Promise<void>;
  /** Clicks one of the buttons that the QA page offers with the armed scenario, and waits until it is done. */
  testerAction(action: TesterAction): Promise<void>;
  part(name: string): ReturnType<Page['locator']>;
  /** Clicks Link and returns the window that opens. */
  openWindow(): Promise<Page>;
  /** Signs in, in a window that is open. */
  finish(window: Page, person: string, decision?: 'Accept' | 'Cancel'): Promise<void>;
  /** Clicks Link and signs in as this Dynamics 365 user. */
  signIn(person: string, decision?: 'Accept' | 'Cancel'): Promise<void>;
  /** Returns the element's property `error`. */
  error(): Promise<{ code: string; correlationId?: string } | null>;
  /** Returns the bodies of all POSTs of the page to the link endpoint, in order. */
  posts(): Record<string, string>[];
  /** Calls the element's method `refresh`. */
  refresh(): Promise<void>;
  /** Clicks Unlink and confirms. */
  unlink(): Promise<void>;
  /** Switches the VCC account, which loads the page again. */
  switchAccount(name: string): Promise<void>;
}

/** Creates the driver. It records from now on. */
export function createPortalDriver(origin: string, context: BrowserContext, page: Page): PortalDriver {
  const requests: Request[] = [];
  const consoleErrors: string[] = [];
  context.on('request', (request) => requests.push(request));
  context.on('weberror', (error) => consoleErrors.push(String(error.error())));
  context.on('console', (message) => {
    // Chromium prints an error of its own for each answer of 400 and more.
    const isOurs = !message.text().startsWith('Failed to load resource');
    if (['error', 'warning'].includes(message.type()) && isOurs) consoleErrors.push(message.text());
  });
  const panel = page.locator('vcc-dynamics-auth').first();

  const portal: PortalDriver = {
    context,
    page,
    requests,
    consoleErrors,
    async status(status) {
      await page.locator(`vcc-dynamics-auth[status="${status}"]`).waitFor();
    },
    part: (name) => page.locator(`[part~="${name}"]`),
    async says(text) {
      await portal.part('panel').getByText(text).first().waitFor();
    },
    async arm(scenario) {
      await page.goto(`${origin}/qa?scenario=${scenario}`);
    },
    async endFaults() {
      await page.locator('#end-faults').click();
      await page.locator('html[data-faults=ended]').waitFor();
    },
    async testerAction(action) {
      await page.locator(`[data-tester-action=${action}]`).click();
      await page.locator(`[data-tester-action=${action}][data-done]`).waitFor();
    },
    async openWindow() {
      const opened = context.waitForEvent('page');
      await portal.part('link-button').click();
      return opened;
    },
    finish: finishSignIn,
    async signIn(person, decision) {
      await finishSignIn(await portal.openWindow(), person, decision);
    },
    error: () => panel.evaluate((element) => (element as VccDynamicsAuth).error),
    posts: () =>
      requests
        .filter((request) => request.method() === 'POST' && request.url().endsWith('/api/dynamics-link'))
        // Without the requests that the QA page's service worker passes on to the backend.
        .filter((request) => !request.serviceWorker() && !request.headers()['accept']?.includes('msw/passthrough'))
        .map((request) => request.postDataJSON()),
    refresh: () => panel.evaluate(async (element) => void (await (element as VccDynamicsAuth).refresh())),
    async unlink() {
      await portal.part('unlink-button').click();
      await portal.part('confirm-button').click();
      await portal.status('unlinked');
    },
    async switchAccount(name) {
      await page.getByLabel('VCC account').selectOption({ label: name });
      await page.getByRole('button', { name: 'Switch' }).click();
      await page.locator('.account', { hasText: name }).waitFor();
    },
  };
  return portal;
}
