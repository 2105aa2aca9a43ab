import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type DemoInBrowser, startDemoInBrowser } from '../../e2e/support/demo-in-browser.js';
import { type AppServer, startAppServer } from './app-server.js';
import { linksWhateverChunkIsBlocked } from './blocked-chunks.js';
import { drive } from './drive.js';
import { createHostPortal } from './host-portal.js';
import { type PackedPackage, packPackage, refuse, startClock, succeed } from './installed-app.js';
import { writeSnippets } from './readme-snippets.js';
import { rendersEmptyPanel } from './rendered-panel.js';

interface RenderedApp {
  /** The app's folder, and its path in the portal. */
  name: string;
  /** Files that the README has word for word. */
  snippets: string[];
  /** Command of Node that starts the app's server. */
  start: string[];
  builds: {
    bundler: string;
    /** Script of the app that builds it. */
    script: string;
    /** See `linksWhateverChunkIsBlocked`. */
    isScripts: boolean;
  }[];
  /** Path of a route of the app that hands its requests to the reference backend. */
  backend?: string;
  /** Messages that the type checker must print for the folder `wrong-use`. */
  refusals?: RegExp[];
}

/** What must hold for an app whose own server renders the page. */
export function rendersAndLinks({ name, snippets, start, builds, backend, refusals }: RenderedApp): void {
  let packed: PackedPackage;
  let folder: string;
  before(async () => {
    packed = await packPackage();
    folder = await packed.installIn(name);
    await writeSnippets(folder, snippets);
  });
  after(() => packed.remove());

  for (const { bundler, script, isScripts } of builds) {
    describe(`built by ${bundler}`, () => {
      let server: AppServer;
      let setup: DemoInBrowser;
      before(async () => {
        const step = startClock(`${name}, ${bundler}`);
        succeed(folder, ['run', script]);
        step('built');
        server = await startAppServer(folder, start);
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

      if (backend) {
        it('runs the backend with its embedded database', async () => {
          const response = await fetch(`${server.origin}/host/${name}${backend}`);
          assert.equal(response.status, 401);
          assert.equal((await response.json()).code, 'not-signed-in');
        });
      }

      linksWhateverChunkIsBlocked({ app: name, isScripts, setup: () => setup });
    });
  }

  if (refusals) it('is refused by the type checker where it is used wrongly', () => refuse(folder, refusals));
}
