import { describe } from 'node:test';
import { rendersAndLinks } from './support/rendered-app.js';

describe('the packed package in Nuxt', () => {
  rendersAndLinks({
    name: 'nuxt',
    snippets: ['app/components/DynamicsPanel.vue', 'app/globals.css'],
    start: ['.output/server/index.mjs'],
    builds: [{ bundler: 'Vite', script: 'build', isScripts: false }],
  });
});
