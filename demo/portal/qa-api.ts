import { Hono } from 'hono';
import { z } from 'zod';
import type { LinkBackend } from '../../src/backend.js';
import { type Faults, type Scenario, scenarios } from '../scenarios.js';
import type { DynamicsStandIn } from '../stand-ins/dynamics.js';
import type { EntraStandIn } from '../stand-ins/entra.js';
import { people } from '../stand-ins/people.js';
import { signIn } from '../stand-ins/sign-in.js';
import type { Session } from './session.js';

type Env = { Variables: { session: Session } };

/** Faults that the portal's own server makes. */
export type PortalFaults = Pick<Faults, 'window' | 'signInCode'>;

export interface QaOptions {
  origin: string;
  backend: LinkBackend;
  entra: EntraStandIn;
  dynamics: DynamicsStandIn;
  clientId: string;
  faults: PortalFaults;
}

const armBody = z.object({ scenario: z.string() });

/** What the tester's page switches: faults of the portal and the stand-ins, and the link to begin with. */
export function createQaApi(options: QaOptions): Hono<Env> {
  const { backend, entra, dynamics, faults } = options;
  const api = new Hono<Env>();

  api.post('/arm', async (c) => {
    const { scenario: id } = armBody.parse(await c.req.json());
    const scenario = scenarios.find((candidate) => candidate.id === id);
    if (!scenario) return c.json({ error: 'unknown-scenario' }, 404);
    await reset();
    await makeLink(options, c.req.raw, c.get('session').account.id, scenario.link);
    entra.faults = { ...scenario.faults?.entra };
    dynamics.fault = scenario.faults?.dynamics;
    Object.assign(faults, scenario.faults);
    return c.body(null, 204);
  });

  api.post('/end-faults', (c) => {
    endFaults();
    return c.body(null, 204);
  });

  api.post('/reset', async (c) => {
    await reset();
    return c.body(null, 204);
  });

  return api;

  function endFaults(): void {
    entra.faults = {};
    dynamics.fault = undefined;
    delete faults.window;
    delete faults.signInCode;
  }

  /** No faults, no links, sample records. */
  async function reset(): Promise<void> {
    endFaults();
    dynamics.reset();
    for (const { tid, oid } of people) await backend.release(tid, oid);
  }
}

/** Links Alex Morgan as a browser would, and lets the link fall ill for real. */
async function makeLink(
  { origin, backend, entra, dynamics, clientId }: QaOptions,
  { headers }: Request,
  vccAccountId: string,
  health: Scenario['link'],
): Promise<void> {
  if (!health) return;
  const username = 'alex';
  const send = (init: RequestInit & { headers: Record<string, string> }) =>
    backend.fetch(
      new Request(`${origin}/api/dynamics-link`, {
        ...init,
        headers: { ...init.headers, Cookie: headers.get('cookie') ?? '', Origin: origin },
      }),
    );
  const unlinked = await send({ headers: {} });
  const { nonce } = (await unlinked.json()) as { nonce: string };
  const redirectUri = `${origin}/popup-callback.html`;
  const { code, codeVerifier } = await signIn({ entra, username, nonce, redirectUri, clientId });
  const linked = await send({
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'If-Match': unlinked.headers.get('ETag') ?? '' },
    body: JSON.stringify({ code, codeVerifier, nonce, redirectUri, authority: entra.authority }),
  });
  if (linked.status !== 201) throw new Error(`the link to begin with was answered ${linked.status}`);

  if (health === 'expired') {
    entra.revokeGrants(username);
    // An access token outlives its grant until it is refused.
    dynamics.fault = { status: 401, code: '0x80048405' };
    const name = { field: 'lastname', operator: 'eq', value: 'nobody' } as const;
    await backend
      .dataConnector(vccAccountId)
      .find('contact', { anyOf: [name] })
      .catch(() => undefined);
    dynamics.fault = undefined;
  }
  if (health === 'restricted') {
    dynamics.withdrawPrivilege(username, 'prvCreateContact');
    await backend.checkLink(vccAccountId);
  }
}
