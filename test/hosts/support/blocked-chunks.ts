import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { VccDynamicsAuth } from '../../../src/index.js';
import type { DemoInBrowser } from '../../e2e/support/demo-in-browser.js';
import type { PortalDriver } from '../../e2e/support/portal-driver.js';

/** Text by which the chunks are known, whatever name and wrapping a bundler gives them. */
const chunks = {
  linking: 'showModal',
  'sign-in': 'interaction_in_progress',
  diagnosis: 'securitypolicyviolation',
  German: 'Dynamics 365-Benutzer',
};

interface Built {
  app: string;
  /** The bundler loads its chunks as scripts, by a loader of its own, and not as modules. */
  isScripts: boolean;
  setup: () => DemoInBrowser;
}

/** What must hold for the panel whoever built the page, and whichever chunk does not come at first. */
export function linksWhateverChunkIsBlocked({ app, isScripts, setup }: Built): void {
  const open = async (portal: PortalDriver) => {
    await portal.page.goto(`${setup().demo.url}/host/${app}/`);
    await portal.status('unlinked');
  };

  it('links and unlinks', async () => {
    const portal = await setup().openPortal('admin', '');
    await open(portal);
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    await portal.unlink();
    assert.deepEqual(portal.consoleErrors, []);
  });

  it('links although the chunk that links could not be loaded at first', async () => {
    const portal = await setup().openPortal('admin', '');
    const network = await block(portal, 'linking');
    await open(portal);
    await portal.part('link-button').click();
    await portal.says('The portal does not answer');
    await network.restore();
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    await portal.unlink();
    // As modules they would export nothing.
    if (isScripts) assert.ok(portal.requests.every((request) => !request.url().includes('again=')));
  });

  it('links although the sign-in could not be loaded, twice', async () => {
    const portal = await setup().openPortal('admin', '');
    const network = await block(portal, 'sign-in');
    await open(portal);
    for (let clicks = 0; clicks < 2; clicks++) {
      await portal.part('link-button').click();
      await portal.says('The sign-in could not be loaded');
      await portal.status('unlinked');
    }
    await network.restore();
    await portal.signIn('Alex Morgan');
    await portal.status('linked');
    await portal.unlink();
  });

  it('diagnoses although the diagnosis could not be loaded at first', async () => {
    const portal = await setup().openPortal('admin', '');
    const network = await block(portal, 'diagnosis');
    await open(portal);
    const diagnose = () =>
      portal.page.locator('vcc-dynamics-auth').evaluate(async (element) => {
        const findings = await (element as VccDynamicsAuth).diagnose();
        return findings.every(({ ok }) => ok);
      });
    await assert.rejects(diagnose);
    await network.restore();
    assert.equal(await diagnose(), true);
  });

  it('speaks a language that could not be loaded at first, once the page asks for it again', async () => {
    const portal = await setup().openPortal('admin', '');
    const network = await block(portal, 'German');
    await open(portal);
    const speak = (lang: string) =>
      portal.page.evaluate((tag) => document.documentElement.setAttribute('lang', tag), lang);
    const refused = portal.page.waitForEvent('requestfailed');
    await speak('de');
    await refused;
    await speak('fr');
    await portal.says('utilisateur Dynamics 365');
    await network.restore();
    await speak('de');
    await portal.says('Dynamics 365-Benutzer');
  });
}

/** Fails every request for a chunk, until the network is restored. */
async function block(portal: PortalDriver, chunk: keyof typeof chunks): Promise<{ restore(): Promise<void> }> {
  const { context } = portal;
  let isDown = true;
  await context.route('**/host/**/*.js*', async (route) => {
    const response = await route.fetch();
    const isChunk = (await response.text()).includes(chunks[chunk]);
    await (isChunk && isDown ? route.abort() : route.fulfill({ response }));
  });
  return {
    async restore() {
      isDown = false;
    },
  };
}
