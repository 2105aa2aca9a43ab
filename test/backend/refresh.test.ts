import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { LinkError } from '../../src/backend/errors.js';
import { createLinkTokens } from '../../src/backend/grants/link-tokens.js';
import type { Grant } from '../../src/backend/microsoft/entra.js';
import { createAudit } from '../../src/backend/store/audit.js';
import type { Database } from '../../src/backend/store/database.js';
import { createGrantStore } from '../../src/backend/store/grant-store.js';
import { createLinkStore } from '../../src/backend/store/link-store.js';
import { migrate } from '../../src/backend/store/schema.js';
import { createTokenCipher } from '../../src/backend/store/token-cipher.js';
import { openTestDatabase } from './test-database.js';
import { later } from './world.js';

/** Several processes are here several sets of parts on one database: they share nothing else. */
describe('the refresh of a grant', () => {
  const environment = 'https://contoso.crm11.dynamics.com';
  const first = { id: 'first', secret: randomBytes(32) };
  const cipher = createTokenCipher([first]);
  const keepAliveAt = () => new Date(Date.now() + 1e9);
  let database: Database;
  before(async () => {
    database = await openTestDatabase();
    await migrate(database);
  });
  after(() => database.close());

  const grantOf = (number: number, lifetime = 3600): Grant => ({
    accessToken: `access ${number}`,
    refreshToken: `refresh ${number}`,
    resource: environment,
    expiresAt: new Date(Date.now() + lifetime * 1000),
  });

  /** A link whose access token is used up. */
  async function link(vccAccountId: string = randomUUID()): Promise<string> {
    await createLinkStore({ database, cipher, keepAliveAt }).save(
      {
        vccAccountId,
        linkId: randomUUID(),
        account: { username: 'alex@contoso.example', name: 'Alex', tenantId: randomUUID() },
        objectId: randomUUID(),
        organization: { name: 'Contoso', url: environment },
        authority: 'https://login.microsoftonline.com/organizations',
        linkedAt: new Date(),
      },
      grantOf(0, 0),
      undefined,
      async () => undefined,
    );
    return vccAccountId;
  }

  function startProcess(refresh: (refreshToken: string) => Promise<Grant>) {
    const grants = createGrantStore({ database, cipher, keepAliveAt });
    const entra = { refresh: (_: string, refreshToken: string) => refresh(refreshToken) };
    return { grants, tokens: createLinkTokens({ grants, entra, audit: createAudit(database) }) };
  }

  /** An answer of Entra that comes when it is told to. */
  function slowAnswer() {
    let ask = () => {};
    let answer: (grant: Grant | Promise<never>) => void = () => {};
    const asked = new Promise<void>((resolve) => {
      ask = resolve;
    });
    const answered = new Promise<Grant>((resolve) => {
      answer = resolve;
    });
    return {
      asked,
      answer: (grant: Grant | Promise<never>) => answer(grant),
      refresh: () => {
        ask();
        return answered;
      },
    };
  }

  it('happens once for all processes, and they all get what it gave', async () => {
    const vccAccountId = await link();
    let refreshes = 0;
    const processes = [1, 2, 3, 4].map(() => startProcess(async () => grantOf(++refreshes)));
    const uses = processes.flatMap(({ tokens }) => [1, 2, 3].map(() => tokens.current(vccAccountId)));
    const accessTokens = (await Promise.all(uses)).map(({ accessToken }) => accessToken);
    assert.deepEqual(new Set(accessTokens), new Set(['access 1']));
    assert.equal(refreshes, 1);
  });

  it('is left to another process after one has died in the middle of it', async () => {
    const vccAccountId = await link();
    const died = slowAnswer();
    const dying = startProcess(died.refresh).tokens.current(vccAccountId);
    await died.asked;
    const other = startProcess(async () => grantOf(2));
    const waiting = other.tokens.current(vccAccountId, { signal: AbortSignal.timeout(300) });
    await assert.rejects(waiting, { code: 'identity-provider-unavailable' });
    const taken = await later(1, () => other.tokens.current(vccAccountId));
    assert.equal(taken.accessToken, 'access 2');
    // It was only slow: what comes now is older than what is stored.
    died.answer(grantOf(1));
    assert.equal((await dying).accessToken, 'access 2');
  });

  it('of an older grant does not make a newer one expired', async () => {
    const vccAccountId = await link();
    const slow = slowAnswer();
    const first = startProcess(slow.refresh).tokens.current(vccAccountId);
    await slow.asked;
    await later(1, () => startProcess(async () => grantOf(2)).tokens.current(vccAccountId));
    slow.answer(Promise.reject(new LinkError('expired', 'invalid_grant')));
    assert.equal((await first).accessToken, 'access 2');
  });

  it('that failed is tried by the next one at once', async () => {
    const vccAccountId = await link();
    const broken = startProcess(async () => {
      throw new LinkError('identity-provider-unavailable', 'busy');
    });
    await assert.rejects(broken.tokens.current(vccAccountId), { code: 'identity-provider-unavailable' });
    assert.equal((await startProcess(async () => grantOf(1)).tokens.current(vccAccountId)).accessToken, 'access 1');
  });

  it('brings nothing back to life when the account is unlinked meanwhile', async () => {
    const vccAccountId = await link();
    const slow = slowAnswer();
    const refreshing = startProcess(slow.refresh);
    const use = refreshing.tokens.current(vccAccountId);
    await slow.asked;
    const links = createLinkStore({ database, cipher, keepAliveAt });
    const found = await links.find(vccAccountId);
    await links.delete(vccAccountId, found?.linkId, async () => undefined);
    slow.answer(grantOf(1));
    await assert.rejects(use, { code: 'not-linked' });
    for (const { tokens } of [refreshing, startProcess(async () => grantOf(2))]) {
      await assert.rejects(tokens.current(vccAccountId), { code: 'not-linked' });
    }
  });

  it('is not spoiled by a rotation of the keys, which comes back for it', async () => {
    const vccAccountId = await link();
    const slow = slowAnswer();
    const use = startProcess(slow.refresh).tokens.current(vccAccountId);
    await slow.asked;
    const rotated = createTokenCipher([{ id: 'second', secret: randomBytes(32) }, first]);
    const rotating = createGrantStore({ database, cipher: rotated, keepAliveAt });
    assert.ok((await rotating.reseal()).isBeingRefreshed);
    slow.answer(grantOf(1));
    assert.equal((await use).accessToken, 'access 1');
    assert.deepEqual(await rotating.reseal(), { isBeingRefreshed: false, unreadable: [] });
    assert.equal((await rotating.find(vccAccountId))?.tokens.accessToken, 'access 1');
  });
});
