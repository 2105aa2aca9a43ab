import { type Endpoint, type EndpointClient, linked } from '../../demo/stand-ins/endpoint-client.js';
import type { LinkedResource } from '../../src/protocol.js';
import { expect, expectStatus } from './expectations.js';
import type { Requirement } from './requirements.js';

/** The backend to be checked, and its users. */
export interface Target extends Endpoint {
  /** Headers that make a request one of an administrator of one VCC account, and of another. */
  first: Record<string, string>;
  second: Record<string, string>;
  /** Another administrator of the first account. */
  colleague?: Record<string, string>;
  /** Hears of what no answer may contain. */
  onSecret?(what: string, secret: string): void;
  /** A user of the first account who may look, not change. */
  viewer?: Record<string, string>;
  /** Ends the backend's process without a warning, and starts it again. Resolves when it answers. */
  restart?(): Promise<void>;
}

export interface Scenario {
  requirement: Requirement;
  /** Says in the third person what a backend does. */
  name: string;
  /** What it can't be tried without. */
  needs?: readonly ('colleague' | 'viewer' | 'restart')[];
  run(parts: Parts): Promise<void>;
}

export interface Parts {
  first: EndpointClient;
  second: EndpointClient;
  colleague: EndpointClient;
  viewer: EndpointClient;
  target: Target;
}

/** A scenario can't be tried, for a reason that is not the backend's. */
export class NotTried extends Error {
  override readonly name = 'NotTried';
}

/** Links a user of the stand-in. @throws ContractViolation when that fails */
export async function link(client: EndpointClient, username: string): Promise<LinkedResource> {
  const answer = await client.post(await client.signIn(username));
  expectStatus(answer, 201, `POST of ${username}`);
  return linked(answer.body, 'POST');
}

/** @throws ContractViolation when GET says linked */
export async function isUnlinked(client: EndpointClient): Promise<void> {
  expect((await client.get()).body.status === 'unlinked', 'after a refusal, GET says linked');
}

/** Lets the stand-ins fail, by the names of `npm run stand-ins -- --help`, while `work` runs. */
export async function letStandInFail(
  { metadata }: Target,
  failures: string | readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const url = new URL('/control/failures', metadata.authorization_endpoint);
  const headers = { 'Content-Type': 'application/json' };
  try {
    for (const fail of [failures].flat()) {
      const { ok } = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ fail }) });
      if (!ok) throw new NotTried(`the stand-in at ${url.origin} does not know the failure ${fail}`);
    }
    await work();
  } finally {
    await fetch(url, { method: 'DELETE' });
  }
}

/** Resolves when so many requests of the backend wait at the stand-ins. */
export async function isHeld({ metadata }: Target, count = 1): Promise<void> {
  const { status } = await fetch(new URL(`/control/held?count=${count}`, metadata.authorization_endpoint));
  if (status !== 204) throw new NotTried('the backend asked nothing of the stand-ins');
}

/** Sends what the client of an element never would. The answer is read by nobody else. */
export async function sendRaw(
  { target, session }: { target: Target; session: Record<string, string> },
  method: string,
  {
    headers = {},
    search = '',
    body,
  }: { headers?: Record<string, string>; search?: string; body?: Uint8Array<ArrayBuffer> } = {},
): Promise<Response> {
  const url = new URL(target.url);
  url.search = search;
  const all = { ...session, ...headers };
  return target.fetch(new Request(url, { method, headers: all, redirect: 'manual', ...(body && { body }) }));
}

/** Headers of a page of the portal. */
export function ownPage({ redirectUri }: Target): Record<string, string> {
  return { Origin: new URL(redirectUri).origin, 'Sec-Fetch-Site': 'same-origin' };
}
