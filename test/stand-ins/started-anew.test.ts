import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'node:test';
import { type Demo, type DemoOptions, startDemo } from '../../demo/server.js';
import { findPorts } from '../e2e/support/free-ports.js';

const linkKey = process.env['LINK_KEY'];
const day = 86_400_000;

describe('a tester who starts the demo anew', () => {
  let directory: string;
  let port: number;
  let demo: Demo | undefined;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'demo-'));
    port = await findPorts(5);
  });
  afterEach(() => setKey(linkKey));
  after(async () => {
    await demo?.close();
    await rm(directory, { recursive: true });
  });

  function setKey(key: string | undefined): void {
    if (key === undefined) delete process.env['LINK_KEY'];
    else process.env['LINK_KEY'] = key;
  }

  async function restart(options: Partial<DemoOptions> = {}): Promise<Demo> {
    await demo?.close();
    demo = await startDemo({ port, directory, quiet: true, ...options });
    return demo;
  }

  /** What the QA page's log shows of the audit. */
  async function audit({ url }: Demo): Promise<[type: string, account: string | undefined][]> {
    const events: { type: string; vccAccountId?: string }[] = await (await fetch(`${url}/api/qa/events`)).json();
    return events.filter(({ type }) => type !== 'refreshed').map(({ type, vccAccountId }) => [type, vccAccountId]);
  }

  it('sees that the key of a link is missing, and that it is back', async () => {
    const { url } = await restart();
    const made = await fetch(`${url}/api/qa/link`, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json' },
      body: JSON.stringify({ link: 'active' }),
    });
    assert.equal(made.status, 204);
    setKey(Buffer.alloc(32, 9).toString('base64'));
    const withOther = await restart();
    assert.deepEqual((await audit(withOther)).at(-1), ['key-missing', 'northwind']);
    assert.deepEqual(await withOther.backend.linkCounts(), { active: 0, expired: 0, restricted: 1 });
    setKey(linkKey);
    const again = await restart();
    assert.deepEqual((await audit(again)).at(-1), ['recovered', 'northwind']);
    assert.deepEqual(await again.backend.linkCounts(), { active: 1, expired: 0, restricted: 0 });
  });

  it('is told that the secret ends soon, once', async () => {
    const secretExpires = new Date(Date.now() + 20 * day);
    const first = await audit(await restart({ secretExpires }));
    assert.deepEqual(first.at(-1), ['credential-expiring', undefined]);
    assert.deepEqual(await audit(await restart({ secretExpires })), first);
  });
});
