import { type Endpoint, type EndpointClient, linked } from '../../demo/stand-ins/endpoint-client.js';
import type { LinkedResource } from '../../src/protocol.js';
import { expect, expectStatus } from './expectations.js';

/** The backend to be checked, and two of its administrators. */
export interface Target extends Endpoint {
  /** Headers that make a request one of an administrator of one VCC account, and of another. */
  first: Record<string, string>;
  second: Record<string, string>;
}

export interface Scenario {
  /** Says in the third person what a backend does. */
  name: string;
  run(parts: { first: EndpointClient; second: EndpointClient; target: Target }): Promise<void>;
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

/** Lets the stand-ins fail, by the name of `npm run stand-ins -- --help`, while `work` runs. */
export async function letStandInFail({ metadata }: Target, failure: string, work: () => Promise<void>): Promise<void> {
  const url = new URL('/control/failures', metadata.authorization_endpoint);
  const headers = { 'Content-Type': 'application/json' };
  const { ok } = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ fail: failure }) });
  if (!ok) throw new Error(`the stand-in at ${url.origin} can't be told what fails: is it of this version?`);
  try {
    await work();
  } finally {
    await fetch(url, { method: 'DELETE' });
  }
}
