import { expect } from '@open-wc/testing';
import { HttpResponse, http } from 'msw';
import { retryableImport } from '../../src/widget/retryable-import.js';
import { FakeBackend } from '../support/fake-backend.js';

describe('a chunk that could not be loaded', () => {
  const backend = new FakeBackend();
  /** Queries of the requests for the chunk's file. */
  let asked: string[];
  let source: string;
  before(() => backend.start());
  beforeEach(() => {
    backend.reset();
    asked = [];
    source = 'export const Panel = "loaded";';
    backend.use(
      http.get('*/a-chunk.js', ({ request }) => {
        asked.push(new URL(request.url).search);
        return new HttpResponse(source, { headers: { 'Content-Type': 'text/javascript' } });
      }),
    );
  });
  afterEach(() => document.querySelector('[type=importmap]')?.remove());

  const url = `${location.origin}/a-chunk.js`;
  const native = (of = url) => new TypeError(`Failed to fetch dynamically imported module: ${of}`);
  /** Loads it as often as there are failures and once more. @returns what the last time gave */
  async function loadAfter(...failures: unknown[]): Promise<string> {
    let calls = 0;
    const load = retryableImport('Panel', async (): Promise<{ Panel: string }> => {
      const failure = failures[calls++];
      if (failure) throw failure;
      return { Panel: 'called again' };
    });
    for (let time = 0; ; time++) {
      try {
        return (await load()).Panel;
      } catch (error) {
        if (error !== failures[time] || error === undefined) throw error;
      }
    }
  }

  it('is loaded by the same call where that is enough', async () => {
    expect(await loadAfter(native())).to.equal('called again');
    expect(asked).to.deep.equal([]);
  });

  it('is loaded by another URL where the browser remembers the failure, and by yet another one the next time', async () => {
    expect(await loadAfter(native(), native())).to.equal('loaded');
    expect(asked).to.deep.equal(['?again=2&']);
    expect(await loadAfter(native(`${url}?v=1&sig=a`), native(`${url}?v=1&sig=a`))).to.equal('loaded');
    expect(asked.slice(1)).to.deep.equal(['?again=2&v=1&sig=a']);
  });

  it('is found where a bundler packed it with others, under a name of its own', async () => {
    source = 'export const a = undefined, b = { Panel: "loaded" }, c = "";';
    expect(await loadAfter(native(`${url}?packed`), native(`${url}?packed`))).to.equal('loaded');
  });

  it('is not taken for loaded where the file is something else', async () => {
    source = 'export const __webpack_modules__ = {};';
    expect(await loadAfter(native(`${url}?other`), native(`${url}?other`))).to.equal('called again');
  });

  for (const [loader, failure] of [
    ['webpack', Object.assign(new Error(`Loading chunk 7 failed.\n(error: ${url})`), { name: 'ChunkLoadError' })],
    ['Turbopack', Object.assign(new Error(`Failed to load chunk ${url}`), { name: 'ChunkLoadError' })],
  ] as const) {
    it(`is asked for by ${loader}’s own loader alone: its file is no module`, async () => {
      expect(await loadAfter(failure, failure, failure)).to.equal('called again');
      expect(asked).to.deep.equal([]);
    });
  }

  it('is not asked for by another URL on a page with an import map, which may pin scripts', async () => {
    const map = Object.assign(document.createElement('script'), { type: 'importmap', textContent: '{}' });
    document.head.append(map);
    expect(await loadAfter(native(), native(), native())).to.equal('called again');
    expect(asked).to.deep.equal([]);
  });

  it('whose code fails is not run twice', async () => {
    const failure = new TypeError('Cannot read properties of undefined');
    expect(await loadAfter(failure, failure)).to.equal('called again');
    expect(asked).to.deep.equal([]);
  });
});
