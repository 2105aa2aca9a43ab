import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { drive } from './support/drive.js';
import { type PackedPackage, packPackage, refuse, startClock, succeed } from './support/installed-app.js';

interface App {
  name: string;
  rendersPage?: boolean;
  /** Messages that the type checker must print for the folder `wrong-use`. */
  refusals?: RegExp[];
}

const hosts: App[] = [
  { name: 'server-rendered', rendersPage: true },
  {
    name: 'react',
    refusals: [
      /'\{ clientID: string; \}' is not assignable/,
      /'string' is not assignable to type 'number'/,
      /Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/,
    ],
  },
  {
    name: 'preact',
    refusals: [
      /'\{ clientID: string; \}' is not assignable/,
      /'string' is not assignable to type 'number'/,
      /Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/,
    ],
  },
  {
    name: 'solid',
    refusals: [
      /'\{ clientID: string; \}' is not assignable/,
      /'string' is not assignable to type 'number'/,
      /Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/,
    ],
  },
  {
    name: 'vue',
    refusals: [
      /'clientID' does not exist/,
      /'boolean' is not assignable to type 'number'/,
      /'number' is not assignable to type 'object'/,
      /'onVccDynamicsLinkt' does not exist/,
      /Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/,
    ],
  },
  // CUSTOM_ELEMENTS_SCHEMA accepts every property.
  { name: 'angular', refusals: [/Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/] },
];

describe('the packed package in a host of its own', () => {
  let packed: PackedPackage;
  before(async () => {
    packed = await packPackage();
  });
  after(() => packed.remove());

  for (const { name, rendersPage, refusals } of hosts) {
    it(name, async () => {
      const step = startClock(name);
      const folder = await packed.installIn(name);
      step('installed');
      succeed(folder, ['run', 'build']);
      step('built');
      if (refusals) {
        refuse(folder, refusals);
        step('wrong use refused');
      }
      const page = pathToFileURL(join(folder, 'page.js')).href;
      await drive({ name, folder, ...(rendersPage && { renderPage: (await import(page)).renderPage }) });
      step('driven');
    });
  }
});
