import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const isCustomElement = (tag: string) => tag === 'vcc-dynamics-auth';

export default defineConfig({
  base: '/host/vue/',
  plugins: [vue({ template: { compilerOptions: { isCustomElement } } })],
});
