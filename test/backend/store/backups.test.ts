import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, rm } from 'node:fs/promises';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { DatabaseOptions } from '../../../src/backend.js';
import { createDatabase, queryPostgres } from '../../support/postgres.js';
import { later, linked, type Page, startTestBackend, type TestBackend } from '../test-backend.js';
import { createDatabaseFolder, postgres } from '../test-database.js';

// What `src/backend/README.md` says of backups, a lost database and another server, on PGlite's folder and on PostgreSQL.

describe('after a backup was restored', () => {
  let setup: TestBackend;
  let database: DatabaseOptions;
  const made: DatabaseOptions[] = [];
  const key = { id: 'of then', secret: randomBytes(32) };
  before(async () => {
    database = await newDatabase();
    setup = await startTestBackend({ database, keys: [key] });
  });
  beforeEach(() => setup.reset());
  after(async () => {
    await setup.close();
    for (const one of made) if ('directory' in one) await rm(one.directory, { recursive: true });
  });

  const findAlex = ({ vccAccountId }: Page) => setup.findContacts(vccAccountId, 'Anderson');
  const healthOf = async (page: Page) => linked((await page.get()).body).health;

  async function newDatabase(): Promise<DatabaseOptions> {
    const fresh =
      postgres === undefined ? { directory: await createDatabaseFolder() } : { url: await createDatabase(postgres) };
    made.push(fresh);
    return fresh;
  }

  /** The state of now, in another database; dumped while the backend runs, where PostgreSQL's own tools are there. */
  async function backUp(): Promise<DatabaseOptions> {
    const backup = await newDatabase();
    if ('url' in database && 'url' in backup && (await hasTools(database.url)))
      dumpAndRestore(database.url, backup.url);
    else await setup.restart({}, () => copy(database, backup));
    return backup;
  }

  async function restore(backup: DatabaseOptions): Promise<void> {
    database = backup;
    await setup.restart({ database });
  }

  it('a link works with its older grant, also when that has been renewed since', async () => {
    const page = setup.page();
    await page.link('alex');
    const backup = await backUp();
    await later(100, async () => assert.equal((await findAlex(page)).length, 1));
    await restore(backup);
    await later(200, async () => assert.equal((await findAlex(page)).length, 1));
    assert.equal(await healthOf(page), 'active');
  });

  it('a link that was made since is gone and can be made again; the page that showed it changes nothing', async () => {
    const page = setup.page();
    const { etag: before } = await page.get();
    const backup = await backUp();
    const request = await page.signIn('alex');
    const { etag } = await page.post(request, { 'If-Match': before });
    await restore(backup);
    assert.equal((await page.get()).body.status, 'unlinked');
    const stale = await page.post(await page.signIn('alex'), { 'If-Match': etag });
    assert.deepEqual([stale.status, stale.problem.code], [412, 'changed']);
    const repeated = await page.post(request, { 'If-Match': before });
    assert.equal(repeated.problem.code, 'code-rejected', 'Entra knows the code, though the record of it is lost');
    assert.equal((await page.link('alex')).status, 201);
  });

  it('a link that was deleted since is back, until it is released', async () => {
    const page = setup.page();
    await page.link('alex');
    const backup = await backUp();
    const unlinked = setup.events.length;
    await page.delete();
    const [event] = setup.events.slice(unlinked);
    assert.ok(event?.type === 'unlinked');
    await restore(backup);
    assert.equal((await findAlex(page)).length, 1);
    assert.equal(await setup.backend.release(event.tenantId, event.objectId), true);
    assert.equal((await page.get()).body.status, 'unlinked');
  });

  it('a link whose grant was revoked since is found to be expired', async () => {
    const page = setup.page();
    await page.link('alex');
    const backup = await backUp();
    setup.entra.revokeGrants('alex');
    await restore(backup);
    assert.equal(await healthOf(page), 'active', 'nobody has asked yet');
    assert.equal(await setup.backend.checkLink(page.vccAccountId), 'active', 'by an access token that is still good');
    await later(100, async () => assert.equal(await setup.backend.checkLink(page.vccAccountId), 'expired'));
  });

  it('a link needs the key of then, although the keys have been rotated since', async (test) => {
    const page = setup.page();
    await page.link('alex');
    const backup = await backUp();
    const newest = { id: 'of now', secret: randomBytes(32) };
    await setup.restart({ keys: [newest, key] });
    await setup.backend.rotateKeys();
    const warned = test.mock.method(process, 'emitWarning', () => undefined);
    await setup.restart({ keys: [newest] });
    assert.equal(await healthOf(page), 'active');
    assert.equal(warned.mock.callCount(), 0);

    await restore(backup);
    assert.equal(linked((await page.get()).body).healthReason, 'key-missing');
    assert.equal(warned.mock.callCount(), 1);
    await setup.restart({ keys: [newest, key] });
    assert.equal((await findAlex(page)).length, 1);
    await setup.backend.rotateKeys();
    await setup.restart({ keys: [key, newest] });
  });

  it('the places of events go on from those of the backup', async () => {
    const page = setup.page();
    await page.link('alex');
    const { next } = await setup.backend.events({ limit: 1000 });
    const backup = await backUp();
    await page.delete();
    const { next: read } = await setup.backend.events({ after: next });
    await restore(backup);
    await page.delete();
    const { events } = await setup.backend.events({ after: read });
    assert.deepEqual(events, [], 'a reader that keeps its cursor misses this one');
    const { events: again } = await setup.backend.events({ after: next });
    assert.deepEqual(
      again.map(({ type }) => type),
      ['unlinked'],
    );
  });

  it('an empty database has no links, and takes them', async () => {
    const page = setup.page();
    const { etag } = await page.link('alex');
    await restore(await newDatabase());
    assert.equal((await page.get()).body.status, 'unlinked');
    const stale = await page.post(await page.signIn('alex'), { 'If-Match': etag });
    assert.equal(stale.problem.code, 'changed');
    assert.equal((await page.link('alex')).status, 201);
    assert.equal((await findAlex(page)).length, 1);
  });
});

function dumpAndRestore(from: string, to: string): void {
  const dump = execFileSync('pg_dump', ['--format=custom', from], { maxBuffer: 1e9 });
  execFileSync('pg_restore', ['--no-owner', '--exit-on-error', `--dbname=${to}`], { input: dump });
}

/** Copies a database that nobody uses into an empty one. */
async function copy(from: DatabaseOptions, to: DatabaseOptions): Promise<void> {
  if ('directory' in from && 'directory' in to) {
    await rm(to.directory, { recursive: true });
    await cp(from.directory, to.directory, { recursive: true });
  } else if ('url' in from && 'url' in to) {
    const [source, target] = [from.url, to.url].map((url) => new URL(url).pathname.slice(1));
    const server = new URL('/postgres', from.url).href;
    await queryPostgres(server, `drop database ${target}`);
    await queryPostgres(server, `create database ${target} template ${source}`);
  }
}

/** True when PostgreSQL's own tools are there and as new as the server. */
async function hasTools(url: string): Promise<boolean> {
  const [server] = await queryPostgres(url, 'show server_version');
  try {
    const version = execFileSync('pg_dump', ['--version'], { encoding: 'utf8' });
    return parseInt(/[\d.]+/.exec(version)?.[0] ?? '', 10) >= parseInt(String(server?.['server_version']), 10);
  } catch {
    return false;
  }
}
