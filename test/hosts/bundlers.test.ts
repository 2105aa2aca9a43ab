import { after, before, describe } from 'node:test';
import { type DemoInBrowser, startDemoInBrowser } from '../e2e/support/demo-in-browser.js';
import { linksWhateverChunkIsBlocked } from './support/blocked-chunks.js';
import { createHostPortal } from './support/host-portal.js';
import { type PackedPackage, packPackage, succeed } from './support/installed-app.js';

describe('the packed package', () => {
  let packed: PackedPackage;
  before(async () => {
    packed = await packPackage();
  });
  after(() => packed.remove());

  for (const name of ['vite', 'webpack', 'rollup', 'esbuild']) {
    describe(`built by ${name}`, () => {
      let setup: DemoInBrowser;
      before(async () => {
        const folder = await packed.installIn(name, 'plain');
        succeed(folder, ['run', 'build']);
        setup = await startDemoInBrowser({}, { portal: createHostPortal({ name, folder }).portal });
      });
      after(() => setup.close());
      linksWhateverChunkIsBlocked({ app: name, isScripts: name === 'webpack', setup: () => setup });
    });
  }
});
