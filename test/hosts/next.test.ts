import { describe } from 'node:test';
import { rendersAndLinks } from './support/rendered-app.js';

describe('the packed package in Next.js', () => {
  rendersAndLinks({
    name: 'next',
    snippets: ['app/dynamics-panel.tsx', 'app/globals.css'],
    start: ['node_modules/next/dist/bin/next', 'start'],
    backend: '/api/dynamics-link/',
    builds: [
      { bundler: 'Turbopack', script: 'build', isScripts: true },
      { bundler: 'webpack', script: 'build:webpack', isScripts: true },
    ],
  });
});
