import { startDemoInBrowser } from '../../e2e/support/demo-in-browser.js';
import { goToPermissions } from '../../e2e/support/sign-in-window.js';
import { median } from '../figures.js';

export interface FlowFigures {
  /** Milliseconds from the request for the callback page to the closing of its window. */
  callback: number;
  /** Milliseconds from the POST to its answer, with stand-ins for Entra and Dynamics 365. */
  post: number;
}

/** Links in the demo, from the button to *Linked*, so many times. */
export async function measureFlow(times: number): Promise<FlowFigures> {
  const setup = await startDemoInBrowser();
  const callbacks: number[] = [];
  const posts: number[] = [];
  try {
    const portal = await setup.openPortal('admin');
    for (let time = 0; time < times; time++) {
      await portal.status('unlinked');
      const window = await portal.openWindow();
      let requested = 0;
      window.on('request', (request) => {
        if (request.isNavigationRequest() && request.url().includes('/popup-callback.html')) requested = Date.now();
      });
      const answered = portal.page.waitForResponse((response) => response.request().method() === 'POST');
      const closed = window.waitForEvent('close').then(() => Date.now());
      setup.demo.entra.forgetConsents();
      await goToPermissions(window);
      await window.getByRole('button', { name: 'Accept' }).click();
      callbacks.push((await closed) - requested);
      const response = await answered;
      await response.finished();
      posts.push(response.request().timing().responseEnd);
      await portal.status('linked');
      await portal.unlink();
    }
  } finally {
    await setup.close();
  }
  return { callback: median(callbacks), post: median(posts) };
}
