import type { Page } from 'playwright-core';

/** Picks the Dynamics 365 user and waits for the page that asks for permissions. */
export async function goToPermissions(window: Page, person = 'Alex Morgan'): Promise<void> {
  await window.getByRole('button', { name: person }).click();
  await window.getByRole('button', { name: 'Accept' }).waitFor();
}

/** Accepts the permissions, and waits until the window has closed by itself. */
export function acceptPermissions(window: Page): Promise<void> {
  return decide(window, 'Accept');
}

/** Signs in, and waits until the window has closed by itself. Who has consented before is not asked again. */
export async function finishSignIn(
  window: Page,
  person: string,
  decision: 'Accept' | 'Cancel' = 'Accept',
): Promise<void> {
  const closed = window.waitForEvent('close');
  const picks = window.getByRole('button', { name: person });
  // Whom the browser's session has already, and who has consented, is not asked anything.
  await Promise.race([closed, picks.click().catch(() => undefined)]);
  const asks = window.getByRole('button', { name: decision });
  await Promise.race([closed, asks.click().catch(() => undefined)]);
  await closed;
}

/** Accepts in a window whose attempt was given up, and waits until the callback page says so. */
export async function acceptInVain(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Accept' }).click();
  await window.getByText('Nothing was linked').waitFor();
}

async function decide(window: Page, decision: 'Accept' | 'Cancel'): Promise<void> {
  const closed = window.waitForEvent('close');
  await window.getByRole('button', { name: decision }).click();
  await closed;
}
