import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { version } from '../../../src/version.js';
import { portalUsers, vccAccounts } from '../../portal/directory.js';
import type { Session } from '../../portal/session.js';
import { findScenario, scenarios } from '../../scenarios/all.js';
import type { QaState } from '../api-types.js';
import { type CheckList, serveCsv } from './check-list.js';
import type { PortalFaults } from './portal-faults.js';
import { createRecentEvents } from './recent-events.js';
import { createTestLinks, type TestLinksOptions } from './test-links.js';

export interface QaApiOptions extends TestLinksOptions {
  faults: PortalFaults;
  checkList: CheckList;
}

const armBody = z.object({ scenario: z.string() });
const coopBody = z.object({ coop: z.union([z.boolean(), z.literal('as asked')]) });
const linkBody = z.object({ link: z.enum(['none', 'active', 'expired', 'restricted']) });
const grantBody = z.object({ action: z.enum(['revoke', 'spend', 'withdraw', 'restore', 'check']) });
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

/** Serves the switches of the QA page. They need no portal session: being signed out is one of the things to test. */
export function createQaApi(options: QaApiOptions): Hono {
  const { sessions, entra, dataverse, faults, checkList } = options;
  const links = createTestLinks(options);
  const recentEvents = createRecentEvents(options.backend.events);
  const api = new Hono();
  api.onError((error, c) => {
    if (error instanceof z.ZodError) return c.json({ error: 'invalid-request', message: z.prettifyError(error) }, 400);
    throw error;
  });

  api.get('/state', async (c) => c.json(describe(await sessions.read(c.req.raw), entra.coop)));

  api.post('/arm', async (c) => {
    const { scenario: id } = armBody.parse(await c.req.json());
    const scenario = findScenario(id);
    if (!scenario) return c.json({ error: 'unknown-scenario' }, 404);
    const account = await accountOf(c);
    await reset();
    if (scenario.link) await links.make(account, 'alex', scenario.link);
    // Making the link was a sign-in: the tester's is to be the first.
    entra.forgetConsents();
    entra.faults = { ...scenario.faults?.entra };
    dataverse.fault = scenario.faults?.dataverse;
    Object.assign(faults, scenario.faults);
    return enter(c, scenario.user ?? 'admin', account);
  });
  api.post('/end-faults', (c) => {
    endFaults();
    return c.body(null, 204);
  });
  api.post('/reset', async (c) => {
    await reset();
    entra.coop = 'as asked';
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
      dataverse.reset();
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
    if (action === 'withdraw') await links.withdrawPrivilege(account);
    if (action === 'restore') dataverse.reset();
    // Only a check may find out more than the panel's next request to the backend tells.
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

  api.get('/events', async (c) => c.json(await recentEvents()));

  api.get('/results', (c) => c.json(checkList.results()));
  api.post('/results', async (c) => {
    checkList.record({ ...resultBody.parse(await c.req.json()), at: new Date().toISOString(), version });
    return c.json(checkList.results());
  });
  api.delete('/results', (c) => {
    checkList.clear();
    return c.json(checkList.results());
  });
  api.get('/check-list.csv', serveCsv(checkList));

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
    dataverse.fault = undefined;
    delete faults.window;
    delete faults.signInChunk;
  }

  /** Does the work while no fault is armed, and arms the same faults again. */
  async function withoutFaults(work: () => Promise<void>): Promise<void> {
    const armed = { entra: entra.faults, dataverse: dataverse.fault };
    entra.faults = {};
    dataverse.fault = undefined;
    await work().finally(() => {
      entra.faults = armed.entra;
      dataverse.fault = armed.dataverse;
    });
  }

  /** Ends faults and links, and brings back the sample records. */
  async function reset(): Promise<void> {
    endFaults();
    dataverse.reset();
    await links.endAll();
    entra.forgetConsents();
  }
}

/** Returns the state for the page's box “Who and when”. */
function describe(session: Session | undefined, coop: QaState['coop']): QaState {
  return { user: session?.user.id ?? 'signed-out', account: (session?.account ?? vccAccounts[0]).id, coop };
}
