import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Scenario } from '../../demo/scenarios.js';
import type { Portal, World } from './world.js';

/** What a scenario is played on. */
export interface Stage {
  world: World;
  portal: Portal;
  scenario: Scenario;
  coop: boolean;
}

/** The scenarios that need more than one click, by id. */
export type Plays = Record<string, (stage: Stage) => Promise<void>>;

/** What the administrator sees, and what was sent. */
export async function ends(portal: Portal, { ends: { status, code, says }, codes = 0 }: Scenario): Promise<void> {
  await portal.status(status);
  await portal.says(says);
  assert.equal((await portal.error())?.code, code);
  assert.equal(new Set(portal.posts().map((body) => body['code'] ?? body['choice'])).size, codes);
  const repeated = new Set(portal.posts().map((body) => JSON.stringify(body)));
  assert.ok(repeated.size <= codes + 1, 'a POST was repeated with another body');
}

/** Signs Alex Morgan in, up to the page that asks for permissions. */
export async function atPermissions(window: Page): Promise<void> {
  await window.getByRole('button', { name: 'Alex Morgan' }).click();
  await window.getByRole('button', { name: 'Accept' }).waitFor();
}

/** Accepts the permissions, and waits until the window has closed by itself. */
export async function accept(window: Page): Promise<void> {
  const closed = window.waitForEvent('close');
  await window.getByRole('button', { name: 'Accept' }).click();
  await closed;
}
