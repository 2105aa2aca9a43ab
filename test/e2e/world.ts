import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { type Demo, startDemo } from '../../demo/server.js';
import { people } from '../../demo/stand-ins/people.js';
import { findBrowser } from '../support/browser.js';

/** The demo as `npm start` runs it, and a browser in front of it. */
export interface World {
  demo: Demo;
  /** Stops the server and starts it again on the same ports and folder; `meanwhile` has the folder for itself. */
  restart(meanwhile?: (directory: string) => Promise<void>): Promise<void>;
  /** A fresh browser profile, signed in to the portal as this user, on the page CRM Admin. */
  portal(user: 'admin' | 'viewer' | 'visitor'): Promise<Portal>;
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
  part(name: string): ReturnType<Page['locator']>;
  /** Clicks Link and signs in as this Dynamics 365 user. */
  signIn(person: string, decision?: 'Accept' | 'Cancel'): Promise<void>;
  /** Clicks Unlink and confirms. */
  unlink(): Promise<void>;
  /** Switches the VCC account, as the portal does it: with a new page. */
  switchAccount(name: string): Promise<void>;
}

export async function startWorld(): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'vcc-dynamics-auth-e2e-'));
  const port = await findPorts(5);
  const browser: Browser = await chromium.launch({
    ...(await findBrowser()),
    // As people have it.
    ignoreDefaultArgs: ['--disable-popup-blocking'],
  });

  const world: World = {
    demo: await startDemo({ port, directory, quiet: true }),
    async restart(meanwhile) {
      await world.demo.close();
      await meanwhile?.(directory);
      world.demo = await startDemo({ port, directory, quiet: true });
    },
    async portal(user) {
      const context = await browser.newContext({ viewport: { width: 1000, height: 900 } });
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
      const portal = createPortal(context, page, requests, complaints);
      await page.goto(world.demo.url);
      await page.locator(`button[value=${user}]`).click();
      await page.waitForURL('**/crm-admin');
      return portal;
    },
    async reset() {
      for (const context of browser.contexts()) await context.close();
      for (const { tid, oid } of people) await world.demo.backend.release(tid, oid);
      world.demo.dynamics.reset();
      world.demo.entra.coop = true;
    },
    async close() {
      await browser.close();
      await world.demo.close();
      await rm(directory, { recursive: true });
    },
  };
  return world;
}

function createPortal(context: BrowserContext, page: Page, requests: Request[], complaints: string[]): Portal {
  const portal: Portal = {
    context,
    page,
    requests,
    complaints,
    async status(status) {
      await page.locator(`vcc-dynamics-auth[status="${status}"]`).waitFor();
    },
    part: (name) => page.locator(`[part~="${name}"]`),
    async signIn(person, decision = 'Accept') {
      const opened = context.waitForEvent('page');
      await portal.part('link-button').click();
      const window = await opened;
      await window.getByRole('button', { name: person }).click();
      const closed = window.waitForEvent('close');
      await window.getByRole('button', { name: decision }).click();
      await closed;
    },
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
