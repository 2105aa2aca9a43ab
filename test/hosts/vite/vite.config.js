import { defineConfig } from 'vite';

export default defineConfig({ base: '/host/vite/', build: { target: 'es2022' } });
