import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { type DemoInBrowser, startDemoInBrowser } from '../e2e/support/demo-in-browser.js';
import type { PortalDriver } from '../e2e/support/portal-driver.js';
import { acceptPermissions, goToPermissions } from '../e2e/support/sign-in-window.js';
import { type Desktop, startDesktop } from './desktop.js';

declare global {
  interface Window {
    opened: boolean[];
  }
}

const question = 'Did you finish signing in?';
const runs = 20;
/** Milliseconds within which the question is asked. */
const limit = 1_000;
/** Milliseconds that somebody stays on a page of the sign-in. Meanwhile the panel looks at its window twelve times. */
const pause = 3_000;

describe('real windows, one of which has the focus', () => {
  let desktop: Desktop;
  let setup: DemoInBrowser;
  let portal: PortalDriver;
  let questions: Questions;

  before(async () => {
    desktop = await startDesktop();
    // Otherwise Chromium would use a Wayland session, if there is one.
    setup = await startDemoInBrowser({ headless: false, env: desktop.env, args: ['--ozone-platform=x11'] });
  });
  afterEach(async () => {
    const unexpected = portal.consoleErrors.filter((error) => !error.includes('LinkError'));
    await setup.reset();
    assert.deepEqual(unexpected, []);
  });
  after(async () => {
    await setup?.close();
    await desktop?.close();
  });

  for (const coop of [false, true]) {
    describe(`COOP ${coop ? 'on' : 'off'}`, () => {
      it(`asks within a second after the window was closed, ${runs} times of ${runs}`, async () => {
        await arrive('window-closed', coop);
        const waits: number[] = [];
        let button = 'link-button';
        for (let run = 1; run <= runs; run++) {
          await openWindow(coop, button);
          button = 'retry-button';
          // Measured from the key press, and so with the closing itself: the event that reports the closing comes late.
          const closing = Date.now();
          await desktop.press('alt+F4');
          await portal.says(question);
          const asked = (await questions.all()).filter(({ isAsked }) => isAsked);
          assert.equal(asked.length, run);
          waits.push((asked.at(-1)?.at ?? Number.NaN) - closing);
        }
        await portal.finish(await openWindow(coop, button), 'Alex Morgan');
        await portal.status('linked');

        const [median, worst] = medianAndWorst(waits);
        console.log(
          `COOP ${coop ? 'on' : 'off'}, from the window's closing to the question, ${runs} runs: ` +
            `median ${median} ms, worst ${worst} ms. MSAL alone: 60 s.`,
        );
        assert.ok(worst <= limit, `${worst} ms`);
      });

      it('asks nothing while somebody takes time in the window', async () => {
        await arrive('late-answer', coop);
        const window = await openWindow(coop);
        await setTimeout(pause);
        await window.getByLabel('Account').fill('nobody@contoso.example');
        await window.getByRole('button', { name: 'Next' }).click();
        await window.getByText('There is no account').waitFor();
        await setTimeout(pause);
        await goToPermissions(window);
        await setTimeout(pause);
        await focusIsIn(window);
        await acceptPermissions(window);
        await portal.status('linked');
        assert.deepEqual(await questions.all(), []);
      });

      it('takes the question back when somebody goes back to the window', async () => {
        await arrive('late-answer', coop);
        const window = await openWindow(coop);
        await desktop.press('alt+Tab');
        await focusIsIn(portal.page);
        if (coop) {
          await portal.says(question);
          await desktop.press('alt+Tab');
        } else {
          // The panel can tell that the window is open.
          await setTimeout(pause);
          await portal.page.getByRole('button', { name: 'Show the window' }).click();
        }
        await focusIsIn(window);
        await portal.says('Sign in to Dynamics 365 in the window that opened');
        await portal.finish(window, 'Alex Morgan');
        await portal.status('linked');
        const asked = (await questions.all()).map(({ isAsked }) => isAsked);
        assert.deepEqual(asked, coop ? [true, false] : []);
      });

      it('says that the browser blocked the window, and links once it does not', async () => {
        await arrive('popup-blocked', coop);
        await portal.context.addInitScript(recordOpening);
        await portal.page.reload();
        await portal.status('unlinked');
        await portal.part('link-button').click();
        await portal.part('message').getByText('window').waitFor();
        // The first click may have come before the sign-in chunk was loaded, when browsers block the window anyway.
        await portal.part('link-button').click();
        await portal.part('message').getByText('address bar').waitFor();
        assert.equal((await portal.error())?.code, 'popup-blocked');
        // The QA page opens a window first, which uses up the click; Chromium itself then refuses the panel's window.
        const opened = await portal.page.evaluate(() => window.opened);
        assert.deepEqual(opened.slice(-2), [true, false]);
        assert.deepEqual(portal.posts(), []);
        await portal.endFaults();
        await portal.signIn('Alex Morgan');
        await portal.status('linked');
      });
    });
  }

  /** Opens the QA page with this scenario armed, and records when the question is shown. */
  async function arrive(scenario: string, coop: boolean): Promise<void> {
    setup.demo.entra.coop = coop;
    portal = await setup.openPortal('admin');
    await portal.arm(scenario);
    await portal.status('unlinked');
    await useRealFocus(portal.page);
    questions = await watchForQuestion(portal.page);
  }

  /** Opens the sign-in window, which takes the focus. */
  async function openWindow(coop: boolean, button = 'link-button'): Promise<Page> {
    const [window] = await Promise.all([portal.context.waitForEvent('page'), portal.part(button).click()]);
    await window.getByText('Pick an account').waitFor();
    await useRealFocus(window);
    await focusIsIn(window);
    // Under COOP the window looks closed from now on.
    await portal.says(coop ? 'look behind this one' : 'Show the window');
    return window;
  }

  async function focusIsIn(page: Page): Promise<void> {
    for (const open of portal.context.pages()) {
      await open.waitForFunction((expected) => document.hasFocus() === expected, open === page, { polling: 50 });
    }
  }
});

/**
 * Lets the page report its real focus. Playwright makes every page report that it has the focus, and does so again after
 * each navigation to another site.
 */
async function useRealFocus(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setFocusEmulationEnabled', { enabled: false });
}

interface Questions {
  /** Returns each time, in milliseconds since the epoch, at which the question appeared or disappeared. */
  all(): Promise<{ at: number; isAsked: boolean }[]>;
}

/** Records each appearance of the question, however short. */
async function watchForQuestion(page: Page): Promise<Questions> {
  const changes = await page.locator('[part~=panel]').evaluateHandle((panel, text) => {
    const seen: { at: number; isAsked: boolean }[] = [];
    new MutationObserver(() => {
      const isAsked = (panel as HTMLElement).innerText.includes(text);
      if (isAsked !== (seen.at(-1)?.isAsked ?? false)) seen.push({ at: Date.now(), isAsked });
    }).observe(panel, { subtree: true, childList: true, characterData: true });
    return seen;
  }, question);
  return { all: () => changes.jsonValue() };
}

/** Runs in the page. Records for each call of `window.open` whether a window opened. */
function recordOpening(): void {
  const { open } = window;
  window.opened = [];
  window.open = (...args) => {
    const handle = open.apply(window, args);
    window.opened.push(handle !== null);
    return handle;
  };
}

function medianAndWorst(values: number[]): [number, number] {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return [middle.reduce((sum, value) => sum + value, 0) / middle.length, sorted.at(-1) ?? Number.NaN];
}
