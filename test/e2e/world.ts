import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Browser,
  type BrowserContext,
  chromium,
  type LaunchOptions,
  type Page,
  type Request,
} from 'playwright-core';
import type { Aid } from '../../demo/scenarios.js';
import { type Demo, type DemoOptions, startDemo } from '../../demo/server.js';
import { people } from '../../demo/stand-ins/people.js';
import type { VccDynamicsAuth } from '../../src/index.js';
import { findBrowser } from '../support/browser.js';

/** The demo as `npm start` runs it, and a browser in front of it. */
export interface World {
  demo: Demo;
  /** Stops the server and starts it again on the same ports and folder; `meanwhile` has the folder for itself. */
  restart(meanwhile?: (directory: string) => Promise<void>): Promise<void>;
  /** A fresh browser profile, signed in to the portal as this user, on the page CRM Admin or on another. */
  portal(user: 'admin' | 'viewer' | 'visitor', path?: string): Promise<Portal>;
  /** No links, sample records, no faults, no open pages. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

export interface Portal {
  context: BrowserContext;
  page: Page;
  /** Every request of every page, in order. */
  requests: Request[];
  /** Errors and warnings of any page. */
  complaints: string[];
  /** Waits until the panel has this status. */
  status(status: string): Promise<void>;
  /** Waits until the panel shows this text. */
  says(text: string): Promise<void>;
  /** Goes to the tester's page with this scenario armed. */
  arm(scenario: string): Promise<void>;
  endFaults(): Promise<void>;
  /** Clicks what the tester's page offers with the scenario that is armed. */
  aid(aid: Aid): Promise<void>;
  part(name: string): ReturnType<Page['locator']>;
  /** Clicks Link and takes hold of the window that opens. */
  openWindow(): Promise<Page>;
  /** Goes through the sign-in window's pages, until it closes by itself. */
  finish(window: Page, person: string, decision?: 'Accept' | 'Cancel'): Promise<void>;
  /** Clicks Link and signs in as this Dynamics 365 user. */
  signIn(person: string, decision?: 'Accept' | 'Cancel'): Promise<void>;
  /** What the element complains of. */
  error(): Promise<{ code: string; correlationId?: string } | null>;
  /** The bodies of all POSTs of the page to the endpoint, in order. */
  posts(): Record<string, string>[];
  /** What hosts call. */
  refresh(): Promise<void>;
  /** Clicks Unlink and confirms. */
  unlink(): Promise<void>;
  /** Switches the VCC account, as the portal does it: with a new page. */
  switchAccount(name: string): Promise<void>;
}

/**
 * @param launch options for the browser, on top of those that every test needs
 * @param options for the demo
 */
export async function startWorld(
  launch: LaunchOptions = {},
  options: Pick<DemoOptions, 'portal'> = {},
): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-e2e-'));
  const port = await findPorts(5);
  const found = await findBrowser();
  const browser: Browser = await chromium.launch({
    ...found,
    ...launch,
    args: [...found.args, ...(launch.args ?? [])],
    // As people have it.
    ignoreDefaultArgs: ['--disable-popup-blocking'],
  });

  /** The portal's session cookie lasts for hours, also over a restart of the demo. */
  const sessions = new Map<string, Awaited<ReturnType<BrowserContext['storageState']>>>();

  const world: World = {
    demo: await startDemo({ port, directory, quiet: true, ...options }),
    async restart(meanwhile) {
      await world.demo.close();
      await meanwhile?.(directory);
      world.demo = await startDemo({ port, directory, quiet: true, ...options });
    },
    async portal(user, path = '/business-apps/crm-admin') {
      const session = sessions.get(user);
      const context = await browser.newContext({
        viewport: { width: 1000, height: 900 },
        ...(session && { storageState: session }),
      });
      const requests: Request[] = [];
      const complaints: string[] = [];
      context.on('request', (request) => requests.push(request));
      context.on('weberror', (error) => complaints.push(String(error.error())));
      context.on('console', (message) => {
        // What Chromium says of itself for each answer of 400 and more is no complaint of ours.
        const isOurs = !message.text().startsWith('Failed to load resource');
        if (['error', 'warning'].includes(message.type()) && isOurs) complaints.push(message.text());
      });
      const page = await context.newPage();
      const portal = createPortal(world.demo.url, context, page, requests, complaints);
      if (!session) {
        await page.goto(`${world.demo.url}/sign-in`);
        await page.locator(`button[value=${user}]`).click();
        await page.waitForURL('**/crm-admin');
        sessions.set(user, await context.storageState());
      }
      const url = `${world.demo.url}${path}`;
      if (path && page.url() !== url) await page.goto(url);
      return portal;
    },
    async reset() {
      for (const context of browser.contexts()) await context.close();
      for (const { tid, oid } of people) await world.demo.backend.release(tid, oid);
      world.demo.dynamics.reset();
      world.demo.entra.coop = true;
      world.demo.entra.faults = {};
    },
    async close() {
      await browser.close();
      await world.demo.close();
      await rm(directory, { recursive: true });
    },
  };
  return world;
}

function createPortal(
  origin: string,
  context: BrowserContext,
  page: Page,
  requests: Request[],
  complaints: string[],
): Portal {
  const portal: Portal = {
    context,
    page,
    requests,
    complaints,
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
    async aid(aid) {
      await page.locator(`[data-aid=${aid}]`).click();
      await page.locator(`[data-aid=${aid}][data-done]`).waitFor();
    },
    async openWindow() {
      const opened = context.waitForEvent('page');
      await portal.part('link-button').click();
      return opened;
    },
    async finish(window, person, decision = 'Accept') {
      await window.getByRole('button', { name: person }).click();
      const closed = window.waitForEvent('close');
      await window.getByRole('button', { name: decision }).click();
      await closed;
    },
    async signIn(person, decision) {
      await portal.finish(await portal.openWindow(), person, decision);
    },
    error: () =>
      page
        .locator('vcc-dynamics-auth')
        .first()
        .evaluate((element) => (element as VccDynamicsAuth).error),
    posts: () =>
      requests
        .filter((request) => request.method() === 'POST' && request.url().endsWith('/api/dynamics-link'))
        // What the page's own faults pass on to the backend is not the element's.
        .filter((request) => !request.serviceWorker() && !request.headers()['accept']?.includes('msw/passthrough'))
        .map((request) => request.postDataJSON()),
    refresh: () =>
      page
        .locator('vcc-dynamics-auth')
        .first()
        .evaluate(async (element) => void (await (element as VccDynamicsAuth).refresh())),
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

/** The first of so many free ports in a row. */
export async function findPorts(count: number): Promise<number> {
  for (;;) {
    const first = 20_000 + Math.floor(Math.random() * 20_000);
    const ports = Array.from({ length: count }, (_, index) => first + index);
    if ((await Promise.all(ports.map(isFree))).every(Boolean)) return first;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
