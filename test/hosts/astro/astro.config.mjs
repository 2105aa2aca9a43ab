import node from '@astrojs/node';
import { defineConfig } from 'astro/config';

export default defineConfig({
  base: '/host/astro',
  trailingSlash: 'always',
  output: 'server',
  adapter: node({ mode: 'standalone' }),
});
