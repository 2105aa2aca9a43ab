import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { version } from '../../src/version.js';
import { type Faults, scenarios } from '../scenarios.js';
import type { CheckList } from './check-list.js';
import { portalUsers, vccAccounts } from './directory.js';
import type { Session } from './session.js';
import { createTestLinks, type TestLinksOptions } from './test-links.js';

/** Faults that the portal's own server makes. */
export type PortalFaults = Pick<Faults, 'window' | 'signInCode'>;

export interface QaOptions extends TestLinksOptions {
  faults: PortalFaults;
  checkList: CheckList;
}

const armBody = z.object({ scenario: z.string() });
const coopBody = z.object({ coop: z.boolean() });
const linkBody = z.object({ link: z.enum(['none', 'active', 'expired', 'restricted']) });
const grantBody = z.object({ action: z.enum(['revoke', 'spend', 'check']) });
const sessionBody = z.object({
  user: z.enum([...portalUsers.map(({ id }) => id), 'signed-out']),
  account: z.enum(vccAccounts.map(({ id }) => id)),
});
const resultBody = z.object({
  scenario: z.enum(scenarios.map(({ id }) => id)),
  browser: z.string().min(1).max(100),
  verdict: z.enum(['passed', 'failed']),
  remark: z.string().max(1000),
});

/** What the tester's page switches. It needs no portal session: being signed out is one of the things to test. */
export function createQaApi(options: QaOptions): Hono {
  const { sessions, entra, dynamics, faults, checkList } = options;
  const links = createTestLinks(options);
  const api = new Hono();
  api.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: 'invalid-request', message: z.prettifyError(error) }, 400);
    throw error;
  });

  api.get('/state', async (c) => c.json(describe(await sessions.read(c.req.raw), entra.coop)));

  api.post('/arm', async (c) => {
    const { scenario: id } = armBody.parse(await c.req.json());
    const scenario = scenarios.find((candidate) => candidate.id === id);
    if (!scenario) return c.json({ error: 'unknown-scenario' }, 404);
    const account = await accountOf(c);
    await reset();
    if (scenario.link) await links.make(account, 'alex', scenario.link);
    entra.faults = { ...scenario.faults?.entra };
    dynamics.fault = scenario.faults?.dynamics;
    Object.assign(faults, scenario.faults);
    return enter(c, scenario.user ?? 'admin', account);
  });
  api.post('/end-faults', (c) => {
    endFaults();
    return c.body(null, 204);
  });
  api.post('/reset', async (c) => {
    await reset();
    entra.coop = true;
    return enter(c, 'admin', vccAccounts[0].id);
  });

  api.post('/session', async (c) => {
    const { user, account } = sessionBody.parse(await c.req.json());
    return enter(c, user, account);
  });
  api.post('/coop', async (c) => {
    entra.coop = coopBody.parse(await c.req.json()).coop;
    return c.body(null, 204);
  });

  api.post('/link', async (c) => {
    const { link } = linkBody.parse(await c.req.json());
    const account = await accountOf(c);
    await withoutFaults(async () => {
      await links.endAll();
      dynamics.reset();
      if (link !== 'none') await links.make(account, 'alex', link);
    });
    return c.body(null, 204);
  });
  api.post('/grant', async (c) => {
    const { action } = grantBody.parse(await c.req.json());
    const account = await accountOf(c);
    if (!(await links.isLinked(account))) return c.json({ health: 'not-linked' });
    if (action === 'revoke') await links.revokeGrant(account);
    if (action === 'spend') await links.spendAccessToken(account);
    // What the backend knows is told by the panel's next question; only a check may find out more.
    return c.json({ health: action === 'check' ? await links.check(account) : undefined });
  });
  api.post('/colleague', async (c) => {
    const account = await accountOf(c);
    await links.end(account);
    await withoutFaults(() => links.make(account, 'kim', 'active'));
    return c.body(null, 204);
  });
  api.post('/discard-choices', async (c) => {
    await links.end(await accountOf(c));
    return c.body(null, 204);
  });

  api.get('/results', (c) => c.json(checkList.results()));
  api.post('/results', async (c) => {
    checkList.record({ ...resultBody.parse(await c.req.json()), at: new Date().toISOString(), version });
    return c.json(checkList.results());
  });
  api.delete('/results', (c) => {
    checkList.clear();
    return c.json(checkList.results());
  });
  api.get('/check-list.csv', (c) =>
    c.body(checkList.toCsv(), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="check-list.csv"',
    }),
  );

  return api;

  async function accountOf(c: Context): Promise<string> {
    return ((await sessions.read(c.req.raw))?.account ?? vccAccounts[0]).id;
  }

  async function enter(c: Context, userId: string, accountId: string): Promise<Response> {
    c.header('Set-Cookie', await (userId === 'signed-out' ? sessions.write() : sessions.write(userId, accountId)));
    const user = portalUsers.find(({ id }) => id === userId);
    const account = vccAccounts.find(({ id }) => id === accountId) ?? vccAccounts[0];
    return c.json(describe(user && { user, account }, entra.coop));
  }

  function endFaults(): void {
    entra.faults = {};
    dynamics.fault = undefined;
    delete faults.window;
    delete faults.signInCode;
  }

  /** A link in the background is made whatever is armed. */
  async function withoutFaults(work: () => Promise<void>): Promise<void> {
    const armed = { entra: entra.faults, dynamics: dynamics.fault };
    entra.faults = {};
    dynamics.fault = undefined;
    await work().finally(() => {
      entra.faults = armed.entra;
      dynamics.fault = armed.dynamics;
    });
  }

  /** No faults, no links, sample records. */
  async function reset(): Promise<void> {
    endFaults();
    dynamics.reset();
    await links.endAll();
  }
}

/** What the page shows of who and when. */
function describe(session: Session | undefined, coop: boolean): QaState {
  return { user: session?.user.id ?? 'signed-out', account: (session?.account ?? vccAccounts[0]).id, coop };
}

export interface QaState {
  user: string;
  account: string;
  /** Whether Entra's pages carry Cross-Origin-Opener-Policy. */
  coop: boolean;
}
