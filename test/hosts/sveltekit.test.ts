import { describe } from 'node:test';
import { rendersAndLinks } from './support/rendered-app.js';

describe('the packed package in SvelteKit', () => {
  rendersAndLinks({
    name: 'sveltekit',
    snippets: ['src/lib/DynamicsPanel.svelte'],
    start: ['build'],
    builds: [{ bundler: 'Vite', script: 'build', isScripts: false }],
    refusals: [
      /'"clientID"' does not exist/,
      /'string' is not assignable to type 'number'/,
      /'"onvcc-dynamics-linkt"' does not exist/,
      /Property 'code' does not exist on type 'VccDynamicsLinkedEvent'/,
    ],
  });
});
