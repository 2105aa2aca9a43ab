import { after, before, describe, it } from 'node:test';
import { type DemoInBrowser, startDemoInBrowser } from '../e2e/support/demo-in-browser.js';
import { type AppServer, startAppServer } from './app-server.js';
import { linksWhateverChunkIsBlocked } from './blocked-chunks.js';
import { drive } from './drive.js';
import { createHostPortal } from './host-portal.js';
import { type PackedPackage, packPackage, startClock, succeed } from './installed-app.js';
import { writeSnippets } from './readme-snippets.js';
import { rendersEmptyPanel } from './rendered-panel.js';

const name = 'next';

describe('the packed package in Next.js', () => {
  let packed: PackedPackage;
  let folder: string;
  before(async () => {
    packed = await packPackage();
    folder = await packed.installIn(name);
    await writeSnippets(folder, ['app/dynamics-panel.tsx', 'app/globals.css']);
  });
  after(() => packed.remove());

  for (const [bundler, script] of [
    ['Turbopack', 'build'],
    ['webpack', 'build:webpack'],
  ] as const) {
    describe(`built by ${bundler}`, () => {
      let server: AppServer;
      let setup: DemoInBrowser;
      before(async () => {
        const step = startClock(`next, ${bundler}`);
        succeed(folder, ['run', script]);
        step('built');
        server = await startAppServer(folder, ['node_modules/next/dist/bin/next', 'start']);
        const { portal } = createHostPortal({ name, folder, server: server.origin });
        setup = await startDemoInBrowser({}, { portal });
      });
      after(async () => {
        await setup.close();
        await server.close();
      });

      it('is used as an administrator does', () => drive({ name, folder, server: server.origin }));

      for (const width of [1000, 360]) {
        it(`is an empty panel of its final size in the HTML of the server, ${width} px wide; nothing moves, and nothing asks without the token`, async () => {
          const portal = await setup.openPortal('admin', '');
          await rendersEmptyPanel(portal, `${setup.demo.url}/host/${name}/`, width);
        });
      }

      linksWhateverChunkIsBlocked({ app: name, isScripts: true, setup: () => setup });
    });
  }
});
