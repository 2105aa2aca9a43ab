import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { CDPSession } from 'playwright-core';
import { type DemoInBrowser, startDemoInBrowser } from './support/demo-in-browser.js';

describe('the memory of the page', () => {
  let setup: DemoInBrowser;
  before(async () => {
    setup = await startDemoInBrowser();
  });
  after(() => setup.close());

  /** Returns every string in the heap, after a collection. */
  async function strings(session: CDPSession): Promise<string> {
    const chunks: string[] = [];
    const onChunk = ({ chunk }: { chunk: string }) => chunks.push(chunk);
    session.on('HeapProfiler.addHeapSnapshotChunk', onChunk);
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    session.off('HeapProfiler.addHeapSnapshotChunk', onChunk);
    return chunks.join('');
  }

  it('holds neither code nor verifier once the link is there', async () => {
    const portal = await setup.openPortal('admin');
    await portal.status('unlinked');
    const session = await portal.context.newCDPSession(portal.page);
    await session.send('HeapProfiler.enable');
    await portal.page.evaluate(() =>
      Object.assign(globalThis, { marker: ['this', 'marker', 'is', 'found'].join('-') }),
    );
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    const [{ code, codeVerifier } = {}] = portal.posts();
    assert.ok(code && codeVerifier);
    const heap = await strings(session);
    assert.ok(heap.includes('this-marker-is-found'), 'the snapshot has no strings');
    assert.ok(!heap.includes(code), 'the code');
    assert.ok(!heap.includes(codeVerifier), 'the verifier');
    for (const token of setup.demo.entra.issuedTokens) assert.ok(!heap.includes(token), 'a token');
    assert.equal(await portal.page.evaluate(() => window.name), '');
  });
});
