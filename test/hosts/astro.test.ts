import { describe } from 'node:test';
import { rendersAndLinks } from './support/rendered-app.js';

describe('the packed package in Astro', () => {
  rendersAndLinks({
    name: 'astro',
    snippets: ['src/components/DynamicsPanel.astro'],
    start: ['dist/server/entry.mjs'],
    builds: [{ bundler: 'Vite', script: 'build', isScripts: false }],
    refusals: [/'endpont' does not exist/, /'number' is not assignable to type 'string'/],
  });
});
